"""Says where an article stands now, from the steps of its way, and what to do next. Pure."""

from collections.abc import Iterable, Sequence
from typing import Literal, NamedTuple

from services.cli.accounting.timeline import Step
from services.runtime.registration import topology

DEAD = ("rejected", "failed")


class Standing(NamedTuple):
    """Where the newest revision stands; ``step`` is what shows it."""

    state: Literal["stored", "rejected", "failed", "given up", "in flight"]
    step: Step

    @property
    def words(self) -> str:
        """One line for people."""
        step = self.step
        match self.state:
            case "stored":
                return "stored"
            case "given up":
                return f"{step.outcome} by {step.service} ({step.reason}), and given up"
            case "in flight" if step.service == "publisher":
                return f"waiting for intake on {step.place.rpartition('/')[0]}"
            case "in flight":
                return f"in flight: last {step.outcome} by {step.service}, on {step.place}"
            case _:
                return f"{step.outcome} by {step.service}: {step.detail}"

    def next_commands(self, name: str) -> list[tuple[str, str]]:
        """What to do now: commands, and what each is for. ``name`` names the article."""
        place = self.step.place
        match self.state:
            case "stored":
                return [(f"show {name}", "reads it")]
            case "in flight":
                return [("lag", "shows what waits before each service")]
            case "given up":
                return [(f"dead show {place}", "shows the message")]
            case _:
                return [
                    (f"dead show {place}", "shows the message and why it lies there"),
                    (f"dead replay {place} --dry-run", "tries it here, and changes nothing"),
                    (f"dead replay {place}", "puts it back"),
                ]


def standing(steps: Sequence[Step]) -> Standing | None:
    """Where the newest revision stands; None if there are no steps.

    What became of the article on a side branch does not count.
    """
    services = {one.name for one in topology().audited} | {"publisher", "dead letters"}
    counted = [step for step in steps if step.service in services]
    if not counted:
        return None
    newest = _newest(counted)
    of_it = [step for step in counted if step.revision == newest]
    if stored := _last(step for step in of_it if step.outcome == "stored"):
        return Standing("stored", stored)
    letters = [step for step in of_it if step.outcome in DEAD]
    if letter := _last(step for step in letters if not step.handled):
        return Standing("rejected" if letter.outcome == "rejected" else "failed", letter)
    last = of_it[-1]
    return Standing("given up" if last.handled == "dropped" else "in flight", last)


def _newest(steps: Sequence[Step]) -> str | None:
    """The revision that was published last, duplicates aside."""
    duplicates = {step.place for step in steps if step.outcome == "dropped"}
    published = [
        step for step in steps if step.service == "publisher" and step.place not in duplicates
    ]
    return (published or list(steps))[-1].revision


def _last(steps: Iterable[Step]) -> Step | None:
    found = list(steps)
    return found[-1] if found else None
