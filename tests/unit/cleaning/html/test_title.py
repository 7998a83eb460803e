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
