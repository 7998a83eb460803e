"""The language of the body: by its text, weighed against what publisher and page say."""

import pytest

from services.cleaning import language
from tests.unit.cleaning.makers import PARAGRAPHS, TITLE, cleaned, page

TEXTS = {
    "en": PARAGRAPHS[0],
    "de": "Der Rat der Stadt hat am Dienstag beschlossen, ein Sperrwerk vor dem Hafen zu bauen.",
    "fr": "Le conseil municipal a décidé mardi de construire un barrage à l'entrée du port.",
    "es": "El ayuntamiento decidió el martes construir una barrera en la entrada del puerto.",
    "pt": "A câmara municipal decidiu na terça-feira construir uma barreira à entrada do porto.",
    "pl": "Rada miasta zdecydowała we wtorek o budowie zapory u wejścia do portu.",
    "ru": "Городской совет решил во вторник построить дамбу у входа в гавань.",
    "uk": "Міська рада вирішила у вівторок збудувати дамбу біля входу до гавані.",
    "ar": "قرر مجلس المدينة يوم الثلاثاء بناء حاجز عند مدخل الميناء القديم.",
    "he": "מועצת העיר החליטה ביום שלישי לבנות מחסום בכניסה לנמל הישן.",
    "hi": "नगर परिषद ने मंगलवार को बंदरगाह के मुहाने पर बाँध बनाने का निर्णय लिया।",
    "zh": "市议会星期二决定在港口入口处修建一道防潮堤，以保护老城区。",
    "ja": "市議会は火曜日、旧市街を守るため港の入り口に防潮堤を建設することを決めた。",
    "ko": "시의회는 화요일 구시가지를 보호하기 위해 항구 입구에 방조제를 건설하기로 했다.",
    "tr": "Belediye meclisi salı günü limanın girişine bir set inşa etmeye karar verdi.",
}


@pytest.mark.parametrize("code", TEXTS)
def test_one_sentence_is_enough(code: str) -> None:
    found = language.identify(TEXTS[code])

    assert found is not None
    assert found.value == code
    assert found.confidence >= 0.8


@pytest.mark.parametrize("text", ["", "12:30", "3:2", "###", "\u200b", "Oo"])
def test_what_tells_nothing_is_null(text: str) -> None:
    assert language.identify(text) is None


LACKING = {
    "ti": "ቤት ምኽሪ ከተማ ኣብ መእተዊ ወደብ መከላኸሊ ማይ ንምህናጽ ሰሉስ ወሲኑ፡ ከንቲባ ድማ ኣዝዩ ጽቡቕ ውሳነ ኢዩ ኢሉ።",
    "dv": "ސިޓީ ކައުންސިލުން އަންގާރަ ދުވަހު ބަނދަރުގެ އަނގައިގައި ފާރެއް ރާނަން ނިންމައިފި",
}


@pytest.mark.parametrize("code", LACKING)
def test_a_language_that_the_detector_lacks_is_null_unless_hinted(code: str) -> None:
    assert language.identify(LACKING[code], ("en",)) is None

    hinted = language.identify(LACKING[code], (code,))
    assert hinted is not None
    assert (hinted.value, hinted.method) == (code, "hint")


def test_a_relative_of_such_a_language_is_told() -> None:
    found = language.identify("የከተማው ምክር ቤት ማክሰኞ ዕለት በወደቡ መግቢያ ላይ ግድብ ለመገንባት ወሰነ።")

    assert found is not None
    assert found.value == "am"


def test_a_hint_decides_where_the_text_does_not() -> None:
    short = "Port Ellery"

    assert language.identify(short, ("de-AT",)) is not None
    assert language.identify(short, ("de-AT",)).value == "de"  # type: ignore[union-attr]


@pytest.mark.parametrize("hint", ["en", "en-US", "xx", "", "und", "klingon-9"])
def test_a_wrong_hint_does_not_outweigh_the_text(hint: str) -> None:
    found = language.identify(TEXTS["de"], (hint,))

    assert found is not None
    assert (found.value, found.method) == ("de", "langid")


def test_an_agreeing_hint_makes_surer() -> None:
    found = language.identify(TEXTS["pt"], ("pt-BR",))

    assert found is not None
    assert found.method == "langid+hint"
    assert found.confidence >= 0.95


def test_a_language_that_the_detector_does_not_know_is_believed_to_the_publisher() -> None:
    found = language.identify("Umukuru w'igisagara yavuze ko barimwo bubaka urugomero.", ("rn",))

    assert found is not None
    assert (found.value, found.method) == ("rn", "hint")


@pytest.mark.parametrize(("tag", "code"), [("nb-NO", "no"), ("iw", "he"), ("zh-Hant-TW", "zh")])
def test_old_and_local_tags_are_understood(tag: str, code: str) -> None:
    assert language.code_of(tag) == code


def test_the_page_s_own_attribute_is_weighed() -> None:
    html = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)

    agreed = cleaned(html=f'<html lang="en-GB"><body>{html}</body></html>')
    other = cleaned(html=f'<html lang="de"><body>{html}</body></html>')

    assert agreed.evidence["language"].method == "langid+hint"
    assert other.language is not None
    assert other.language.code == "en"


def test_an_article_whose_language_nobody_knows_says_so() -> None:
    article = cleaned("Oo 12:30")

    assert article.language is None
    assert "language_unknown" in article.warnings
    assert cleaned(page(TITLE, *PARAGRAPHS)).warnings.count("language_unknown") == 0


def test_where_the_start_leaves_doubt_the_rest_decides() -> None:
    names = "Port Ellery, Orla Bredeveld, Tomas Quill, Harbour Council: " * 3

    assert language.identify(f"{names}{TEXTS['de']} {TEXTS['de']}").value == "de"  # type: ignore[union-attr]
