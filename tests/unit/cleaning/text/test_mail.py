"""Mail that carries an article: forwarded, quoted, signed, in several languages."""

import textwrap

import pytest

from services.cleaning.text import mail
from services.cleaning.text.markup import Markup
from services.cleaning.text_normalisation import normalise_text
from tests.unit.cleaning.makers import PARAGRAPHS, TITLE, cleaned, page

BODY = page(*PARAGRAPHS)
SENT = "2019-03-05"


def apart(text: str) -> Markup:
    markup = Markup(text)
    mail.take_apart(markup)
    assert len(markup.text) == len(text)
    return markup


def quote(text: str, mark: str = "> ") -> str:
    return "\n".join(mark + line for line in text.split("\n"))


HEADERS = {
    "plain": f"From: desk@courier.example\nTo: all@courier.example\n"
    f"Date: Tue, 05 Mar 2019 09:14:00 +0100\nSubject: {TITLE}",
    "subject first": f"Subject: {TITLE}\nDate: 5 Mar 2019\nFrom: Ellery Courier",
    "Gmail": "---------- Forwarded message ---------\nFrom: Desk <desk@courier.example>\n"
    f"Date: Tue, Mar 5, 2019 at 9:14 AM\nSubject: Fwd: {TITLE}\nTo: <all@courier.example>",
    "Outlook": "-----Original Message-----\nFrom: Desk\nSent: Tuesday, March 5, 2019 9:14 AM\n"
    f"To: All staff\nSubject: FW: RE: {TITLE}\nImportance: High",
    "Apple": f"Begin forwarded message:\n\nFrom: Desk\nSubject: Re: {TITLE}\n"
    "Date: 5 March 2019 at 09:14:22 GMT+1\nTo: All",
    "bold": f"*From:* Desk <desk@courier.example>\n*Sent:* 5 March 2019\n*Subject:* {TITLE}",
    "list": f"Subject: [press-watch] {TITLE}\nFrom: desk@courier.example (Desk)\n"
    "Date: Tue, 5 Mar 2019 09:14:00 +0000\nMessage-ID: <1@courier.example>\n"
    "Content-Type: text/plain; charset=utf-8",
    "mbox": "From desk@courier.example Tue Mar  5 09:14:00 2019\nFrom: desk@courier.example\n"
    f"Date: Tue, 5 Mar 2019 09:14:00 +0000\nSubject: {TITLE}",
    "blank lines": f"From: desk@courier.example\n\nDate: 5 Mar 2019\n\nSubject: {TITLE}",
    "folded": "From: desk@courier.example\nTo: a@courier.example,\n b@courier.example\n"
    f"Date: 5 Mar 2019\nSubject: {TITLE[:30]}\n {TITLE[31:]}",
    "twice": "From: a@courier.example\nDate: 6 Mar 2019\nSubject: Fwd: Look at this\n\nFYI\n\n"
    f"From: b@courier.example\nDate: 5 Mar 2019\nSubject: {TITLE}",
    "German": f"Von: Desk\nGesendet: Dienstag, 5. März 2019 09:14\nAn: Alle\nBetreff: WG: {TITLE}",
    "French": "De : Desk <desk@courier.example>\nEnvoyé : mardi 5 mars 2019 09:14\n"
    f"À : Tous\nObjet : TR : {TITLE}",
    "Spanish": f"De: Desk\nEnviado: 5 de marzo de 2019\nPara: Todos\nAsunto: RV: {TITLE}",
    "Italian": f"Da: Desk\nInviato: martedì 5 marzo 2019\nA: Tutti\nOggetto: I: {TITLE}",
    "Portuguese": f"De: Desk\nData: 5 de março de 2019\nPara: Todos\nAssunto: ENC: {TITLE}",
    "Dutch": f"Van: Desk\nVerzonden: dinsdag 5 maart 2019\nAan: Iedereen\nOnderwerp: {TITLE}",
    "Swedish": f"Från: Desk\nSkickat: den 5 mars 2019\nTill: Alla\nÄmne: VB: {TITLE}",
    "Polish": f"Od: Desk\nWysłano: 5 marca 2019\nDo: Wszyscy\nTemat: PD: {TITLE}",
    "Russian": f"От: Desk\nДата: 5 марта 2019\nКому: Все\nТема: {TITLE}",
    "Chinese": f"发件人: Desk\n发送时间: 2019年3月5日 9:14\n收件人: All\n主题: 转发: {TITLE}",
    "Japanese": f"差出人: Desk\n送信日時: 2019年3月5日 9:14\n宛先: All\n件名: {TITLE}",
}


@pytest.mark.parametrize("header", HEADERS.values(), ids=HEADERS.keys())
def test_a_header_gives_headline_and_date_and_goes(header: str) -> None:
    article = cleaned(page(header, BODY))

    assert article.title == TITLE
    assert article.published is not None
    assert article.published.value.startswith(SENT)
    assert article.body == BODY
    assert article.section is None
    assert article.authors == []
    gone = " ".join(piece.text for piece in article.removed)
    assert all(word in gone for word in header.replace("*", "").split())


def test_the_article_says_more_than_its_header() -> None:
    text = page(HEADERS["German"], "By Orla Bredeveld", "March 4, 2019", BODY)
    article = cleaned(text)

    assert article.published is not None
    assert article.published.value == "2019-03-04"
    assert article.published.confidence > 0.65
    assert [author.name for author in article.authors] == ["Orla Bredeveld"]


def test_its_own_headline_goes_before_the_subject() -> None:
    header = "From: desk@courier.example\nTo: all@courier.example\nSubject: News of Tuesday"
    article = cleaned(page(header, TITLE, "By Orla Bredeveld", BODY))

    assert article.title == TITLE


def test_a_sender_with_a_name_is_the_author_where_none_is_named() -> None:
    header = f"From: Orla Bredeveld <orla@courier.example>\nDate: 5 Mar 2019\nSubject: {TITLE}"
    named = cleaned(page(header, BODY))
    signed = cleaned(page(header, "By Tomas Quill", BODY))

    assert [author.name for author in named.authors] == ["Orla Bredeveld"]
    assert named.evidence["authors"].confidence < 0.5
    assert [author.name for author in signed.authors] == ["Tomas Quill"]


INTROS = [
    "On Tue, Mar 5, 2019 at 9:14 AM Desk <desk@courier.example> wrote:",
    "On Tue, Mar 5, 2019 at 9:14 AM Desk <desk@courier.example>\nwrote:",
    "Am Di., 5. März 2019 um 09:14 Uhr schrieb Desk <desk@courier.example>:",
    "Le mar. 5 mars 2019 à 09:14, Desk <desk@courier.example> a écrit :",
    "El mar, 5 mar 2019 a las 9:14, Desk (<desk@courier.example>) escribió:",
    "Il giorno mar 5 mar 2019 alle ore 09:14 Desk <desk@courier.example> ha scritto:",
    "Op di 5 mrt 2019 om 09:14 schreef Desk <desk@courier.example>:",
    "Den tis 5 mars 2019 kl 09:14 skrev Desk <desk@courier.example>:",
    "Tue, 5 Mar 2019, the desk:",
]


@pytest.mark.parametrize("mark", ["> ", ">", ">> ", "> > "])
@pytest.mark.parametrize("intro", [*INTROS, ""])
def test_a_quotation_is_read_as_what_it_quotes(intro: str, mark: str) -> None:
    quoted = page(
        TITLE, "By Orla Bredeveld", "4 March 2019", *(textwrap.fill(one, 66) for one in PARAGRAPHS)
    )
    article = cleaned(page(intro, quote(quoted, mark)))

    assert article.title == TITLE
    assert [author.name for author in article.authors] == ["Orla Bredeveld"]
    assert article.published is not None
    assert article.published.value == "2019-03-04"
    assert article.body == BODY


ENDS = [
    "-- \nEllery Courier, desk\nTo unsubscribe reply with STOP",
    "--\nOrla Bredeveld\n+44 20 5550 1234",
    "Sent from my iPhone",
    "Von meinem iPhone gesendet",
    "Envoyé de mon iPhone",
    "Enviado desde mi iPhone",
    "This e-mail and any attachments are confidential and intended solely for the addressee. "
    "If you are not the addressee, delete it.",
    "This message and its attachments may hold information that is\nprivileged or confidential.",
    "Diese E-Mail enthält vertrauliche Informationen und ist nur für den Empfänger bestimmt.",
    "Ce message et ses pièces jointes sont confidentiels et destinés aux seuls destinataires.",
    "____________________\npress-watch mailing list\npress-watch@lists.example",
]


@pytest.mark.parametrize("end", ENDS)
def test_signature_and_legal_notice_go(end: str) -> None:
    article = cleaned(page(HEADERS["plain"], BODY, end))

    assert article.body == BODY
    gone = " ".join(piece.text for piece in article.removed)
    assert all(word in gone for word in end.split())


PROSE = [
    page(TITLE, "By Orla Bredeveld", PARAGRAPHS[0]),
    page(PARAGRAPHS[0], "From: the harbour. To: the town. That was the slogan.", PARAGRAPHS[1]),
    page("In a letter of 5 March 2019 Calloway wrote:", *PARAGRAPHS),
    page(
        TITLE,
        *PARAGRAPHS[:2],
        "From: Ines Calloway\nTo: Council\nSubject: barrier\n\nWe vote on Tuesday.",
        *PARAGRAPHS[3:],
    ),
    page("By: Orla Bredeveld\nDate: 4 March 2019", *PARAGRAPHS),
    "> Read on",
    "-- a dash --\n" + BODY,
]


@pytest.mark.parametrize("text", PROSE)
def test_an_article_is_no_mail(text: str) -> None:
    markup = apart(text)

    assert markup.text == text
    assert markup.removed == []


def test_lines_of_a_header_are_told_as_they_read() -> None:
    markup = apart(page(HEADERS["Gmail"], BODY))

    assert [piece.text for piece in markup.removed][:2] == [
        "---------- Forwarded message ---------",
        "From: Desk <desk@courier.example>",
    ]
    assert {piece.rule for piece in markup.removed} == {"mail_header"}
    assert markup.date is not None
    assert markup.date.text == "Tue, Mar 5, 2019 at 9:14 AM"
    assert normalise_text(markup.text).startswith(TITLE)


def test_hostile_text_ends() -> None:
    header = "From: a@b.example\nSubject: x\n"
    assert apart(header * 2000).is_page
    assert apart("> " * 5000 + "x").text
