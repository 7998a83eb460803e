"""The ledger in memory behaves as a ledger must."""

import pytest

from services.intake.ledger import MemoryLedger
from tests.unit.intake.ledger_behaviour import LedgerBehaviour


class TestMemoryLedger(LedgerBehaviour):
    @pytest.fixture
    def ledger(self) -> MemoryLedger:
        return MemoryLedger()
