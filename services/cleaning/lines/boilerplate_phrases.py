"""The set phrases of pages, by the kind of piece they give away, in the languages of the news.

`=` asks for the whole line (numbers aside), `^` for its start, neither for anywhere in it. They
count in short lines only: prose that happens to hold such words is longer.
"""

import re
from functools import lru_cache

from services.cleaning.text_normalisation import words_of

LONGEST = 240  # characters

_PHRASES = {
    "advert": """
        =advertisement, =advertising, =ad, =ads, =anzeige, =werbung, =publicité, =publicidad,
        =publicidade, =pubblicità, =advertentie, =annons, =annonse, =annonce, =mainos, =reklama,
        =reklam, =реклама, =iklan, =quảng cáo, =광고, =广告, =廣告, =إعلان,
        =advertisement continue reading the main story, ^sponsored, story continues below,
        article continues below, article continues after, scroll to continue,
        ^skip advertisement, affiliate links, affiliate link, affiliate partner, commission,
        provision ohne, =promoted
    """,
    "share": """
        =share, =tweet, =teilen, =artikel teilen, =partager, =compartir, =compartilhar,
        =compartilhe, =condividi, =delen, =dela, =del, =jaa, =sdílejte, =sdílet, =udostępnij,
        =поделиться, =поділитися, =bagikan, =paylaş, =chia sẻ, =공유, =分享, =シェア, =facebook,
        =twitter, =x, =whatsapp, =linkedin, =telegram, =reddit, =email, =e mail, =print,
        =pinterest, =drucken, =imprimer, =imprimir, =stampa, =merken, =save, =bookmark, =gift,
        copy link, link kopieren, share this, share on, share via, share article,
        social sharing, auf facebook teilen, ^partager sur, ^compartir en, ^sdílejte článek,
        =copied, =link copied, =mejla, =spara, =följ, =follow
    """,
    "newsletter": """
        newsletter, newsletters, mailing list, ^sign up, sign up for, ^subscribe, subscribe to,
        subscribe now, inbox, rassegna, jetzt abonnieren, hier anmelden, kostenlos anmelden,
        boletín, abonnez vous, s abonner, inscrivez vous, suscríbete, suscríbase, suscribirse,
        assine, iscriviti, подпишитесь, подписаться, підписатися, підпишіться, 구독, nyhetsbrev,
        nieuwsbrief, nyhedsbrev, bülten, bültenimiz, zpravodaj, whatsapp channel,
        whatsapp kanal, telegram channel, telegram kanal, google news, preferred source,
        preferred on google, push notifications, breaking news alerts, our app, receive email
    """,
    "donation": """
        donate, donation, donations, spenden, spendenkonto, jetzt unterstützen, faites un don,
        haz una donación, support our, support us, support independent, fundraiser,
        become a member, become a supporter, become a patron, make a contribution,
        reader supported
    """,
    "cookies": """
        cookie, cookies, privacy policy, privacy settings, datenschutz, datenschutzerklärung,
        privatsphäre, gdpr, dsgvo, consent, accept all, alle akzeptieren,
        política de privacidad, politique de confidentialité, externen inhalte,
        external content, externer inhalt, javascript, browser
    """,
    "comments": """
        =comments, =comment, =kommentare, =kommentar, =commentaires, =comentarios, =comentários,
        =commenti, =reacties, =kommentarer, =komentáře, =komentarze, =комментарии, =коментарі,
        =댓글, =评论, =コメント, =yorumlar, =yorum, =komentar, =bình luận, =diskuze,
        leave a comment, leave a reply,
        join the conversation, join the discussion, log in to comment,
        diskutieren sie, comments are closed, comments are moderated, view comments,
        post a comment, write a comment, ihre meinung, deine meinung, teile deine,
        what do you think, let us know, send us, kontaktieren sie, tip off, news tip,
        community guidelines
    """,
    "related": """
        ^read more, ^read also, ^read next, ^read full, ^more on, ^more from, ^related,
        ^see also, ^also read, =recommended, ^recommended for, ^most read, ^most popular,
        =trending, ^trending now, ^top stories, ^latest, ^don t miss, ^up next, ^watch,
        ^more stories, ^more like this, =more news, ^more headlines, =other news, =other stories,
        =weitere nachrichten, =más noticias, =mais notícias, =autres articles, ^you may also,
        ^mehr zum thema, ^mehr zu, ^mehr aus, ^lesen sie auch, ^lesen sie mehr, ^lesen sie hier,
        ^auch interessant, ^weitere artikel, ^weitere themen, ^meistgelesen,
        ^das könnte, ^zum thema, ^themen, =tags, ^tags, ^topics,
        ^lire aussi, ^à lire, ^sur le même sujet, ^à voir aussi, ^lee también, ^lee más,
        ^leer más, ^te puede interesar, ^ver también, ^lea también, ^leia também, ^leia mais,
        ^veja também, ^veja mais, ^saiba mais, ^leggi anche, ^potrebbe interessarti, ^lees ook,
        ^lees meer, ^meer over, ^läs också, ^läs mer, ^läs även, ^les også, ^les mer, ^læs også,
        ^lue myös, ^čtěte také, ^související, ^mohlo by, ^přečtěte, ^czytaj też, ^czytaj także,
        ^czytaj również, ^zobacz też, ^zobacz także, ^читайте также, ^читайте ще,
        ^читайте також, ^по теме, ^baca juga, ^baca selengkapnya, ^ilgili haberler, ^xem thêm,
        ^اقرأ أيضا, ^اقرأ المزيد, ^קראו גם, ^관련 기사, ^관련기사, ^mest läst, ^relaterte, ^mer om,
        ^följ ämnen, ^aus dem ressort
    """,
    "footer": """
        copyright, all rights reserved, alle rechte vorbehalten, tous droits réservés,
        todos los derechos, todos os direitos, tutti i diritti, все права защищены,
        무단 전재, 무단전재, reproduced without,
        fair dealing, terms of use, terms of service, terms and conditions,
        =about us, ^contact us, =impressum, =imprint, =privacy, =sitemap, =careers, =advertise,
        =kontakt, ^mentions légales, ^disclaimer, opinions expressed, ^this article was,
        ^this article is, ^this story was, ^this article first, maschinelle übersetzung,
        automatically translated, nutzungsbedingungen, ^corrections, réservée aux abonnés,
        nur für abonnenten
    """,
    "credit": """
        ^editing by, ^reporting by, ^additional reporting, ^edited by, ^compiled by,
        ^produced by, ^writing by, ^graphics by, ^source, ^sources, ^quelle, ^fuente, ^fonte,
        ^källa, ^kilde, ^bron, ^zdroj, ^źródło, ^источник, ^джерело, ^sumber, ^kaynak, ^nguồn,
        ^editor, ^redaktor, ^출처, ^mit material von, ^avec afp, ^with agencies, ^author bio,
        ^about the author, is a senior, is a reporter, is a journalist, is a writer, is a staff,
        is the author of
    """,
    "caption": """
        ^photo by, ^photo, ^photos, ^foto, ^fotos, ^bild, ^image caption, ^image source,
        ^picture, ^file photo, ^pictured, ^photograph, ^fotografía, ^imagen, ^imagem, ^immagine,
        ^фото, ^kép, ^billede, ^kuva, ^view image, ^bildrechte, ^bildquelle, ^symbolbild,
        ^video, getty images, shutterstock, istock, picture alliance, imago images, via reuters,
        ap photo, unsplash, pexels, epa efe, file photo, handout photo, stock image, archivbild,
        image credit, photo credit, foto di, foto dpa, in fullscreen, image caption
    """,
    "navigation": """
        =home, =menu, =menü, =search, =suche, =suchen, =login, =log in, =sign in, =register,
        =anmelden, =abo, =epaper, =e paper, ^skip to, ^zum inhalt, =startseite, =inicio,
        =accueil, =hjem, =domů, =главная, =beranda, =anasayfa, =trang chủ, =홈, =首页,
        ^back to top, ^nach oben, =next, =previous, =zurück, =weiter, =more, =mehr, =play,
        =pause, =mute, =listen, =anhören, =loading, ^listen to this, min read, minute read,
        minutes read, min lesezeit, ^lesezeit, ^reading time, =helskärm, =shares, =views,
        ^show all, ^mehr anzeigen, =live, =video, =sök, =news, ^in kürze, =kortversjonen,
        =vis mer
    """,
}
KINDS = tuple(_PHRASES)
_UNSPACED = {
    "related": ("関連記事", "相关阅读", "相關新聞", "延伸閱讀", "推荐阅读", "あわせて読みたい"),
    "newsletter": ("メールマガジン", "会員登録", "订阅", "訂閱"),
    "footer": ("版权所有", "版權所有", "無断転載", "责任编辑", "責任編輯"),
    "caption": ("写真", "图片", "圖片"),
    "credit": ("来源：", "來源："),
}
_CREDIT = re.compile(
    r"©|\(c\)\s|\b(?:foto|photo|bild|credit|photograph|crédit|picture|image|фото|kuva|photos)s?"
    r"(?: by)?\s?[:|/]\s?\S.{0,60}$|[＝=][\w・]{2,12}$",
    re.IGNORECASE,
)


def _index() -> dict[str, list[tuple[tuple[str, ...], str, str]]]:
    index: dict[str, list[tuple[tuple[str, ...], str, str]]] = {}
    for kind, phrases in _PHRASES.items():
        for phrase in " ".join(phrases.split()).split(", "):
            mode = phrase[0] if phrase[0] in "=^" else ""
            words = tuple(phrase.removeprefix(mode).split())
            index.setdefault(words[0], []).append((words, mode, kind))
    return index


_INDEX = _index()
_FIRST_WORDS = frozenset(_INDEX)
_CREDIT_SIGN = re.compile("[©(:|/=＝]")  # every credit has one: most lines need no further look
_UNSPACED_SCRIPT = re.compile("[\u3000-\U0010ffff]")


@lru_cache(maxsize=512)
def kinds_of(text: str) -> frozenset[str]:
    """The kinds of piece that ``text`` gives itself away as."""
    if len(text) > LONGEST:
        return frozenset()
    words = words_of(text)
    found: set[str] = set()
    if not _FIRST_WORDS.isdisjoint(words):
        for i, word in enumerate(words):
            for phrase, mode, kind in _INDEX.get(word, ()):
                end = i + len(phrase)
                if tuple(words[i:end]) == phrase and (
                    not mode
                    or (_are_numbers(words[:i]) and (mode == "^" or _are_numbers(words[end:])))
                ):
                    found.add(kind)
    if _CREDIT_SIGN.search(text) and _CREDIT.search(text):
        found.add("caption")
    if not text.isascii() and _UNSPACED_SCRIPT.search(text):
        found.update(
            kind for kind, phrases in _UNSPACED.items() if any(map(text.__contains__, phrases))
        )
    return frozenset(found)


def _are_numbers(words: list[str]) -> bool:
    return not any(map(str.isalpha, "".join(words)))


def kind_of(text: str) -> str | None:
    """The likeliest of ``kinds_of``, or None."""
    found = kinds_of(text)
    return next((kind for kind in KINDS if kind in found), None) if found else None
