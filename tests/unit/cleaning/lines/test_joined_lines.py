"""Where lines that were joined without a space have to be parted, and where not."""

from services.cleaning.lines.joined_lines import split_points
from services.cleaning.lines.split import split
from tests.unit.cleaning.makers import PARAGRAPHS


def test_joined_paragraphs_are_parted() -> None:
    joined = "".join(PARAGRAPHS[:3])

    points = split_points(joined)

    assert points == [len(PARAGRAPHS[0]), len(PARAGRAPHS[0]) + len(PARAGRAPHS[1])]


def test_sentences_that_only_look_joined_stay() -> None:
    prose = " ".join(PARAGRAPHS)
    addresses = f"{prose} See example.Com, U.S.Army and Yahoo!Finance. Also e.g.Such and No.Ten."
    slip = prose.replace("dry. Mayor", "dry.Mayor")

    assert split_points(prose) == []
    assert len(split_points(slip)) == 0
    assert split_points(addresses) == []
    assert split_points("Short.Very short.Shorter still.") == []


def test_names_above_the_first_sentence_stay_whole() -> None:
    head = "Council Approves McDonald PlanBy Orla MacIntyre"
    text = head + "".join(PARAGRAPHS)

    first, *_ = split_points(text)

    assert text[:first] == "Council Approves McDonald Plan"
    assert [block.text for block in split(text)][1:] == ["By Orla MacIntyre", *PARAGRAPHS]
