"""One way to write down what an operator does, for every way in."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Final
from uuid import UUID

from upclone.domain.trust.audit import Act

if TYPE_CHECKING:
    from upclone.application.previews import Outcome
    from upclone.domain.actors import Actor
    from upclone.entrypoints.doors import Doors

LONGEST: Final = 2_000


def essence(outcome: Outcome) -> str:
    """What two runs of the same act have in common, as a digest: not the ids that each of them makes."""
    changes = sorted([change.process, change.before or "", change.after] for change in outcome.changes)
    lines = sorted([line.entry.value, line.account.split(":")[0], str(line.amount)] for line in outcome.postings)
    fees = sorted([str(each.client), str(each.freelancer), str(each.client_refunded)] for each in outcome.fees)
    return hashlib.sha256(json.dumps([changes, lines, fees]).encode()).hexdigest()


def write_down(
    doors: Doors, actor: Actor, act: str, object: str, reason: str, outcome: Outcome, second: UUID | None = None
) -> None:
    """In the open transaction, as its last statement."""
    assert actor.id is not None
    at, digest = doors.clock.now(), essence(outcome)
    words = (act, object[:LONGEST], reason[:LONGEST])
    doors.audit.append(Act(doors.ids.new(), at, actor.id, *words, digest, second))
