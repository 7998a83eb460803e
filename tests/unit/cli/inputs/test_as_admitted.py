from typing import Any

import pytest

from services.cli.inputs import as_admitted as module
from services.cli.inputs.as_admitted import as_admitted
from services.runtime.stage import Reason, Rejected


def test_a_message_that_makes_intake_raise_is_rejected(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: Any) -> None:
        raise OverflowError("too large")

    monkeypatch.setattr(module, "admit", fail)

    verdict = as_admitted(b"{}")

    assert verdict == Rejected(Reason.UNEXPECTED, "OverflowError('too large')")
