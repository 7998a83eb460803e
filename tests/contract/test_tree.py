"""The tree stays one that a newcomer can read."""

from collections import Counter
from pathlib import Path

ROOT = Path(__file__).parents[2]
MOST_FILES = 15


def test_no_folder_holds_more_files_than_one_can_take_in() -> None:
    found = Counter(path.parent for path in (ROOT / "services").rglob("*.py"))
    full = {str(folder.relative_to(ROOT)): n for folder, n in found.items() if n > MOST_FILES}
    assert full == {}
