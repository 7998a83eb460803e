"""The many ways in which one article reaches us: ours, and the one that started it if at hand."""

import json
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.unit.cleaning.makers import cleaned

SHARED = Path(__file__).parents[4] / "shared" / "article"
ISO = {"March 11, 2019": "2019-03-11", "January 26, 2021": "2021-01-26"}


@dataclass(frozen=True)
class Story:
    """An article in its pieces. ``date`` is written in English, month first."""

    banner: str
    section: str
    title: str
    author: str
    date: str
    paragraphs: tuple[str, ...]
    footer: str


OURS = Story(
    "RELIEF24 - Make a donation for the families of the flooded valley!",
    "Rivers and Dams (RAD)",
    "Ministers, Farmers Hold First Talks on Valley Dam",
    "Tomas Quill",
    "March 11, 2019",
    (
        "For the first time since the flood, the ministers of both provinces met the farmers of "
        "the Orlen valley on Monday to talk about the dam that is to keep their fields dry.",
        "The talks lasted four hours. They ended without a paper, but all who took part said that "
        "they would meet again before the end of the month.",
        "The farmers want to be paid for every field that the reservoir will cover, and they want "
        "the money before the first tree is felled.",
        '"We have read such promises before," said Ada Verhallen, who speaks for sixty farms. "We '
        'would like to see one kept."',
        "The ministers did not name a sum.",
        "An earlier plan, drawn up in 2004, had put the price of the land at 90 million crowns. "
        "Since then the price of land in the valley has nearly doubled, according to the land "
        "registry.",
        "Engineers say that the dam must stand within six years if the next great flood is not to "
        "reach the towns below. The last three came nine, eleven and seven years apart.",
        "Opponents of the dam, among them the anglers of the lower valley, have asked the court "
        "in Merrow to stop the work. A hearing is expected in May.",
        "The provinces will pay two thirds of the cost and the state the rest, the ministers said "
        "in a statement that was read out on the steps of the town hall.",
    ),
    "Join the Valley Observer mailing list",
)


def wrap(paragraph: str) -> str:
    return "\n".join(textwrap.wrap(paragraph, 72))


def variations(story: Story) -> Iterator[tuple[str, str]]:
    """Name and text of each."""
    head = [story.banner, story.section, story.title]
    signature = f"By {story.author} {story.date}"
    body = list(story.paragraphs)
    middle = len(body) // 2

    def told(*pieces: str, gap: str = "\n\n") -> str:
        return gap.join(pieces)

    yield "as it is", told(*head, signature, *body, story.footer)
    yield "no banner", told(*head[1:], signature, *body, story.footer)
    yield "no section", told(story.banner, story.title, signature, *body, story.footer)
    yield "no footer", told(*head, signature, *body)
    yield "no byline", told(*head, story.date, *body, story.footer)
    yield "date first", told(story.date, story.title, f"By {story.author}", *body, story.footer)
    yield "byline below the date", told(*head, story.date, f"By {story.author}", *body)
    yield (
        "byline above the title",
        told(story.section, f"By {story.author}", story.title, story.date, *body),
    )
    yield "upper-case title", told(*head[:2], story.title.upper(), signature, *body, story.footer)
    yield "upper-case byline", told(*head, f"BY {story.author.upper()}", story.date, *body)
    yield (
        "two bylines",
        told(*head, f"By {story.author} and Orla Bredeveld {story.date}", *body, story.footer),
    )
    yield (
        "two bylines on two lines",
        told(*head, f"By {story.author}", f"{story.date}, 16:05", *body, story.footer),
    )
    yield "wrapped lines", told(*head, signature, *map(wrap, body), story.footer)
    yield "single newlines", told(*head, signature, *body, story.footer, gap="\n")
    yield "Windows newlines", told(*head, signature, *body, story.footer, gap="\r\n\r\n")
    yield (
        "another footer",
        told(*head, signature, *body, "© 2019 Valley Observer. All rights reserved."),
    )
    yield (
        "a long footer",
        told(
            *head,
            signature,
            *body,
            "Share",
            "Comments (14)",
            "Most read",
            "Privacy policy",
            "Imprint",
        ),
    )
    yield (
        "a correction note",
        told(
            *head, signature, *body, "Correction: an earlier version misspelt a name.", story.footer
        ),
    )
    yield "a caption in the middle", told(
        *head, signature, *body[:middle], "The town hall on Monday. (Photo: Anna Reyes/Observer)",
        *body[middle:], story.footer,
    )  # fmt: skip
    yield (
        "a related link in the middle",
        told(*head, signature, *body[:middle], "Read more: A history of floods", *body[middle:]),
    )
    yield (
        "an advertisement in the middle",
        told(*head, signature, *body[:middle], "Advertisement", *body[middle:], story.footer),
    )
    yield (
        "a newsletter in the middle",
        told(*head, signature, *body[:middle], "Sign up for our newsletter", *body[middle:]),
    )
    yield "share lines", told(*head, signature, "Share", "Facebook", "Twitter", *body)
    yield "a menu", told("Home", "News", "Sport", "Contact", *head, signature, *body, story.footer)
    yield (
        "a cookie notice",
        told("We use cookies to improve your experience. Accept all", *head, signature, *body),
    )
    yield "the title said again", told(*head, signature, story.title, *body, story.footer)
    yield (
        "an update",
        told(*head, f"By {story.author}", f"Published {story.date}", "Updated July 2, 2023", *body),
    )
    yield "non-breaking spaces", told(*head, signature, *body).replace(", ", ",\u00a0")
    yield "soft hyphens", told(*head, signature, *body).replace("minister", "mini\u00adster")


def check(text: str, name: str, story: Story) -> None:
    article = cleaned(text, domain="example.com")

    assert article.title is not None
    assert article.title.casefold() == story.title.casefold()
    lines = article.body.split("\n\n")
    extra = [line for line in lines if line not in story.paragraphs]
    assert all(line in lines for line in story.paragraphs)
    assert all(line.startswith("Correction") for line in extra), extra
    assert article.published is not None
    assert article.published.value[:10] == ISO[story.date]
    assert article.language is not None
    assert article.language.code == "en"
    names = [author.name for author in article.authors]
    assert names[:1] == ([] if name == "no byline" else [story.author])
    if name == "two bylines":
        assert names == [story.author, "Orla Bredeveld"]
    if name == "an update":
        assert article.modified == "2023-07-02"
    if f"\n{story.section}\n" in text.replace("\r", "") and name != "byline above the title":
        assert article.section == story.section
    gone = {piece.text for piece in article.removed}
    assert {one for one in (story.banner, story.footer) if one in text} <= gone


CASES = dict(variations(OURS))


@pytest.mark.parametrize("name", CASES)
def test_our_article_in_every_variation(name: str) -> None:
    check(CASES[name], name, OURS)


@pytest.mark.parametrize("name", CASES)
def test_the_article_that_started_it_in_every_variation(name: str) -> None:
    if not SHARED.exists():
        pytest.skip("only on the machine that has it")
    expected = json.loads((SHARED / "expected.json").read_text())
    pieces = (SHARED / "seed.txt").read_text().strip().split("\n\n")
    banner, section, title, signature, *paragraphs, footer = pieces
    author = expected["authors"][0]
    date = signature.removeprefix(f"By {author} ")
    assert (section, title) == (expected["section"], expected["title"])
    assert len(paragraphs) == expected["body_paragraphs"]
    story = Story(banner, section, title, author, date, tuple(paragraphs), footer)

    check(dict(variations(story))[name], name, story)
