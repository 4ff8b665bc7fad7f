"""What a reconciliation promises at every gateway: each planted mismatch is found by its row, and nothing else is."""

from __future__ import annotations

from datetime import timedelta
from typing import Protocol

import pytest

from upclone.application.ports.gateways import Moved, Movement
from upclone.domain.payments.findings import Reason
from upclone.domain.payments.reconciliation import Run
from upclone.entrypoints.doors import Doors

WEEKS = timedelta(days=30)

PLANTED = [
    ("refund", "missing", Reason.MISSING_THERE),
    ("payout", "extra", Reason.MISSING_HERE),
    ("payment", "extra", Reason.MISSING_HERE),
    ("payment", "amount", Reason.AMOUNT_DIFFERS),
    ("payout", "amount", Reason.AMOUNT_DIFFERS),
    ("refund", "currency", Reason.CURRENCY_DIFFERS),
    ("payment", "currency", Reason.CURRENCY_DIFFERS),
    ("payment", "double", Reason.DUPLICATE_THERE),
    ("refund", "double", Reason.DUPLICATE_THERE),
]


class Till(Protocol):
    """A marketplace at one gateway."""

    doors: Doors
    gateway: str

    def play(self) -> None:
        """Of two payments one is paid out in part, one goes back: both books know all of it."""
        ...

    def plant(self, what: str, how: str) -> None:
        """The gateway's report tells the first line of `what` otherwise, until it is mended."""
        ...

    def mend(self) -> None: ...

    def dispute(self) -> None:
        """The bank of the first payment's payer takes it back, and no letter of it arrives."""
        ...

    def bounce(self) -> None:
        """A payout goes and comes back; no letter of it arrives."""
        ...

    def knows(self, line: Movement) -> bool:
        """Whether upclone had asked for it."""
        ...

    def hear(self) -> None:
        """What did not arrive arrives."""
        ...


class ReconcilingSuite:
    """Inherit it, and say where the till comes from."""

    @pytest.fixture
    def till(self) -> Till:
        raise NotImplementedError

    def test_each_planted_mismatch_is_found_by_row(self, till: Till):
        """A line that is missing, nobody's, of another sum or currency, or doubled; a chargeback and a payout that
        came back, of which nobody has heard. Mended, or heard of, both books agree again."""
        till.play()
        assert _run(till).findings == ()
        for what, how, reason in PLANTED:
            before = _lines(till)
            till.plant(what, how)
            (row,) = _gone(before, _lines(till)) if how == "missing" else _new(before, _lines(till))
            run = _run(till)
            assert len(run.findings) == 1, (what, how, run.findings)
            if how == "missing":
                assert (run.findings[0].reason, run.findings[0].line) == (reason, "")
                assert run.findings[0].ref in (row.ref, row.key)
            else:
                assert _found(run) == {(reason, row.id)}, (what, how)
            till.mend()
            assert _run(till).findings == (), (what, how)
        before = _lines(till)
        till.bounce()
        left, *back = rows = _new(before, _lines(till))
        assert {each.what for each in back} <= {Moved.PAYOUT_RETURNED}
        run = _run(till)
        if till.knows(left):  # that it left is no news: it is on its way here, too
            assert _found(run) == {(Reason.AMOUNT_DIFFERS, row.id) for row in back}, run.findings
        else:
            assert _found(run) == {(Reason.MISSING_HERE, row.id) for row in rows}, run.findings
        till.hear()
        assert _run(till).findings == ()
        before = _lines(till)
        till.dispute()
        rows = _new(before, _lines(till))
        assert rows
        assert _found(_run(till)) == {(Reason.MISSING_HERE, row.id) for row in rows}
        till.hear()
        assert _run(till).findings == ()


def _run(till: Till) -> Run:
    now = till.doors.clock.now()
    return till.doors.reconciliations.run(till.gateway, now - WEEKS, now, kept=False)


def _found(run: Run) -> set[tuple[Reason, str]]:
    return {(each.reason, each.line or each.ref) for each in run.findings}


def _lines(till: Till) -> list[Movement]:
    now = till.doors.clock.now()
    return list(till.doors.gateways.get(till.gateway).movements(now - WEEKS, now))


def _new(before: list[Movement], after: list[Movement]) -> list[Movement]:
    """What is there only now, or more often."""
    left = list(before)
    return [each for each in after if each not in left or left.remove(each)]  # type: ignore[func-returns-value]


def _gone(before: list[Movement], after: list[Movement]) -> list[Movement]:
    return _new(after, before)
