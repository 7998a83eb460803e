"""Finds the services that are installed, without importing any."""

from importlib.metadata import EntryPoint, entry_points

ENTRY_POINTS = "wireroom.services"
"""The entry-point group by which a package names its registrations."""


def registered() -> list[EntryPoint]:
    """The entry points of all installed services, each named as its service."""
    return list(entry_points(group=ENTRY_POINTS))


def service_names() -> list[str]:
    """The names of the installed services."""
    return [found.name for found in registered()]
