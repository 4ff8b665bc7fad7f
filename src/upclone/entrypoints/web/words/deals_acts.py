"""How the moves of deals and of their money are offered: a title, a button, what follows, what is said after it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from flask_babel import lazy_gettext as _
from flask_babel import lazy_pgettext

from upclone.entrypoints.api.deals import contracts, disputes, hours, milestones, offers, timesheets
from upclone.entrypoints.api.payments import chargebacks, payments
from upclone.entrypoints.web.words.tones import Act

_CONTRACTS: Final[Mapping[Callable[..., Any], Act]] = {
    offers.sign: Act(
        _("Sign the contract"), _("Sign the contract"),
        _("Your name, the time and these terms are kept together. Once both sides have signed, work can be funded."),
        said=_("Signed."), page="/contracts/{id}/sign",
    ),
    offers.revise: Act(
        _("Change the terms"), _("Change the terms"),
        icon="pencil", page="/contracts/{id}/terms",
    ),
    offers.decline: Act(
        _("Decline this offer?"), _("Decline the offer"),
        _("The client is told why, and the job is open again."), danger=True, said=_("Declined."),
    ),
    offers.withdraw: Act(
        _("Take this offer back?"), _("Take the offer back"),
        _("The freelancer is told, and the job is open again."), danger=True, said=_("The offer is taken back."),
    ),
    offers.add_milestone: Act(
        _("Add a milestone"), _("Add a milestone"),
        _("Under a signed contract the other side has to agree to it. Nothing is paid before it is funded."),
        said=_("The milestone is added."),
    ),
    contracts.pause: Act(
        _("Pause this contract?"), _("Pause"),
        _("Nothing new is funded or handed over meanwhile. Work that is in review is still reviewed."),
        said=_("The contract rests."),
    ),
    contracts.resume: Act(
        _("Let work go on?"), _("Resume"), _("Work goes on where it stood."), said=_("Work goes on."),
    ),
    contracts.complete: Act(
        _("Complete this contract?"), _("Complete the contract"),
        _("Everything agreed is done and paid. Nothing can be added after this."), said=_("Completed. Well done."),
    ),
    contracts.cancel: Act(
        _("Cancel this contract?"), _("Cancel the contract"),
        _("It ends now, and held money is settled by the terms that both sides signed."),
        danger=True, said=_("The contract is cancelled and settled."),
    ),
}  # fmt: skip
_MILESTONES: Final[Mapping[Callable[..., Any], Act]] = {
    milestones.agree: Act(
        _("Agree to this milestone?"), _("Agree"), _("It becomes part of the contract, and can be funded."),
        said=_("It is part of the contract now."),
    ),
    milestones.reject: Act(
        _("Drop this milestone?"), _("Drop it"), _("It does not become part of the contract."),
        danger=True, said=_("The milestone is dropped."),
    ),
    milestones.propose_change: Act(
        _("Propose a change"), _("Propose a change"),
        _("The milestone stays as it is until the other side agrees."), said=_("The change is proposed."),
    ),
    milestones.agree_change: Act(
        _("Agree to the change?"), _("Agree to the change"), _("The milestone is then what was proposed."),
        said=_("The milestone is changed."),
    ),
    milestones.reject_change: Act(
        _("Drop this change?"), _("Drop the change"), _("The milestone stays as it was."),
        said=_("The milestone stays as it was."),
    ),
    milestones.submit: Act(
        _("Submit your work"), _("Submit the work"),
        _("The client reviews it. Without an answer in time it is approved by itself, and paid."),
        said=_("Submitted for review."),
    ),
    milestones.request_changes: Act(
        _("Ask for changes"), _("Request changes"),
        _("Say what is missing. The money stays held until the work is handed over again and approved."),
        said=_("The freelancer knows what is missing."),
    ),
    milestones.approve: Act(
        _("Approve and pay?"), _("Approve and pay"),
        _("Everything that is held for this work is released to the freelancer. This can’t be undone."),
        said=_("Approved. The money is released."),
    ),
    milestones.release: Act(
        _("Release a part"), _("Release a part"),
        _("Pay some of what is held before the end. The last part is paid by approving."), said=_("Released."),
    ),
    milestones.give_back: Act(
        _("Give money back"), _("Give money back"),
        _("Refund work that was paid already, out of what you have available. Fees on it go back, too."),
        danger=True, said=_("The client gets it back."),
    ),
    milestones.refund: Act(
        _("Refund the client?"), _("Refund the client"),
        _("Leave the amount empty to give everything back: the milestone ends then."),
        danger=True, said=_("The money goes back to the client."),
    ),
}  # fmt: skip
_DISPUTES: Final[Mapping[Callable[..., Any], Act]] = {
    disputes.open_dispute: Act(
        _("Open a dispute"), _("Open a dispute"),
        _("The money of the milestone is frozen until the dispute ends. Talk to each other first where you can."),
        danger=True, said=_("The dispute is open, and the money frozen."), page="/contracts/{id}/disputes/new",
    ),
    disputes.answer: Act(
        _("Answer the dispute"), lazy_pgettext("button", "Answer"),
        _("Say your side of it. Without an answer in time it goes to the marketplace."), said=_("Your answer is in."),
    ),
    disputes.evidence: Act(
        _("Add to your case"), _("Add evidence"), _("Both sides and the marketplace see it."), said=_("Added."),
    ),
    disputes.offer: Act(
        _("Offer to settle"), _("Offer to settle"),
        _("Say how much goes to the freelancer. The rest goes back to the client. It replaces the offer before it."),
        said=_("Your offer is on the table."),
    ),
    disputes.accept: Act(
        _("Accept this offer?"), _("Accept the offer"),
        _("It is carried out at once, and the dispute ends."), said=_("Settled. The money is on its way."),
    ),
    disputes.escalate: Act(
        _("Let the marketplace decide?"), _("Ask for a decision"),
        _("Somebody who works for the marketplace reads everything, and rules."), said=_("The marketplace decides."),
    ),
    disputes.withdraw: Act(
        _("Take your dispute back?"), _("Take the dispute back"), _("The milestone goes on where it stood."),
        said=_("The dispute is taken back."),
    ),
    disputes.rule: Act(_("Decide the dispute"), _("Decide"), said=_("Decided.")),
    disputes.accept_ruling: Act(
        _("Accept the ruling?"), _("Accept the ruling"),
        _("You will not appeal. Once both sides accept, it is carried out at once."), said=_("Accepted."),
    ),
    disputes.appeal: Act(
        _("Appeal against the ruling"), _("Appeal"),
        _("Somebody else of the marketplace decides, once and for good."), said=_("Your appeal is in."),
    ),
}  # fmt: skip
_TIME: Final[Mapping[Callable[..., Any], Act]] = {
    hours.start: Act(_("Start the timer"), _("Start the timer"), said=_("The timer runs.")),
    hours.switch: Act(
        _("Switch the timer"), _("Switch"), _("What ran is kept, and a new entry begins."), said=_("The timer runs."),
    ),
    hours.stop: Act(_("Stop the timer"), _("Stop the timer"), said=_("The timer is stopped.")),
    hours.log: Act(
        _("Log time by hand"), _("Log time"),
        _("For the open week. Say why the timer did not measure it: the client sees that."), said=_("Logged."),
        page="/contracts/{id}/time/log",
    ),
    hours.edit: Act(_("Change an entry"), _("Change"), said=_("Changed."), page="/time/{id}/edit"),
    hours.delete: Act(
        _("Delete this entry?"), _("Delete"), _("It counts no longer. It stays in the history."),
        danger=True, said=_("Deleted."),
    ),
    hours.commit: Act(_("Commit to samples of activity"), _("Commit"), said=_("Kept.")),
    hours.reveal: Act(_("Reveal a sample"), _("Reveal"), said=_("Revealed.")),
    hours.question: Act(
        _("Question this entry"), lazy_pgettext("button", "Question"),
        _("Say what is unclear. The rest of the week is paid all the same."), said=_("The freelancer is asked."),
    ),
    hours.accept: Act(
        _("Take your question back?"), _("Accept the time"), _("The entry is billed and paid at once."),
        said=_("Accepted."),
    ),
    hours.withdraw: Act(
        _("Ask for it no longer?"), _("Don’t ask for it"), _("The entry is not paid."), danger=True,
        said=_("The entry is not asked for."),
    ),
    hours.stand_by: Act(
        _("Stand by this entry"), _("Stand by it"), _("The marketplace decides whether it is paid."),
        said=_("The marketplace decides."),
    ),
    hours.rule: Act(_("Decide about this entry"), _("Decide"), said=_("Decided.")),
    timesheets.billing: Act(
        _("How hours are paid"), _("Set up payment"),
        _("What the weekly limit costs is held in advance; you are only charged for hours that you approved."),
        said=_("Hours are charged this way from now on."), page="/contracts/{id}/billing",
    ),
    timesheets.close: Act(
        _("Hand this week over?"), _("Hand over for review"), _("Nothing more can be logged in it."),
        said=_("The week is in review."),
    ),
    timesheets.approve: Act(
        _("Approve this week?"), _("Approve the week"),
        _("All time that is not questioned is billed, and paid out of what is held; what is not held yet is paid as "
          "soon as it is."), said=_("The week is approved."),
    ),
}  # fmt: skip
_MONEY: Final[Mapping[Callable[..., Any], Act]] = {
    payments.fund: Act(
        _("Fund a milestone"), _("Fund"), _("The money is held until you approve the work."),
        said=_("The payment is on its way."), page="/contracts/{id}",
    ),
    payments.cancel: Act(
        _("Cancel this payment?"), _("Cancel the payment"),
        _("Nothing is charged. You can fund the milestone again at any time."), said=_("The payment is cancelled."),
    ),
    chargebacks.contest: Act(
        _("Answer the bank?"), _("Send the answer"), _("The bank takes one answer only: read the dossier first."),
        said=_("The answer is on its way."),
    ),
}  # fmt: skip
ACTS: Final[Mapping[Callable[..., Any], Act]] = {**_CONTRACTS, **_MILESTONES, **_DISPUTES, **_TIME, **_MONEY}
