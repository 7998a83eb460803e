"""The version of this code, as every service and event names it."""

from importlib.metadata import version

VERSION = version("wireroom")
