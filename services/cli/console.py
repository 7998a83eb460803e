"""Rich's console with a guard: what strangers sent commands no terminal.

No other console is made in the commands; a test sees to it.
"""

from collections.abc import Iterable

from rich.console import Console, ConsoleOptions, RenderableType
from rich.segment import Segment

from services.runtime.escaping import HARMFUL

SHOWN_AS = "\N{REPLACEMENT CHARACTER}"
"""One cell wide, so that what is beside it stays where it is."""


class GuardedConsole(Console):
    """Shows U+FFFD for each harmful character in what it is given; colours are its own."""

    def render(
        self, renderable: RenderableType, options: ConsoleOptions | None = None
    ) -> Iterable[Segment]:
        for one in super().render(renderable, options):
            # A control segment is Rich's own: it moves the cursor.
            yield one if one.control else one._replace(text=HARMFUL.sub(SHOWN_AS, one.text))
