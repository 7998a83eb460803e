"""The set phrases of pages, by the kind of piece they give away, in the languages of the news.

Words come last: they name a piece that layout alone leaves open, and only in short lines.
"""

import re

_LONGEST = 220  # characters; prose that happens to hold such words is longer

_PHRASES = {
    "share": r"""
        ^(?:share|tweet|teilen|artikel teilen|partager|compartir|compartilhar)\b.{0,40}$
        ^(?:condividi|delen|dela|del|jaa|sdílejte?|udostępnij|поделиться)\b.{0,40}$
        ^(?:поділитися|bagikan|paylaş|chia sẻ|공유|分享|シェア)\b.{0,40}$
        ^(?:facebook|twitter|x|whatsapp|linkedin|telegram|reddit|e-?mail|print|copy link)$
        ^(?:link kopieren|pinterest|drucken|imprimer|imprimir|stampa|merken|speichern)$
        ^(?:save|bookmark|gift)$
        \b(?:share (?:this|on|via)|social sharing|auf facebook teilen|follow us on)\b
        \b(?:folgen sie uns|síguenos|suivez-nous)\b
    """,
    "newsletter": r"""
        newsletter|mailing.?list|sign up (?:for|to|now)|subscribe (?:to|now|for)
        rassegna via|\b(?:jetzt|hier) (?:abonnieren|anmelden)|boletín|abonnez-vous
        s['’]abonner|inscrivez-vous|suscr[ií]b[aei]|assine\b|iscriviti
        подпи(?:шитесь|саться)|підпи(?:шіться|сатися)|メールマガジン|구독|订阅|訂閱|nyhetsbrev
        nieuwsbrief|nyhedsbrev|bülten
    """,
    "donation": r"""
        \b(?:donate|donation|spenden(?:konto)?|jetzt unterstützen|faites un don)\b
        \b(?:haz una donación|donacije|support (?:our|us|independent|quality)|fundraiser)\b
        \bbecome a (?:member|supporter|patron)\b
    """,
    "cookies": r"""
        \b(?:cookies?|privacy (?:policy|settings)|datenschutz(?:erklärung|einstellungen)?)\b
        \b(?:gdpr|dsgvo|consent preferences|accept all|alle akzeptieren)\b
        \b(?:política de privacidad|politique de confidentialité)\b
    """,
    "comments": r"""
        ^\d*\s?(?:comments?|kommentare?|commentaires?|comentarios?|commenti)\s?[(:]?\d*\)?$
        ^\d*\s?(?:comentários|reacties|kommentarer|komentář[ei]|komentarz[ey])\s?[(:]?\d*\)?$
        ^\d*\s?(?:комментари[ий]\w*|коментар\w*|댓글|评论|コメント|yorum(?:lar)?)\s?[(:]?\d*\)?$
        ^\d*\s?(?:komentar|bình luận)\s?[(:]?\d*\)?$
        \b(?:leave a (?:comment|reply)|join the (?:conversation|discussion)|log in to comment)\b
        \b(?:diskutieren sie|comments are (?:closed|moderated)|terms of (?:use|service))\b
        \bwhat do you think\b
    """,
    "related": r"""
        ^(?:read (?:more|also|next|full)|more on|more from|related|see also|also read)
        ^(?:recommended|most read|most popular|trending|top stories|latest|don['’]t miss)
        ^(?:up next|watch|mehr zum thema|mehr zu|lesen sie (?:auch|mehr)|auch interessant)
        ^(?:weitere artikel|meistgelesen|das könnte sie|zum thema|lire aussi|à lire)
        ^(?:sur le même sujet|à voir aussi|lee (?:también|más)|leer más|te puede interesar)
        ^(?:ver también|lea también|leia (?:também|mais)|veja (?:também|mais)|saiba mais)
        ^(?:leggi anche|potrebbe interessarti|lees ook|lees meer|meer over)
        ^(?:läs (?:också|mer|även)|les også|les mer|læs også|lue myös|čtěte také)
        ^(?:související|mohlo by|czytaj (?:też|także|również)|zobacz (?:też|także))
        ^(?:читайте (?:также|ще|також)|по теме|baca (?:juga|selengkapnya)|ilgili haberler)
        ^(?:xem thêm|اقرأ (?:أيضا|المزيد)|קראו גם|관련 ?기사|相关|相關|関連|延伸閱讀|推荐阅读)
    """,
    "advert": r"""
        ^(?:advertisement|advertising|ad|anzeige|werbung|publicité|publicidade?)$
        ^(?:publicidad|pubblicità|advertentie|annons|annonse|annonce|mainos|reklama?)$
        ^(?:реклама|iklan|광고|广告|廣告|sponsored.{0,30}|story continues below.*)$
        ^(?:article continues.*|scroll to continue.*|continue reading.{0,40})$
        ^(?:skip (?:past|to).*)$
    """,
    "caption": r"""
        ^(?:photo|foto|bild|image|picture)\b\s?(?:[:|/©]|by\b|credit|von\b|:|in fullscreen)
        ^(?:pic|video|file photo)\b\s?(?:[:|/©]|by\b|credit|von\b|:|in fullscreen)
        ^(?:photograph|fotografía|imagen)\b\s?(?:[:|/©]|by\b|credit|von\b|:|in fullscreen)
        ^(?:imagem|immagine|фото|写真|图|圖)\b\s?(?:[:|/©]|by\b|credit|von\b|:|in fullscreen)
        ^(?:사진|kép|billede|kuva)\b\s?(?:[:|/©]|by\b|credit|von\b|:|in fullscreen)
        ^(?:view image|enlarge|bildrechte)\b\s?(?:[:|/©]|by\b|credit|von\b|:|in fullscreen)
        ^(?:bildquelle|quelle|symbolbild)\b\s?(?:[:|/©]|by\b|credit|von\b|:|in fullscreen)
        \b(?:getty images|shutterstock|istock|picture[ -]alliance|imago images|via reuters)\b
        \b(?:ap photo|unsplash|epa-efe|file photo|handout photo)\b
        (?:^|[.\s(\[])(?:©|\(c\)\s|foto:|photo:|bild:|credit:|photograph:)\s?\S.{0,60}$
        (?:^|[.\s(\[])(?:crédit|image source)\s?\S.{0,60}$
    """,
    "footer": r"""
        ©|\bcopyright\b|all rights reserved|alle rechte vorbehalten|tous droits réservés
        todos los derechos|todos os direitos|tutti i diritti|все права защищены|무단 ?전재|版权所有
        版權所有|無断転載
        ^(?:about us|contact(?: us)?|impressum|imprint|terms|privacy|sitemap|jobs|careers)$
        ^(?:advertise|kontakt|mentions légales)$
    """,
    "credit": r"""
        ^(?:editing|reporting|additional reporting|edited|compiled|produced|writing) by\b
        ^(?:graphics) by\b
        ^(?:source|quelle|fuente|fonte|källa|kilde|bron|zdroj|źródło|источник)\s?[:/：]
        ^(?:sumber|kaynak|nguồn|출처|来源|來源)\s?[:/：]
        \(reporting by .*\)$
    """,
    "navigation": r"""
        ^(?:home|menu|menü|search|suche|suchen|log ?in|sign in|sign up|register|anmelden)$
        ^(?:abo|e-?paper|login|subscribe|skip to (?:main )?content|zum inhalt|startseite)$
        ^(?:inicio|accueil|hjem|domů|главная|beranda|anasayfa|trang chủ|홈|首页|首頁)$
        ^(?:back to top|nach oben|next|previous|zurück|weiter|more|mehr|play|pause|mute)$
        ^(?:listen|anhören|0:00|loading.*|listen to this article.*)$
        ^(?:\d+ min(?:s|utes?|uten)? (?:read|lesezeit|lesedauer)|lesezeit:?.*)$
        ^(?:reading time.*|helskärm|이미지 확대보기|add as (?:a )?preferred source.*)$
        ^(?:\d+ (?:shares?|views?))$
    """,
}
_KINDS = {
    kind: re.compile("|".join(filter(None, map(str.strip, lines.split("\n")))), re.IGNORECASE)
    for kind, lines in _PHRASES.items()
}


def kind_of(text: str) -> str | None:
    """The kind of piece that ``text`` gives itself away as, or None."""
    if len(text) > _LONGEST:
        return None
    return next((kind for kind, pattern in _KINDS.items() if pattern.search(text)), None)
