"""What the wing `deals` calls things on pages.

STATES with their tones, TERMS of fixed lists, ACTS by operation (`deals_acts`), EVENTS by name (`deals_events`).
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Final

from flask_babel import lazy_gettext as _
from flask_babel import lazy_pgettext

from upclone.domain.actors import Role
from upclone.domain.deals import contracts, disputes, hours, milestones, timesheets
from upclone.domain.payments import chargebacks, escrow
from upclone.entrypoints.web.words.deals_acts import ACTS as ACTS
from upclone.entrypoints.web.words.deals_events import EVENTS as EVENTS
from upclone.entrypoints.web.words.tones import Said, States

_CONTRACT: Final[States] = {
    contracts.State.OFFERED: Said(_("Offered"), "wait"),
    contracts.State.ACTIVE: Said(_("Under way"), "live"),
    contracts.State.PAUSED: Said(_("Paused"), "wait"),
    contracts.State.COMPLETED: Said(_("Completed"), "done"),
    contracts.State.CANCELLED: Said(_("Cancelled"), "calm"),
    contracts.State.DECLINED: Said(_("Declined"), "calm"),
    contracts.State.WITHDRAWN: Said(_("Offer taken back"), "calm"),
    contracts.State.EXPIRED: Said(_("Offer expired"), "calm"),
}
_MILESTONE: Final[States] = {
    milestones.State.PROPOSED: Said(_("Proposed"), "wait"),
    milestones.State.PLANNED: Said(_("Not funded yet"), "calm"),
    milestones.State.FUNDING: Said(_("Payment on its way"), "wait"),
    milestones.State.FUNDED: Said(_("Funded"), "live"),
    milestones.State.SUBMITTED: Said(_("In review"), "wait"),
    milestones.State.CHANGES_REQUESTED: Said(_("Changes requested"), "wait"),
    milestones.State.DISPUTED: Said(_("In dispute"), "alarm"),
    milestones.State.APPROVED: Said(_("Approved and paid"), "done"),
    milestones.State.SETTLED: Said(_("Settled"), "done"),
    milestones.State.REFUNDED: Said(lazy_pgettext("milestone", "Refunded"), "calm"),
    milestones.State.CANCELLED: Said(_("Dropped"), "calm"),
}
_DISPUTE: Final[States] = {
    disputes.State.OPENED: Said(_("Waits for an answer"), "alarm"),
    disputes.State.ANSWERED: Said(_("Being negotiated"), "wait"),
    disputes.State.ESCALATED: Said(_("With the marketplace"), "wait"),
    disputes.State.RULED: Said(_("Decided, open to appeal"), "wait"),
    disputes.State.APPEALED: Said(_("Under appeal"), "wait"),
    disputes.State.RESOLVED: Said(_("Decided"), "done"),
    disputes.State.SETTLED: Said(_("Settled by both sides"), "done"),
    disputes.State.WITHDRAWN: Said(_("Taken back"), "calm"),
}
_TIME: Final[States] = {
    hours.State.RUNNING: Said(_("Running"), "live"),
    hours.State.LOGGED: Said(_("Logged"), "calm"),
    hours.State.QUESTIONED: Said(_("Questioned"), "wait"),
    hours.State.DISPUTED: Said(_("With the marketplace"), "alarm"),
    hours.State.BILLED: Said(_("Billed"), "done"),
    hours.State.WITHDRAWN: Said(_("Not asked for"), "calm"),
    hours.State.REFUSED: Said(lazy_pgettext("time", "Not paid"), "calm"),
    hours.State.DELETED: Said(_("Deleted"), "calm"),
}
_WEEK: Final[States] = {
    timesheets.State.PLANNED: Said(_("To come"), "calm"),
    timesheets.State.OPEN: Said(_("Open"), "live"),
    timesheets.State.IN_REVIEW: Said(_("In review"), "wait"),
    timesheets.State.APPROVED: Said(_("Approved"), "live"),
    timesheets.State.PAID: Said(lazy_pgettext("week", "Paid"), "done"),
    timesheets.State.CANCELLED: Said(_("Without time"), "calm"),
}
_PAYMENT: Final[States] = {
    escrow.State.REQUESTED: Said(_("Waits for the payer"), "wait"),
    escrow.State.HELD: Said(_("Held"), "live"),
    escrow.State.FROZEN: Said(_("Held, in dispute"), "alarm"),
    escrow.State.RELEASED: Said(_("Released"), "done"),
    escrow.State.REFUNDED: Said(_("Refunded"), "calm"),
    escrow.State.SPLIT: Said(_("Shared out"), "done"),
    escrow.State.DECLINED: Said(_("Declined"), "alarm"),
    escrow.State.EXPIRED: Said(_("Not paid"), "calm"),
}
_CHARGEBACK: Final[States] = {
    chargebacks.State.OPENED: Said(_("Claimed by the bank"), "alarm"),
    chargebacks.State.ANSWERING: Said(_("Being answered"), "wait"),
    chargebacks.State.UNANSWERED: Said(_("Answer not taken"), "alarm"),
    chargebacks.State.ANSWERED: Said(_("Answered; the bank decides"), "wait"),
    chargebacks.State.WON: Said(_("Won"), "done"),
    chargebacks.State.LOST: Said(_("Lost"), "alarm"),
}
STATES: Final[tuple[States, ...]] = (_CONTRACT, _MILESTONE, _DISPUTE, _TIME, _WEEK, _PAYMENT, _CHARGEBACK)

_ROLES: Final[Mapping[StrEnum, Any]] = {
    Role.CLIENT: _("Client"),
    Role.FREELANCER: _("Freelancer"),
    Role.OPERATOR: _("The marketplace"),
    Role.CLOCK: _("The clock"),
    Role.GATEWAY: _("The payment provider"),
}
_OUTCOMES: Final[Mapping[StrEnum, Any]] = {
    disputes.Outcome.RELEASE: _("Everything to the freelancer"),
    disputes.Outcome.REFUND: _("Everything back to the client"),
    disputes.Outcome.SPLIT: _("Shared between both"),
    disputes.Outcome.REWORK: _("Work goes on"),
}
# One mapping for each machine: moves of two machines that share a word are equal as keys.
_DUE: Final[tuple[Mapping[StrEnum, Any], ...]] = (
    {contracts.Move.EXPIRE: _("The offer expires")},
    {milestones.Move.AUTO_APPROVE: _("Approved by itself")},
    {disputes.Move.ESCALATE: _("Goes to the marketplace"), disputes.Move.CONCLUDE: _("The ruling is carried out")},
    {hours.Move.STOP: _("The timer stops by itself"), hours.Move.ESCALATE: _("The marketplace decides")},
    {
        timesheets.Move.BEGIN: _("The week begins"),
        timesheets.Move.CLOSE: _("The week goes to review"),
        timesheets.Move.APPROVE: _("The week is approved by itself"),
    },
    {escrow.Move.EXPIRE: _("The payment expires")},
    {chargebacks.Move.CONTEST: _("The bank is answered")},
)
TERMS: Final[tuple[Mapping[StrEnum, Any], ...]] = (_ROLES, _OUTCOMES, *_DUE)
