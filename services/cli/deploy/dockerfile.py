"""The parts of deploy/Dockerfile that differ between services."""

from collections.abc import Iterator, Sequence

from services.cli.deploy.blocks import with_block
from services.cli.deploy.plan import Deployed


def dockerfile(text: str, services: Sequence[Deployed]) -> str:
    """deploy/Dockerfile for these services. Raises NoBlock."""
    text = with_block(text, "dependencies", _dependencies(services))
    return with_block(text, "services", _stages(services))


def _dependencies(services: Sequence[Deployed]) -> Iterator[str]:
    """Installs what a service needs of Wireroom's optional dependencies."""
    by_extra: dict[str | None, list[str]] = {}
    for one in services:
        by_extra.setdefault(one.spec.extra, []).append(one.name)
    yield 'RUN case "$SERVICE" in \\'
    for extra, names in by_extra.items():
        extras = "--extra tracing" + (f" --extra {extra}" if extra else "")
        yield f"      {'|'.join(names)}) set -- {extras} ;; \\"
    known = ", ".join(one.name for one in services)
    yield f"""      *) echo "SERVICE must be one of {known}, not '$SERVICE'" >&2; exit 1 ;; \\"""
    yield "    esac \\"
    yield '    && uv pip install --python /opt/wireroom -r pyproject.toml "$@"'


def _stages(services: Sequence[Deployed]) -> Iterator[str]:
    for one in services:
        yield ""
        yield f"FROM runtime AS {one.name}"
        yield f'CMD ["run", "{one.name}"]'
