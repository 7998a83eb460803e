"""Speakers are found in every form that publishers write, and nobody where two may speak."""

import pytest

from tests.unit.tagging.values.quoting import COSTA, ITO, PORTUGAL, UNION, said


@pytest.mark.parametrize(
    ("body", "speakers"),
    [
        ("“We won't sign it”, Ana Costa said.", [COSTA]),
        ("“We won't sign it”, said the mayor of Oslo, Ana Costa.", [COSTA]),
        ("“We won't sign it”, said her lawyer, Ben Ito.", [ITO]),
        ("“We won't sign it,” her lawyer, Ben Ito, said.", [ITO]),
        ("“We won't sign it,” said Ana Costa's lawyer, Ben Ito.", [ITO]),
        ("“We won't sign it,” said Ana Costa's lawyer. Ben Ito left.", [None]),
        ("“We won't sign it,” bristled Ana Costa, arms crossed.", [COSTA]),
        ("“We won't sign it,” Ana Costa huffed.", [COSTA]),
        ("“We won't sign —” began Ana Costa. “Not now.”", [COSTA, COSTA]),
        ("“We won't sign it,” Ana Costa shot back.", [COSTA]),
        ("“We won't sign it,” chimed in Ana Costa.", [COSTA]),
        ("“We won't sign it!” Ana Costa thundered from the stage.", [COSTA]),
        ("“We won't sign it” – Ana Costa, mayor of Oslo", [COSTA]),
        ("“We won't sign it”\n— Ana Costa, mayor of Oslo", [COSTA]),
        ("“We won't sign it”\n\n— Ana Costa, mayor of Oslo", [COSTA]),
        ("“We won't sign it.” -- Mayor Ana Costa", [COSTA]),
        ("Ana Costa: “We won't sign it.”", [COSTA]),
        ("Ana Costa, mayor: “We won't sign it.”", [COSTA]),
        ("From Chairman Ben Ito:\n\n“We won't sign it.”", [ITO]),
        ("Here is what Ben Ito had to say:\n\n“We won't sign it.”", [ITO]),
        ("Ana Costa was blunt: “We won't sign it.”", [COSTA]),
        ("Asked about it, Ana Costa did not waver: “We won't sign it.”", [COSTA]),
        ("A letter to Ana Costa read: “We won't sign it.”", [None]),
        ("The sign outside Ana Costa's house read: “We won't sign it.”", [None]),
        ("Voters told Ana Costa: “We won't sign it.”", [None]),
        ("Ana Costa attacked the plan, saying “we won't sign it”.", [COSTA]),
        ("Ana Costa was quoted as saying: “We won't sign it.”", [COSTA]),
        ("«We won't sign it», said Ana Costa.", [COSTA]),
        ("« We won't sign it », said Ana Costa.", [COSTA]),
        ("»We won't sign it«, said Ana Costa.", [COSTA]),
        ("‹We won't sign it›, said Ana Costa.", [COSTA]),
        ("„We won't sign it“, said Ana Costa.", [COSTA]),
        ("„We won't sign it”, said Ana Costa.", [COSTA]),
        ("‚We will not sign it‘, said Ana Costa.", [COSTA]),
        ("”We won't sign it”, said Ana Costa.", [COSTA]),
        ("``We won't sign it,'' said Ana Costa.", [COSTA]),
        ("'We won't sign it,' said Ana Costa.", [COSTA]),
        ("‘We won’t sign it,’ said Ana Costa.", [COSTA]),
        (
            "'We won't sign it', Ana Costa said. 'It's the dockers' fault, and the owners'.'",
            [COSTA, COSTA],
        ),
        ("Ana Costa said: 'He told me, \"Get out now\", and we ran.'", [COSTA]),
        ("\"He told me, 'Get out now,' and we ran,\" said Ana Costa.", [COSTA]),
        ("“He told me, “Get out now,” and we ran,” said Ana Costa.", [COSTA]),
        (
            "Ana Costa, the mayor, spoke. Ben Ito, a baker, listened.\n\n"
            "“We won't sign it,” the mayor said.",
            [COSTA],
        ),
        (
            "Ana Costa, the mayor, spoke. Ben Ito, a baker, listened.\n\n"
            "“We won't sign it,” said the baker.",
            [ITO],
        ),
        (
            "Mayor Ana Costa met the head of the union, Ben Ito.\n\n"
            "The mayor told reporters: “We won't sign it.”",
            [COSTA],
        ),
        ("Ana Costa, 41, met Ben Ito, 55.\n\n“We won't sign it,” the 41-year-old said.", [COSTA]),
        (
            "Foreign minister Ana Costa met finance minister Ben Ito.\n\n"
            "“We won't sign it,” the foreign minister said.",
            [COSTA],
        ),
        (
            "Foreign minister Ana Costa met finance minister Ben Ito.\n\n"
            "“We won't sign it,” the minister said.",
            [None],
        ),
        ("Mrs Costa met Mr Ito in Oslo. “We won't sign it,” she said.", ["PERSON:costa"]),
        ("Ana Costa lost her home in Oslo.\n\n“We won't sign it,” she said.", [COSTA]),
        (
            "Ana Costa lost her home in Oslo.\n\nThe roof came down at four.\n\n"
            "“We won't sign it,” she said.",
            [COSTA],
        ),
        (
            "Ana Costa said the herd was gone.\n\n"
            "“We lost sixty cows in one night.\n\n“My father built this farm.”",
            [COSTA, COSTA],
        ),
        (
            "“We lost sixty cows in one night.\n\n“My father built this farm,” said Ana Costa.",
            [COSTA, COSTA],
        ),
        (
            "‘We lost sixty cows in one night.\n\n‘My father built this farm,’ said Ana Costa.",
            [COSTA, COSTA],
        ),
        (
            "'We lost sixty cows in one night.\n\n'My father built this farm,' said Ana Costa.",
            [COSTA, COSTA],
        ),
        (
            "«We lost sixty cows in one night.\n\n«My father built this farm», said Ana Costa.",
            [COSTA, COSTA],
        ),
        (
            "“We lost cows in one night,” Ana Costa said.\n\n“My father built this farm.”",
            [COSTA, COSTA],
        ),
        (
            "“We lost cows in one night,” Ana Costa said. The roof was gone. "
            "“My father built this farm.”",
            [COSTA, COSTA],
        ),
        (
            "“We will not,” said Ana Costa, head of the Grain Union, “go back to work.”",
            [COSTA, COSTA],
        ),
        ("“We won't sign it,” the Grain Union said in a statement.", [UNION]),
        ("“We won't sign it,” Portugal said.", [PORTUGAL]),
        ("“We won't sign it,” said a spokesman for Ana Costa.", [None]),
        ("“We won't sign it,” a spokeswoman, Ana Costa, said.", [COSTA]),
        ("“We won't sign it,” Ana Costa, 41, of Hull, told the court.", [COSTA]),
        ("“We won't sign it,” Ana Costa, who runs a shop, and has for years, said.", [COSTA]),
        ("“We won't sign it” Ana Costa told reporters.", [COSTA]),
        ("“We won't sign it,” according to the baker Ana Costa.", [COSTA]),
        ("“We won't sign it,” wrote Ana Costa on X.", [COSTA]),
        ("Said Mayor Ana Costa: “We won't sign it.”", [COSTA]),
        ("Ana Costa put it this way: “We won't sign it.”", [COSTA]),
        ("As Ana Costa put it, “we won't sign it.”", [COSTA]),
        ("In a statement, Ana Costa said, “We won't sign it.”", [COSTA]),
        ("Speaking in Oslo, Ana Costa said: “We won't sign it.”", [COSTA]),
        ("Ana Costa, in a letter to Ben Ito, wrote: “We won't sign it.”", [COSTA]),
        ("Ana Costa, said: “We won't sign it.”", [COSTA]),
        (
            "“We won't sign it,” Costa, the mayor, told Ito. “Not now.”",
            ["PERSON:costa", "PERSON:costa"],
        ),
        ("Ana Costa said she was done. “We won't sign it.”", [COSTA]),
        ("“We won't sign it,” Ana Costa was quoted as saying by the paper.", [COSTA]),
        ("“We won't sign it,” Ana Costa tells me.", [COSTA]),
        ("“We won't sign it,” he said.", [None]),
        ("Ana Costa left. Then she was blunt about Ben Ito: “We won't sign it.”", [COSTA]),
        (
            "Ana Costa came. A guard said: “Out with all of you.” “At once, I say,” he added.",
            [None, None],
        ),
        ("'We won't sign it,' the Grain Union's head, Ben Ito, said.", [ITO]),
        ("“Who will pay?” asked Ben Ito. “Not us,” replied Ana Costa.", [ITO, COSTA]),
        ("Ana Costa: Who will pay?\n\nBen Ito: “Nobody will pay it.”", [ITO]),
        ("“We won't sign it,” Ana Costa and Ben Ito said.", [None]),
        ("“We won't sign it,” said Ana Costa and Ben Ito.", [None]),
        ('"We won\'t sign it", Ana Costa, mayor of Hull, said.', [COSTA]),
        (
            "Ana Costa did not agree. "
            "“We won't sign it,” she said. Ben Ito did. “I'll sign at once,” he said.",
            [COSTA, ITO],
        ),
        ("Ana Costa's husband was calm. “We won't sign it,” he said.", [None]),
    ],
)
def test_who_says_it(body: str, speakers: list[str | None]) -> None:
    assert [one for _, one in said(body)] == speakers
