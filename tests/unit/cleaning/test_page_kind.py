"""What a page is, by what it says of itself and by the form of its text."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.cleaning import page_kinds
from services.cleaning.content import content_digest
from services.cleaning.language_words import WORDS as WORDS_OF_LANGUAGES
from services.cleaning.page_kind import PAGE_KINDS, Stated, find
from services.cleaning.text_normalisation import spaceless_key
from tests.unit.cleaning.makers import PARAGRAPHS, SIGNATURE, TITLE, cleaned, page

SITE = "https://courier.example"
TURNS = (
    "What did you think when the vote was over?",
    "I thought of my father, who lost his boat in the flood and never bought another.",
    "Did you expect it to be so close?",
    "No. We had counted nine votes, and two of them went away in the last hour of the debate.",
    "What happens to the herring fleet?",
    "It leaves for the northern grounds, as it does each spring, and comes back to a calm basin.",
    "Will the inner basin silt up?",
    "It may. The survey says no, and I am no engineer, so I have to trust the survey.",
)
DEATH = (
    "Tomas Calloway, 81, passed away at his home in Port Ellery on Tuesday.",
    "He was born above the fish market, and taught at the harbour school for forty years.",
    "He is survived by his two sons and by five grandchildren, all of them in Port Ellery.",
    "A funeral service will be held on Saturday. In lieu of flowers, please help the lifeboat.",
)
DEATH_DE = (
    "Tomas Kellermann verstarb am Dienstag in seinem Haus in Ellerhafen.",
    "Er wurde geboren, als der alte Deich noch stand, und lehrte vierzig Jahre an der Hafenschule.",
    "Er hinterlässt zwei Söhne und fünf Enkel, die alle in Ellerhafen leben.",
    "Die Trauerfeier beginnt am Sonnabend um elf Uhr in der Kapelle am Hafen.",
)
ENTRIES = (
    "The mayor has left the hall without a word to the crowd that waited for her.",
    "A second count begins in the chamber, the clerk says on the stairs.",
    "Councillors return from lunch, and the debate on the survey begins again.",
    "The debate stops for lunch; the harbour master has still not been heard.",
    "The mayor opens the sitting before full benches and a hundred visitors.",
    "Doors open to the public, and the queue reaches the fish market.",
)
TIMES = ("14:52", "14:31", "13.58", "13h05", "12:40", "12:01")
HALF_DAYS = ("2:52 p.m.", "2:31 PM", "1:58pm", "12:40 p.m.", "11:59 a.m.", "11:01 AM")


def html(
    title: str = TITLE, body: tuple[str, ...] = tuple(PARAGRAPHS), head: str = "", above: str = ""
) -> str:
    text = "".join(f"<p>{one}</p>" for one in body)
    return (
        f"<html><head><title>{title} | Ellery Courier</title>{head}</head><body>"
        '<nav><a href="/opinion">Opinion</a> <a href="/video">Video</a> <a href="/live">Live</a>'
        f"</nav><article>{above}<h1>{title}</h1>{text}</article></body></html>"
    )


def ld(**fields: object) -> str:
    return f'<script type="application/ld+json">{json.dumps(fields)}</script>'


def kind(**raw: Any) -> str | None:
    return cleaned(**raw).page_kind


def told(title: str = "", paragraphs: tuple[str, ...] = tuple(PARAGRAPHS), **known: Any) -> str:
    stated = Stated(titles=(title,), **{k: known.pop(k) for k in ("types", "labels") if k in known})
    nothing = {"url": None, "domain": None, "section": None, "removed": (), "warnings": ()}
    return find(stated, **{**nothing, "paragraphs": paragraphs, **known})


@pytest.mark.parametrize(
    "types",
    ["NewsArticle", "ReportageNewsArticle", "AnalysisNewsArticle", ["Article", "BlogPosting"]],
)
def test_a_page_is_an_article_unless_it_says_otherwise(types: object) -> None:
    head = ld(**{"@type": types, "headline": TITLE})
    assert kind(html=html(head=head), url=f"{SITE}/coast/barrier") == "article"
    assert kind(text=page(TITLE, SIGNATURE, *PARAGRAPHS)) == "article"


@pytest.mark.parametrize(
    ("types", "expected"),
    [
        ("LiveBlogPosting", "live_blog"),
        (["NewsArticle", "LiveBlogPosting"], "live_blog"),
        ("OpinionNewsArticle", "opinion"),
    ],
)
def test_types_of_json_ld(types: object, expected: str) -> None:
    assert kind(html=html(head=ld(**{"@type": types, "headline": TITLE}))) == expected


def test_a_gallery_and_a_genre_in_json_ld() -> None:
    assert told(types=frozenset(("ImageGallery", "WebPage"))) == "gallery"
    head = ld(**{"@type": "NewsArticle", "headline": TITLE, "genre": "Obituary"})
    assert kind(html=html(head=head)) == "obituary"


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("news/live/harbour-123", "live_blog"),
        ("news/harbour-vote-live-updates-2019", "live_blog"),
        ("politik/liveblog/hafen-4711.html", "live_blog"),
        ("politica/minuto-a-minuto/puerto", "live_blog"),
        ("2019/03/04/opinion/barrier.html", "opinion"),
        ("meinung/kommentare/deich-ja", "opinion"),
        ("commentisfree/2019/mar/barrier", "opinion"),
        ("opini%C3%B3n/la-barrera", "opinion"),
        ("opiniao/a-barreira", "opinion"),
        ("debatt/a/muren", "opinion"),
        ("mneniya/damba", "opinion"),
        ("panorama/fotostrecke/hafen", "gallery"),
        ("diaporama/le-port", "gallery"),
        ("gallery/harbour", "gallery"),
        ("entrevistas/ines", "interview"),
        ("obituaries/ines-calloway", "obituary"),
        ("nachrufe/ines", "obituary"),
        ("news-releases/2019/barrier", "press_release"),
        ("pressemitteilungen/deich", "press_release"),
        ("comunicati-stampa/diga", "press_release"),
        ("transcripts/hearing", "transcript"),
        ("opinion-polls/barrier", "article"),
        ("coast/living-by-the-harbour", "article"),
        ("coast/video-shows-the-barrier", "article"),
        ("coast/opinion-is-divided-on-the-barrier", "article"),
    ],
)
def test_words_of_the_path(path: str, expected: str) -> None:
    assert kind(html=html(), url=f"{SITE}/{path}") == expected


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Opinion | The barrier will not save us", "opinion"),
        ("The barrier will not save us – Opinion", "opinion"),
        ("Kommentar: Der Deich hilft uns nicht", "opinion"),
        ("Tribune. La digue ne nous sauvera pas", "article"),
        ("Tribune : la digue ne nous sauvera pas", "opinion"),
        ("EDITORIAL: The barrier will not save us", "opinion"),
        ("Мнение: дамба нас не спасёт", "opinion"),
        ("【社説】防潮堤の採決", "opinion"),
        ("[사설] 방조제 표결", "opinion"),
        ("رأي: السد لن ينقذنا", "opinion"),
        ("LIVE: Harbour council votes on the barrier", "live_blog"),
        ("Harbour vote – as it happened", "live_blog"),
        ("Liveticker: Der Rat stimmt ab", "live_blog"),
        ("Hafen-Liveticker: Der Rat stimmt ab", "live_blog"),
        ("EN DIRECT - Le conseil vote", "live_blog"),
        ("Na żywo: głosowanie w sprawie zapory", "live_blog"),
        ("直播：港口议会表决", "live_blog"),
        ("Interview: Mayor Calloway on the barrier", "interview"),
        ("Rozhovor: Starostka o hrázi", "interview"),
        ("In pictures: the harbour on the day of the vote", "gallery"),
        ("Der Hafen in Bildern", "gallery"),
        ("Transcript: Mayor Calloway speaks", "transcript"),
        ("Obituary: Tomas Calloway", "obituary"),
        ("Nachruf: Tomas Kellermann", "obituary"),
        ("Press release: Barrier approved", "press_release"),
        ("The council lives with the barrier", "article"),
        ("Public opinion on the barrier shifts", "article"),
        ("Interview with the Vampire returns to the harbour stage", "article"),
        ("Obituary writers meet in Port Ellery", "article"),
        ("Court releases full transcript of the harbour hearing", "article"),
        ("Accident grav în portul Ellery (FOTO)", "article"),
        ("Głosowanie w porcie [GALERIA ZDJĘĆ]", "article"),
        ("Galeria zdjęć: głosowanie w porcie", "gallery"),
        ("VIDEO: The council votes on the barrier", "article"),
        ("Où voir le débat diffusé en direct ce soir", "article"),
    ],
)
def test_labels_in_the_headline(title: str, expected: str) -> None:
    assert told(title) == expected
    assert kind(text=page(*PARAGRAPHS), title=title) == expected


@pytest.mark.parametrize(
    ("label", "expected"),
    [
        ("Meinung", "opinion"),
        ("Leserbrief", "opinion"),
        ("Krönika", "opinion"),
        ("Felieton", "opinion"),
        ("Γνώμη", "opinion"),
        ("Entretien", "interview"),
        ("Röportaj", "interview"),
        ("인터뷰", "interview"),
        ("Live", "live_blog"),
        ("Persbericht", "press_release"),
        ("Nekrolog", "obituary"),
        ("Fotogalleria", "gallery"),
        ("Harbours", "article"),
    ],
)
def test_a_label_above_the_headline_or_the_section(label: str, expected: str) -> None:
    assert kind(html=html(above=f"<p>{label}</p>")) == expected
    head = f'<meta property="article:section" content="{label}">'
    assert kind(html=html(head=head)) == expected


def test_menus_are_no_labels() -> None:
    assert kind(html=html()) == "article"


@pytest.mark.parametrize(
    "lines",
    [("OPINION", TITLE, SIGNATURE), ("The Ellery Courier", "Opinion", TITLE, SIGNATURE)],
)
def test_a_label_above_a_text(lines: tuple[str, ...]) -> None:
    assert kind(text=page(*lines, *PARAGRAPHS)) == "opinion"


@pytest.mark.parametrize(
    ("notice", "expected"),
    [
        ("The views expressed in this article are those of the author alone.", "opinion"),
        ("Der Text gibt die Meinung des Autors wieder.", "opinion"),
        ("Мнение редакции может не совпадать с точкой зрения автора.", "opinion"),
        ("本文仅代表作者个人观点。", "opinion"),
        ("The council gave its views on the article in a press release.", "article"),
    ],
)
def test_notices_at_the_end(notice: str, expected: str) -> None:
    assert told(TITLE, (*PARAGRAPHS, notice)) == expected
    assert told(TITLE, removed=[notice]) == expected


@pytest.mark.parametrize(
    "notice",
    ["FOR IMMEDIATE RELEASE", "For immediate release: 4 March 2019", "PRESSEMITTEILUNG",
     "Comunicado de prensa", "Пресс-релиз", "プレスリリース"],
)  # fmt: skip
def test_a_press_release_says_so_above(notice: str) -> None:
    assert told(TITLE, (notice, *PARAGRAPHS)) == "press_release"
    assert kind(html=html(body=(notice, *PARAGRAPHS))) == "press_release"
    assert kind(text=page(notice, TITLE, *PARAGRAPHS)) == "press_release"


def test_a_press_release_by_its_wire_its_host_and_its_contacts() -> None:
    wired = f"PORT ELLERY, March 4, 2019 /PRNewswire/ -- {PARAGRAPHS[0]}"
    assert kind(html=html(body=(wired, *PARAGRAPHS[1:]))) == "press_release"
    assert told(domain="prnewswire.com") == "press_release"
    contacts = ("Media contact: Orla Bredeveld", "About the company: Ellery Tidal builds barriers.")
    assert told(TITLE, (*PARAGRAPHS, *contacts)) == "press_release"
    assert told(TITLE, (*PARAGRAPHS, contacts[0])) == "article"


@pytest.mark.parametrize("times", [TIMES, HALF_DAYS], ids=["24 hours", "12 hours"])
def test_a_live_blog_by_entries_of_which_the_newest_comes_first(times: tuple[str, ...]) -> None:
    entries = [f"{time} {entry}" for time, entry in zip(times, ENTRIES, strict=True)]
    assert kind(html=html(body=tuple(entries))) == "live_blog"
    assert kind(text=page(TITLE, *entries)) == "live_blog"
    assert told(TITLE, tuple(reversed(entries))) == "article"


def test_times_on_lines_of_their_own() -> None:
    lines = [line for pair in zip(TIMES, ENTRIES, strict=True) for line in pair]
    assert told(TITLE, tuple(lines)) == "live_blog"


def test_sums_are_no_times() -> None:
    sums = (
        f"{n}.50 million crowns were paid in ward {n}, the clerk said." for n in range(9, 1, -1)
    )
    assert told(TITLE, tuple(sums)) == "article"


@pytest.mark.parametrize(
    ("asks", "answers", "expected"),
    [
        ("Q: ", "A: ", "interview"),
        ("Q. ", "A: ", "interview"),
        ("Question: ", "Answer: ", "interview"),
        ("Frage: ", "Antwort: ", "interview"),
        ("Pregunta: ", "Respuesta: ", "interview"),
        ("Вопрос: ", "Ответ: ", "interview"),
        ("问：", "答：", "interview"),
        ("– ", "– ", "interview"),
        ("Courier: ", "Ines Calloway: ", "interview"),
        ("BREDEVELD: ", "CALLOWAY: ", "transcript"),
        ("MS BREDEVELD: ", "THE MAYOR: ", "transcript"),
        ("", "", "article"),
    ],
)
def test_who_speaks(asks: str, answers: str, expected: str) -> None:
    lines = [f"{answers if n % 2 else asks}{line}" for n, line in enumerate(TURNS)]
    title = "We pour concrete now, says the mayor of Port Ellery"
    assert told(title, tuple(lines)) == expected
    assert kind(text=page(title, *lines)) == expected
    assert kind(html=html(title, tuple(lines))) == expected


@pytest.mark.parametrize(
    "title",
    ["Interview with Ines Calloway", "Die Bürgermeisterin im Gespräch über den Deich",
     "Entrevista con Inés Calloway", "Wywiad z Ines Calloway", "市長インタビュー「防潮堤」"],
)  # fmt: skip
def test_questions_without_names_in_what_calls_itself_an_interview(title: str) -> None:
    assert told(title, TURNS) == "interview"
    assert told(title) == "article"


def test_three_who_speak_are_a_transcript() -> None:
    names = ("Ines Calloway", "Orla Bredeveld", "Piet Maas")
    lines = [f"{names[n % 3]}: {line}" for n, line in enumerate(TURNS + TURNS)]
    assert told(TITLE, tuple(lines)) == "transcript"
    assert told(TITLE, ("This is a rush transcript.", *PARAGRAPHS)) == "transcript"


def test_an_obituary_by_its_phrases() -> None:
    for title, lines in (("Tomas Calloway", DEATH), ("Tomas Kellermann", DEATH_DE)):
        assert told(title, lines) == "obituary"
        assert kind(text=page(f"{title}, 1938–2019", *lines)) == "obituary"
        assert kind(html=html(title, lines)) == "obituary"


def test_news_of_a_death_is_an_article() -> None:
    lines = (*PARAGRAPHS[:3], "The fisherman passed away on Monday, the harbour police said.")
    assert told("Fisherman dies as boat sinks off the Ellery mole in the storm", lines) == "article"


def test_captions_alone_are_a_gallery() -> None:
    credits = ("Photo: Orla Bredeveld", "(Photo by Piet Maas)", "© Courier", "Picture: P. Maas")
    lines = [f"{one} {by}" for one, by in zip(ENTRIES, credits, strict=False)]
    assert told(TITLE, tuple(lines)) == "gallery"
    assert told(TITLE, (*lines[:1], *PARAGRAPHS)) == "article"


def test_a_video_has_little_text() -> None:
    url = f"{SITE}/video/barrier-vote"
    assert kind(html=html(body=(PARAGRAPHS[4],)), url=url) == "video"
    assert kind(html=html(body=tuple(PARAGRAPHS * 2)), url=url) == "article"


@pytest.mark.parametrize(
    ("warning", "expected"),
    [
        (page_kinds.HOME, "home"),
        (page_kinds.LIST, "list"),
        (page_kinds.PAYWALL, "paywall_stub"),
        (page_kinds.VIDEO, "video"),
    ],
)
def test_a_page_that_is_no_article_is_what_its_warning_says(warning: str, expected: str) -> None:
    assert told(f"Opinion | {TITLE}", warnings=["no_authors", warning]) == expected
    assert warning in page_kinds.KEPT


def test_where_two_things_are_told_it_is_an_article() -> None:
    assert kind(html=html(f"Opinion | {TITLE}"), url=f"{SITE}/obituaries/barrier") == "article"


def test_the_text_of_a_page_without_an_article_keeps_what_the_page_says() -> None:
    page_alone = html(body=(), head=ld(**{"@type": "LiveBlogPosting", "headline": TITLE}))
    assert kind(html=page_alone, text=page(TITLE, *PARAGRAPHS)) == "live_blog"


def test_the_digest_does_not_know_it() -> None:
    article = cleaned(text=page("OPINION", TITLE, SIGNATURE, *PARAGRAPHS))
    assert article.page_kind == "opinion"
    assert article.content == content_digest(article.model_copy(update={"page_kind": None}))


WORDS = st.sampled_from(["Q:", "A:", "Live", "|", "?", "14:50", "– ", "Opinion", "©", "born", "\n"])
TEXTS = st.lists(WORDS | st.text(max_size=12), max_size=12).map(" ".join)
LISTS = st.lists(TEXTS, max_size=12)


@given(TEXTS, LISTS, LISTS, TEXTS, st.frozensets(st.sampled_from(["LiveBlogPosting", "Article"])))
def test_anything_is_one_of_the_kinds(
    title: str, paragraphs: list[str], removed: list[str], url: str, types: frozenset[str]
) -> None:
    found = find(
        Stated(types, title, (title, url), tuple(removed)),
        url=f"//{url}",
        domain=url,
        section=title,
        paragraphs=paragraphs,
        removed=removed,
        warnings=removed,
    )
    assert found in PAGE_KINDS
    assert len(set(PAGE_KINDS)) == len(PAGE_KINDS)


def test_no_word_is_a_label_of_two_kinds() -> None:
    kinds: dict[str, set[str]] = {}
    for name, entries in WORDS_OF_LANGUAGES.items():
        section, _, of = name.partition(".")
        for entry in entries if section in ("kind_labels", "kind_paths") else ():
            kinds.setdefault(spaceless_key(entry), set()).add(of)
    assert {word: of for word, of in kinds.items() if len(of) > 1} == {}
