"""Files that are meant to hurt whoever reads them: bombs, endless lines, endless depth."""

import gzip
import io
import resource
import subprocess
import sys
from pathlib import Path

import pytest

from services.cli.messages.input_files import LONGEST_LINE, BadInput, Draft, read

MIB = 1024 * 1024


def test_a_line_without_end_is_one_bad_input_and_the_rest_is_read() -> None:
    content = io.BytesIO(b"a" * (2 * LONGEST_LINE + 5) + b'\n{"text": "Rain."}\n')
    bad, good = read(content, "jsonl", "f")
    assert isinstance(bad, BadInput)
    assert bad.where == "f:1"
    assert isinstance(good, Draft)
    assert good.where == "f:2"


@pytest.mark.parametrize("kind", ["json", "jsonl"])
def test_json_without_end_in_depth_is_a_bad_input(kind: str) -> None:
    [bad] = read(io.BytesIO(b"[" * 1_000_000), kind, "f")
    assert isinstance(bad, BadInput)


def test_a_gzip_file_that_is_broken_within_is_a_bad_input() -> None:
    packed = bytearray(gzip.compress(bytes(range(256)) * 100))
    packed[20:40] = bytes(20)
    with gzip.open(io.BytesIO(bytes(packed))) as content:
        [bad] = read(content, "text", "f")
    assert isinstance(bad, BadInput)


@pytest.mark.processes
@pytest.mark.parametrize("suffix", [".txt", ".jsonl"])
def test_a_zip_bomb_takes_no_memory(tmp_path: Path, suffix: str) -> None:
    bomb = tmp_path / f"bomb{suffix}.gz"
    with gzip.open(bomb, "wb", compresslevel=1) as file:
        for _ in range(600):
            file.write(bytes(MIB))
    program = (
        "from pathlib import Path\n"
        "from services.cli.messages.input_files import kind_of, read, unpacked\n"
        f"path = Path({str(bomb)!r})\n"
        "with unpacked(path) as (content, _): print(*read(content, kind_of(path), 'f'))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (400 * MIB, 400 * MIB)),
    )  # fmt: skip
    assert "more than" in done.stdout
