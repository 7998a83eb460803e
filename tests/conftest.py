"""What all tests share: how many examples hypothesis tries, and that no test is timed.

``default`` is what ``poe test`` runs, ``quick`` what ``poe quick`` runs, ``mutants`` what
``poe mutants`` runs: the same examples each time. No test, and no process that a test starts,
finds a ``wireroom up`` that runs on the machine.
"""

import os
import sys
import tempfile

from hypothesis import HealthCheck, Phase, settings

# How long an example takes tells of the machine's load and not of the code.
UNTIMED = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow]}

settings.register_profile("default", **UNTIMED)
settings.register_profile("quick", max_examples=10, **UNTIMED)
settings.register_profile(
    "mutants", max_examples=25, derandomize=True, database=None, phases=[Phase.generate], **UNTIMED
)
PROFILE = os.environ.get("WIREROOM_TEST_PROFILE", "default")
settings.load_profile(PROFILE)

os.environ["XDG_STATE_HOME"] = tempfile.mkdtemp(prefix="wireroom-tests-")


def pytest_sessionstart() -> None:
    """A mutant is tried in the fork of a process that has run the tests: full caches hide it."""
    if PROFILE == "mutants":
        for module in (
            "intake.canonical_url",
            "intake.parameters",
            "storage.logic",
            "tagging.mentions.boundaries",
        ):
            loaded = sys.modules.get(f"services.{module}")
            for one in vars(loaded).values() if loaded else ():
                if hasattr(one, "cache_clear"):
                    one.cache_clear()
