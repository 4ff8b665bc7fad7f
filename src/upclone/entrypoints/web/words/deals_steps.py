"""What is next under a contract, in words: for who does it, and for who waits for it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from attrs import frozen
from flask_babel import lazy_gettext as _
from flask_babel import lazy_pgettext


@frozen
class Words:
    """`mine` is said to who does it, `theirs` to who waits; `says` is what follows, `button` what to press."""

    mine: Any
    theirs: Any
    says: Any
    button: Any
    icon: str = "arrow-right"


STEPS: Final[Mapping[str, Words]] = {
    "sign": Words(
        _("Read and sign the contract"), _("%(name)s is to sign"),
        _("Nothing is paid, and no work begins, before both sides have signed."), _("Read and sign"), icon="signature",
    ),
    "answer": Words(
        _("Answer the dispute about milestone %(number)s"), _("%(name)s is to answer the dispute"),
        _("Say your side of it. Without an answer in time the marketplace decides."),
        lazy_pgettext("button", "Answer"), icon="scale",
    ),
    "weigh": Words(
        _("There is an offer to settle milestone %(number)s"), _("%(name)s is to answer an offer to settle"),
        _("Accept it, or offer something else."), _("Look at the offer"), icon="scale",
    ),
    "settle": Words(
        _("Settle the dispute about milestone %(number)s, or ask for a decision"),
        _("%(name)s is to settle the dispute, or ask for a decision"),
        _("Offer how to share the money. Whoever wants no settlement asks the marketplace to decide."),
        _("To the dispute"), icon="scale",
    ),
    "ruling": Words(
        _("Accept the ruling about milestone %(number)s, or appeal"), _("%(name)s may still appeal"),
        _("The dispute was decided. Without an appeal in time the ruling is carried out."), _("Read the ruling"),
        icon="scale",
    ),
    "review": Words(
        _("Review milestone %(number)s"), _("%(name)s is to review milestone %(number)s"),
        _("Approve the work and it is paid, or say what is missing."), _("Approve and pay"), icon="badge-check",
    ),
    "agree": Words(
        _("Milestone %(number)s was proposed to you"), _("%(name)s is to agree to milestone %(number)s"),
        _("Once you agree it is part of the contract."), _("Agree"), icon="handshake",
    ),
    "agree_change": Words(
        _("A change of milestone %(number)s was proposed"),
        _("%(name)s is to agree to a change of milestone %(number)s"),
        _("The milestone stays as it is until you agree."), _("Agree to the change"), icon="handshake",
    ),
    "submit": Words(
        _("Work on milestone %(number)s, then submit it"), _("%(name)s works on milestone %(number)s"),
        _("Its money is held for you. Hand the work over when it is ready."), _("Submit the work"), icon="upload",
    ),
    "rework": Words(
        _("Changes are wanted for milestone %(number)s"), _("%(name)s works on the changes of milestone %(number)s"),
        _("Read what is missing, then hand the work over again."), _("Submit again"), icon="upload",
    ),
    "fund": Words(
        _("Fund milestone %(number)s"), _("%(name)s is to fund milestone %(number)s"),
        _("The money is held until you approve the work. The freelancer begins once it is there."),
        _("Fund milestone %(number)s"), icon="shield-check",
    ),
    "pay": Words(
        _("Finish paying for milestone %(number)s"), _("%(name)s is paying for milestone %(number)s"),
        _("The payment waits for you at the payment provider."), _("Go on paying"), icon="credit-card",
    ),
    "billing": Words(
        _("Say how hours are paid"), _("%(name)s is to say how hours are paid"),
        _("What a week may cost is held in advance, so that work is covered."), _("Set up payment"), icon="credit-card",
    ),
    "billing_again": Words(
        _("A charge for hours failed"), _("%(name)s is to renew how hours are paid"),
        _("Work rests until a charge succeeds."), _("Set up payment again"), icon="credit-card",
    ),
    "review_week": Words(
        _("Review a week of work"), _("%(name)s is to review a week"),
        _("Question single entries, or approve: without an answer it is approved by itself."), _("Review the week"),
        icon="calendar-check",
    ),
    "questions": Words(
        _("Time that you logged is questioned"), _("%(name)s is to answer a question about time"),
        _("Stand by it, or ask for it no longer."), _("Look at the questions"), icon="circle-help",
    ),
    "track": Words(
        _("Track your time"), _("%(name)s works by the hour"),
        _("Start the timer, or log time by hand, before the week ends."), _("Track time"), icon="timer",
    ),
    "resume": Words(
        _("You paused this contract"), _("%(name)s paused the contract"),
        _("Nothing is funded or handed over until you let it go on."), _("Resume"), icon="play",
    ),
    "complete": Words(
        _("Everything is done and paid"), _("%(name)s may complete the contract"),
        _("Complete the contract, or add a milestone for more work."), _("Complete the contract"), icon="flag",
    ),
}  # fmt: skip
