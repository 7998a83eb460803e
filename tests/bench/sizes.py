"""How much is measured: enough for figures that hold, or just enough to see that all of it runs."""

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Sizes:
    """Numbers of articles, each time that something is measured."""

    repeats: int = 3
    carried: int = 30_000
    worked: int = 1000
    copied: int = 2000
    swept: int = 300
    timed: int = 200
    kept: int = 1000
    admitted: int = 10_000
    compared: int = 300
    largest: int = 4
    stored: tuple[int, ...] = (10_000, 100_000, 1_000_000)

    def repeated(self, times: int) -> "Sizes":
        return replace(self, repeats=times)


FULL = Sizes()
TINY = Sizes(
    1,
    carried=5000,
    worked=20,
    copied=20,
    swept=20,
    timed=8,
    kept=40,
    admitted=1000,
    compared=10,
    largest=1,
    stored=(200, 400),
)
