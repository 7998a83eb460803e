"""What all tests share: how many examples hypothesis tries, and that no test is timed.

``default`` is what ``poe test`` runs, ``quick`` what ``poe quick`` runs, ``mutants`` what
``poe mutants`` runs: the same examples each time. No test, and no process that a test starts,
finds a ``wireroom up`` that runs on the machine.
"""

import os
import tempfile

from hypothesis import HealthCheck, Phase, settings

# How long an example takes tells of the machine's load and not of the code.
UNTIMED = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow]}

settings.register_profile("default", **UNTIMED)
settings.register_profile("quick", max_examples=10, **UNTIMED)
settings.register_profile(
    "mutants", max_examples=25, derandomize=True, database=None, phases=[Phase.generate], **UNTIMED
)
settings.load_profile(os.environ.get("WIREROOM_TEST_PROFILE", "default"))

os.environ["XDG_STATE_HOME"] = tempfile.mkdtemp(prefix="wireroom-tests-")
