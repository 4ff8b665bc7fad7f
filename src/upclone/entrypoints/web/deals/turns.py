"""Whose turn it is in a dispute, in a line of a list: found in the table of moves, as a contract's next step is."""

from __future__ import annotations

from typing import Final

from attrs import frozen
from flask_babel import gettext

from upclone.application.reads.deals import DisputeRow
from upclone.domain.actors import Actor, Role
from upclone.domain.deals import permits
from upclone.domain.deals.disputes import MOVES, Move
from upclone.domain.machine import open_moves
from upclone.entrypoints.web.deals.rooms import step_words
from upclone.entrypoints.web.deals.steps import in_dispute

_SIDES: Final = (Role.CLIENT, Role.FREELANCER)
_RULING: Final = frozenset({Move.RULE, Move.RULE_APPEAL})


@frozen
class Turn:
    """What is to be done; `own`: by the reader. `words` are empty once the dispute is over."""

    words: str
    own: bool = False


def turn_of(row: DisputeRow, viewer: Actor) -> Turn:
    """Whose turn it is, as somebody sees it: their own comes first, then the marketplace's, then the other side's."""
    names = {Role.CLIENT: row.client.name, Role.FREELANCER: row.freelancer.name}
    steps = {side: step for side in _SIDES if (step := in_dispute(row.dispute, side, row.number))}
    role = row.dispute.role_of(viewer)
    if steps and all(step.kind == "settle" for step in steps.values()):
        return Turn(gettext("Both sides are to settle it, or ask for a decision"), own=role in steps)
    if role in steps:
        return Turn(step_words(steps[role], names), own=True)
    by_themselves = any(Move.ESCALATE in open_moves(MOVES, row.dispute, side) for side in _SIDES)
    if not by_themselves and _RULING & {*open_moves(MOVES, row.dispute, Role.OPERATOR)}:
        mine = _RULING & {*permits.dispute_moves(row.dispute, viewer)}
        return Turn(gettext("The marketplace decides"), own=bool(mine))
    if steps:
        return Turn(" · ".join(step_words(step, names, own=False) for step in steps.values()))
    return Turn("")
