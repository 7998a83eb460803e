"""The files in an archive, each as if it lay in a folder."""

import io
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any, cast

from services.cli.inputs.input_files import (
    READ_KINDS,
    BadInput,
    Content,
    InputFile,
    PassedOver,
    kind_of,
    printable,
)
from services.runtime.formats.found import Problem
from services.runtime.formats.packing import UNPACK, tar_members, zip_members

Part = tuple[InputFile, Content]


def parts(
    content: Content, packed: IO[bytes], file: InputFile
) -> Iterator[Part | BadInput | PassedOver]:
    """The file itself with its content; of an archive, each file in it that can hold articles.

    Each is to be read before the next is asked for. Raises what unpacking raises.
    """
    if file.kind not in ("tar", "zip"):
        yield file, content
        return
    whole = cast(IO[bytes], content)
    members = tar_members(whole, packed) if file.kind == "tar" else zip_members(whole)
    for member in members:
        if isinstance(member, Problem):
            where = f"{file.where}!{printable(member.place)}" if member.place else file.where
            yield BadInput(where, member.reason)
            continue
        name, stream = member
        yield _part(Path(name), stream, file)


def _part(path: Path, stream: IO[bytes], archive: InputFile) -> Part | PassedOver:
    where = f"{archive.where}!{printable(str(path))}"
    if any(one.startswith(".") or one == "__MACOSX" for one in path.parts):
        return PassedOver(where, "hidden")
    kind = kind_of(path)
    if kind is None:
        return PassedOver(where, f"not a {READ_KINDS} file")
    if kind in ("tar", "zip"):
        return PassedOver(where, "an archive in an archive: unpack it")
    unpack = UNPACK.get(path.suffix.lower())
    name = path.with_suffix("") if unpack else path
    inner = InputFile(path, where, printable(str(name)), unchecked=archive.unchecked)
    bytes_of: Any = unpack(stream) if unpack else stream
    return inner, io.BufferedReader(bytes_of)
