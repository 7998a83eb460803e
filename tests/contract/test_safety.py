"""What no service may do: unpickle, evaluate, fetch, or write files."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from services.runtime.registration import topology

ROOT = Path(__file__).parents[2]
PACKAGES = [
    folder
    for folder in sorted((ROOT / "services").iterdir())
    if folder.is_dir() and folder.name not in ("cli", "lab", "__pycache__")
]
"""All that a service may run: the rest of the tree writes files for those who call it."""
SERVICES = [path for folder in PACKAGES for path in sorted(folder.rglob("*.py"))]

FORBIDDEN_MODULES = {
    "pickle", "marshal", "shelve", "dill", "cloudpickle", "joblib", "xmlrpc",
    "requests", "httpx", "urllib3", "urllib.request", "ftplib", "smtplib", "telnetlib",
}  # fmt: skip
FORBIDDEN_CALLS = {"eval", "exec", "compile", "__import__", "system", "popen"}
MAY_FETCH = {
    "services/runtime/doors/public_http.py": {"httpx"},
    "services/feeders/fetcher.py": {"httpx"},
}
"""The one client that reaches public addresses alone; services that fetch ask it for theirs,
and feeders know its errors."""
WRITING = re.compile(r"[rbt]{0,2}[wxa+][bt+]{0,2}")
WRITES = {"write_text", "write_bytes", "mkdir", "unlink", "rename", "symlink_to"}


def imports(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""


def calls(tree: ast.AST) -> Iterator[str]:
    """Names of called functions and methods; `re.compile` and the like by their last part only
    where nothing stands before it."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            if isinstance(node.func, ast.Name):
                yield node.func.id
            elif isinstance(node.func, ast.Attribute) and node.func.attr in WRITES | {"system"}:
                yield node.func.attr


def opens_for_writing(tree: ast.AST) -> bool:
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Call)
            and (getattr(node.func, "id", None) or getattr(node.func, "attr", None)) == "open"
        ):
            given = [*node.args, *(word.value for word in node.keywords)]
            modes = [one.value for one in given if isinstance(one, ast.Constant)]
            if any(isinstance(mode, str) and WRITING.fullmatch(mode) for mode in modes):
                return True
    return False


def test_there_are_services() -> None:
    apps = [spec.app.split(".") for spec in topology().values()]
    ours = {package[1] for package in apps if package[0] == "services"}
    assert {"runtime"} | ours <= {folder.name for folder in PACKAGES}


@pytest.mark.parametrize("path", SERVICES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_service_does_nothing_that_an_article_could_abuse(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    may = MAY_FETCH.get(path.relative_to(ROOT).as_posix(), set())
    assert not set(imports(tree)) & FORBIDDEN_MODULES - may
    assert not set(calls(tree)) & (FORBIDDEN_CALLS | WRITES)
    assert not opens_for_writing(tree)
