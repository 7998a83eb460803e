"""Headlines: what the page shows against what it says, without the site's name."""

import pytest

from tests.unit.cleaning.makers import PARAGRAPHS, TITLE, cleaned

URL = "https://www.prairieledger.example/coast/harbour-council-approves-tidal-barrier"
BODY = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)


def read(head: str, shown: str = "", url: str | None = URL) -> str | None:
    html = f"<html><head>{head}</head><body>{shown}<article>{BODY}</article></body></html>"
    return cleaned(html=html, url=url).title


def og(content: str) -> str:
    return f'<meta property="og:title" content="{content}">'


@pytest.mark.parametrize(
    "written",
    [
        TITLE,
        f"{TITLE} | The Prairie Ledger",
        f"{TITLE} - The Prairie Ledger",
        f"{TITLE} — Nature — The Prairie Ledger",
        f"{TITLE} » Coast » The Prairie Ledger",
        f"The Prairie Ledger | {TITLE}",
        f"The Prairie Ledger: {TITLE}",
        f"{TITLE} – prairieledger",
    ],
)
def test_the_name_of_the_site_is_no_part_of_the_headline(written: str) -> None:
    site = '<meta property="og:site_name" content="The Prairie Ledger">'

    assert read(f"{site}<title>{written}</title>") == TITLE
    assert read(f"{site}{og(written)}") == TITLE
    assert read(f"<title>{written}</title>", f"<h1>{TITLE}</h1>") == TITLE


def test_the_name_of_a_site_is_cut_off_unspaced_headlines_too() -> None:
    assert read("<title>港口议会批准防潮堤建设方案_社会_草原报</title>", url=None) == (
        "港口议会批准防潮堤建设方案"
    )
    assert read("<title>항구 의회, 방조제 건설 승인-사회ㅣ초원일보</title>", url=None) == (
        "항구 의회, 방조제 건설 승인"
    )


def test_a_dash_within_a_headline_stays() -> None:
    long = "Harbour Council Approves - Tidal Barrier"

    assert read(f"<title>{long} - Ledger</title>") == long
    assert read(og(long)) == long


def test_the_logo_in_a_heading_is_not_the_headline() -> None:
    shown = f"<h1>The Prairie Ledger</h1><h1>{TITLE}</h1>"

    assert read(f"<title>{TITLE} | The Prairie Ledger</title>", shown) == TITLE


def test_of_two_wordings_readers_see_the_one_on_the_page() -> None:
    shown = f'<h1 class="entry-title">{TITLE}</h1>'

    assert read(og("Harbour Council Approves Tidal Barrier: what it means for you"), shown) == TITLE


def test_a_heading_that_nothing_bears_out_gives_way_to_what_the_page_says() -> None:
    shown = "<h1>Visit the county this autumn</h1>"
    head = f'{og(TITLE)}<meta name="twitter:title" content="{TITLE}">'

    assert read(head, shown) == TITLE


def test_a_kicker_is_not_part_of_the_headline_that_the_page_states() -> None:
    assert read(og(TITLE), f"<h1><span>Floods</span>{TITLE}</h1>") == TITLE


def test_styles_within_a_heading_are_not_read() -> None:
    assert read("", f"<h1><style>.a{{color:red}}</style>{TITLE}<!-- end --></h1>") == TITLE


def test_a_page_that_only_names_its_site_has_no_headline() -> None:
    site = '<meta property="og:site_name" content="The Prairie Ledger">'

    assert read(f"{site}<title>The Prairie Ledger</title>") is None


@pytest.mark.parametrize(
    "heading",
    [
        "{} <span class='badge'>Subscribers only</span>",
        "<span>Exclusive</span> {}",
        "<a href='/x'>{}</a> <a href='#comments'>24</a>",
        "<span><b>Live</b> {} <i>02:35</i></span>",
        "{} <em>Nur für Abonnenten</em>",
        "<small>Réservé aux abonnés</small> {}",
        "<span>{}</span><span>1.2K</span>",
        "{} <span>12 comments</span>",
        "<span>Wetlands desk</span> {}",
        "<strong>独家</strong> {}",
    ],
)
@pytest.mark.parametrize("tag", ["<title>{}</title>", "<title>{} | Ledger</title>", ""])
def test_what_stands_beside_the_headline_in_its_heading_goes(heading: str, tag: str) -> None:
    shown = f"<h1>{heading.format(TITLE)}</h1>"

    if tag or "Wetlands" not in heading:
        assert read(tag.format(TITLE), shown) == TITLE


@pytest.mark.parametrize(
    "heading", ["{} <em>in the dark</em>", "<span>{}</span> <span>this week</span>"]
)
def test_words_that_the_metadata_repeat_are_of_the_headline(heading: str) -> None:
    written = heading.format(TITLE).replace("<em>", "").replace("</em>", "")
    whole = written.replace("<span>", "").replace("</span>", "")

    assert read(f"<title>{whole} | Ledger</title>", f"<h1>{heading.format(TITLE)}</h1>") == whole


def test_a_badge_that_the_headline_needs_stays() -> None:
    assert read("<title>Council tries video</title>", "<h1>Council tries <i>video</i></h1>") == (
        "Council tries video"
    )


@pytest.mark.parametrize(
    "written",
    [
        "Prairie Ledger - Coast - {}",
        "Prairie Ledger | Coast | {}",
        "The Prairie Ledger » Town and Coast » {}",
        "{} | Coast | Prairie Ledger",
        "{} - Coast - Prairie Ledger",
    ],
)
@pytest.mark.parametrize(
    "headline", [TITLE, "Wolves return to Hallin", "Barrier approved after long debate"]
)
def test_sections_between_site_and_headline_go(written: str, headline: str) -> None:
    site = '<meta property="og:site_name" content="Prairie Ledger">'
    url = "https://www.prairieledger.example/story?id=8"

    assert read(f"{site}<title>{written.format(headline)}</title>", url=url) == headline


@pytest.mark.parametrize("written", ["Coast - {}", "{} - Coast", "Coast | {} | Ledger Online"])
def test_a_section_that_the_page_names_goes(written: str) -> None:
    trail = "<nav class='breadcrumb'><a>Home</a> <a>Coast</a></nav>"
    url = "https://www.ledger.example/story?id=8"

    assert read(f"<title>{written.format(TITLE)}</title>", trail, url) == TITLE


def test_a_second_half_in_small_letters_is_no_site() -> None:
    assert read("<title>The council – and its tide</title>", url=None) == (
        "The council – and its tide"
    )


def test_the_only_headline_goes_before_other_wordings() -> None:
    head = og("You will not believe what this town did") + "<title>What this town did</title>"

    assert read(head, f"<h1>{TITLE}</h1>", "https://www.ledger.example/8") == TITLE


def test_a_headline_that_ends_a_trail_is_no_section() -> None:
    trail = f"<nav class='breadcrumb'>Home > Coast > {TITLE}</nav>"

    assert read("<title>Ledger: all from here</title>", f"{trail}<h1>{TITLE}</h1>", None) == TITLE
    site = '<meta property="og:site_name" content="Ledger">'
    assert read(f"{site}<title>Ledger - {TITLE}</title>", trail, "https://l.example/8") == TITLE


def test_a_headline_that_opens_with_its_section_stays_whole() -> None:
    trail = "<nav class='breadcrumb'><a>Home</a> <a>Coast</a></nav>"
    whole = f"Coast: {TITLE}"

    assert read(f"<title>{whole} | Ledger</title>", f"{trail}<h1>{whole}</h1>") == whole


def test_how_a_word_is_pronounced_is_not_read() -> None:
    shown = "<h1><ruby>堤防<rp>(</rp><rt>ていぼう</rt><rp>)</rp></ruby>を建てる計画が決まる</h1>"

    assert read("<title>計画</title>", shown, None) == "堤防を建てる計画が決まる"


def test_words_before_a_colon_are_of_the_headline_that_readers_see() -> None:
    whole = f"After eleven years: {TITLE}"

    assert read(og(TITLE), f"<h1>{whole}</h1>") == whole
