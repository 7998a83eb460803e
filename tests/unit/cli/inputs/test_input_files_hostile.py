"""Files that are meant to hurt whoever reads them: bombs, endless lines, endless depth."""

import bz2
import gzip
import io
import lzma
import resource
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from services.cli.inputs.drafts import LONGEST_LINE, Draft, ReadOptions, read
from services.cli.inputs.input_files import BadInput, InputFile

MIB = 1024 * 1024


def found(content: bytes, name: str) -> list[Draft | BadInput]:
    stream = io.BufferedReader(io.BytesIO(content))
    return list(read(stream, InputFile(Path(name), "f"), ReadOptions()))


def test_a_line_without_end_is_one_bad_input_and_the_rest_is_read() -> None:
    bad, good = found(b"a" * (2 * LONGEST_LINE + 5) + b'\n{"text": "Rain."}\n', "f.jsonl")
    assert isinstance(bad, BadInput)
    assert bad.where == "f:1"
    assert isinstance(good, Draft)
    assert good.where == "f:2"


@pytest.mark.parametrize("name", ["f.json", "f.jsonl"])
@pytest.mark.parametrize("depth", [b"[", b'{"a":'])
def test_json_without_end_in_depth_is_a_bad_input(name: str, depth: bytes) -> None:
    [bad] = found(depth * 1_000_000, name)
    assert isinstance(bad, BadInput)


def test_a_gzip_file_that_is_broken_within_is_a_bad_input() -> None:
    packed = bytearray(gzip.compress(bytes(range(256)) * 100))
    packed[20:40] = bytes(20)
    with gzip.open(io.BytesIO(bytes(packed))) as content:
        [bad] = read(content, InputFile(Path("f.txt"), "f"), ReadOptions())
    assert isinstance(bad, BadInput)


@pytest.mark.processes
@pytest.mark.parametrize(
    ("name", "pack"),
    [
        ("bomb.txt.gz", gzip.compress),
        ("bomb.jsonl.gz", gzip.compress),
        ("bomb.jsonl.bz2", bz2.compress),
        ("bomb.html.xz", lzma.compress),
    ],
)
def test_a_bomb_takes_no_memory(tmp_path: Path, name: str, pack: Callable[[bytes], bytes]) -> None:
    bomb = tmp_path / name
    bomb.write_bytes(pack(bytes(4 * MIB)) * 150)
    program = (
        "from services.cli.inputs.drafts import Files, ReadOptions\n"
        "from services.cli.inputs.input_files import find_files\n"
        f"print(*Files(find_files([{str(bomb)!r}]), ReadOptions()))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (400 * MIB, 400 * MIB)),
    )  # fmt: skip
    assert "more than" in done.stdout
