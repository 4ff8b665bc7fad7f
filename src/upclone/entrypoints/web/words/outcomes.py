"""What a move would do, in words: objects and their states, accounts of the ledger, deadlines."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from flask_babel import lazy_gettext

from upclone.application.previews import DueMove
from upclone.domain.payments.ledger import AccountKind
from upclone.domain.processes import PROCESSES
from upclone.entrypoints.web.words import lexicon
from upclone.entrypoints.web.words.tones import Said, humanised

PROCESS_WORDS: Final[Mapping[str, Any]] = {
    "contract": lazy_gettext("Contract"),
    "milestone": lazy_gettext("Milestone"),
    "hold": lazy_gettext("Held money"),
    "transfer": lazy_gettext("Transfer"),
    "dispute": lazy_gettext("Dispute"),
    "timesheet": lazy_gettext("Week"),
    "time_entry": lazy_gettext("Time entry"),
    "job": lazy_gettext("Job"),
    "proposal": lazy_gettext("Proposal"),
    "invitation": lazy_gettext("Invitation"),
    "account": lazy_gettext("Account"),
    "sanction": lazy_gettext("Sanction"),
    "search": lazy_gettext("Saved search"),
    "category": lazy_gettext("Category"),
    "skill": lazy_gettext("Skill"),
    "method": lazy_gettext("Way to pay or be paid"),
    "chargeback": lazy_gettext("Chargeback"),
    "approval": lazy_gettext("Request"),
}

ACCOUNT_WORDS: Final[Mapping[AccountKind, Any]] = {
    AccountKind.GATEWAY_CLEARING: lazy_gettext("At the payment provider"),
    AccountKind.ESCROW: lazy_gettext("Held for this contract"),
    AccountKind.FREELANCER_AVAILABLE: lazy_gettext("The freelancer's balance"),
    AccountKind.PAYOUT_TRANSIT: lazy_gettext("On its way to the freelancer"),
    AccountKind.REFUND_TRANSIT: lazy_gettext("On its way back to the client"),
    AccountKind.FEE_INCOME: lazy_gettext("Fees of the marketplace"),
    AccountKind.GATEWAY_FEES: lazy_gettext("Fees of the payment provider"),
    AccountKind.DISPUTE_LOSS: lazy_gettext("Loss of the marketplace"),
    AccountKind.FREELANCER_DEBT: lazy_gettext("What the freelancer owes"),
    AccountKind.SUSPENSE: lazy_gettext("Set aside until it is explained"),
}


def process_word(name: str, accounts: Iterable[str] = ()) -> Any:
    """What an object is called. A transfer is a refund where, of the `accounts` that move, one holds money on its way
    back to a client."""
    if name == "transfer" and any(_kind(each) is AccountKind.REFUND_TRANSIT for each in accounts):
        return lazy_gettext("Refund")
    return PROCESS_WORDS.get(name) or humanised(name)


def process_state(name: str, state: str) -> Said:
    """A state of a process."""
    return lexicon.state(PROCESSES[name].states(state))


def account_word(key: str) -> Any:
    """Whose money an account holds; `key` begins with its kind."""
    return ACCOUNT_WORDS[_kind(key)]


def _kind(key: str) -> AccountKind:
    return AccountKind(key.partition(":")[0])


def due_words(due: DueMove) -> Any:
    """What the clock will do."""
    moves = {str(move): move for _, move in PROCESSES[due.process].moves}
    return lexicon.term(moves[due.move])
