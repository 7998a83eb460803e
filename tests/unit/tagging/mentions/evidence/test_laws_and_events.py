"""Words in the names of laws and events say what they are."""

from services.tagging.mentions.evidence.laws_and_events import laws_and_events


def names(text: str) -> dict[str, str]:
    return {text[start:end]: label for start, end, label in laws_and_events(text)}


def test_laws_and_treaties() -> None:
    text = (
        "Under the Clean Harbour Act 2010 and the TARN, the Treaty of Holm and the Ninth Amendment"
    )
    assert names(text) == {
        "Clean Harbour Act 2010": "LAW",
        "TARN": "LAW",
        "Treaty of Holm": "LAW",
        "Ninth Amendment": "LAW",
    }
    assert names("The Lake Friday Agreement of 1992 holds.") == {
        "Lake Friday Agreement of 1992": "LAW"
    }


def test_cases_but_no_matches() -> None:
    assert names("Judges cited Holm v. Board of Tarn again.") == {"Holm v. Board of Tarn": "LAW"}
    assert names("England v. Wales was a draw.") == {}


def test_events() -> None:
    text = (
        "The Ten-Day War, the Tour de Tarn, the Quux Grand Prix and COP41. The Winter Olympics too."
    )
    assert names(text) == {
        "Ten-Day War": "EVENT",
        "Tour de Tarn": "EVENT",
        "Quux Grand Prix": "EVENT",
        "COP41": "EVENT",
        "Winter Olympics": "EVENT",
        "Olympics": "EVENT",
    }
    assert names("World War II ended; the Siege of Tarn began.") == {
        "World War II": "EVENT",
        "Siege of Tarn": "EVENT",
    }


def test_a_word_that_goes_on_or_stands_alone_is_none() -> None:
    assert names("The Quux Treaty Organization, the Constitution, War and Elizabeth Warren") == {}
