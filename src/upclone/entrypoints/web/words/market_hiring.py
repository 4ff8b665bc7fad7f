"""What proposals, invitations, offers and kept searches are called, and how their moves are offered."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Any, Final

from flask_babel import lazy_gettext as _
from flask_babel import lazy_pgettext

from upclone.application.reads.proposals import Sort
from upclone.domain.market import invitations as invitation
from upclone.domain.market import proposals as proposal
from upclone.domain.market import searches as search
from upclone.domain.market.scores import Factor
from upclone.entrypoints.api.deals import offers
from upclone.entrypoints.api.market import invitations, jobs, proposals, searches
from upclone.entrypoints.web.words.tones import Act, Said, States

STATES: Final[tuple[States, ...]] = (
    {
        proposal.State.SUBMITTED: Said(_("The client is to answer"), "wait"),
        proposal.State.COUNTERED: Said(_("The freelancer is to answer"), "wait"),
        proposal.State.HIRED: Said(lazy_pgettext("proposal", "Hired"), "done"),
        proposal.State.DECLINED: Said(lazy_pgettext("proposal", "Declined"), "calm"),
        proposal.State.WITHDRAWN: Said(lazy_pgettext("proposal", "Taken back"), "calm"),
        proposal.State.EXPIRED: Said(_("Expired"), "calm"),
        proposal.State.LAPSED: Said(_("Came to no contract"), "calm"),
    },
    {
        invitation.State.SENT: Said(_("Waits for an answer"), "wait"),
        invitation.State.ACCEPTED: Said(_("Accepted"), "done"),
        invitation.State.DECLINED: Said(lazy_pgettext("proposal", "Declined"), "calm"),
        invitation.State.WITHDRAWN: Said(lazy_pgettext("proposal", "Taken back"), "calm"),
        invitation.State.EXPIRED: Said(_("Expired"), "calm"),
    },
    {
        search.State.ACTIVE: Said(lazy_pgettext("search", "Active"), "live"),
        search.State.ENDED: Said(_("Ended"), "calm"),
    },
)
TERMS: Final[tuple[Mapping[StrEnum, Any], ...]] = (
    {
        search.Alert.NEVER: _("Never"),
        search.Alert.AT_ONCE: _("At once"),
        search.Alert.DAILY: _("Once a day"),
        search.Alert.WEEKLY: _("Once a week"),
    },
    {
        Sort.NEWEST: _("Newest first"),
        Sort.PRICE: _("Lowest price first"),
        Sort.SHORTLISTED: _("Shortlist first"),
    },
    {
        Factor.SKILLS: _("Skills"),
        Factor.CATEGORY: _("Category"),
        Factor.RATE: _("Rate"),
        Factor.AVAILABILITY: _("Availability"),
        Factor.PLACE: _("Place"),
        Factor.LANGUAGE: _("Language"),
        Factor.RATING: _("Reviews"),
        Factor.COMPLETED: _("Completed contracts"),
        Factor.RESPONSE: _("Answers soon"),
        Factor.NEWNESS: _("New here"),
    },
    {proposal.Move.EXPIRE: _("The proposal expires")},
    {invitation.Move.EXPIRE: _("The invitation expires")},
)
ACTS: Final[Mapping[Callable[..., Any], Act]] = {
    jobs.edit: Act(_("Edit the job"), _("Edit"), icon="pencil", page="/my/jobs/{id}/edit"),
    proposals.bid: Act(_("Apply for this job"), _("Apply"), icon="send", page="/jobs/{id}/apply"),
    proposals.edit: Act(_("Change my terms"), _("Change my terms"), icon="pencil", page="/proposals/{id}/edit"),
    proposals.counter: Act(
        _("Answer with other terms"),
        _("Answer with other terms"),
        icon="arrow-left-right",
        page="/proposals/{id}/counter",
    ),
    proposals.shortlist: Act(
        _("Put it on the shortlist?"),
        _("To the shortlist"),
        _("The freelancer is told. Nothing is promised by it."),
        icon="bookmark-plus",
        said=_("It is on the shortlist."),
    ),
    proposals.unshortlist: Act(
        _("Take it off the shortlist?"),
        _("Off the shortlist"),
        _("The proposal stays as it is. The freelancer is told."),
        icon="bookmark-minus",
        said=_("It is off the shortlist."),
    ),
    proposals.withdraw: Act(
        _("Take this proposal back?"),
        _("Take back"),
        _("The negotiation ends, and the other side is told."),
        icon="undo-2",
        danger=True,
        said=_("It is taken back."),
    ),
    proposals.decline: Act(
        _("Decline this proposal?"),
        _("Decline"),
        _("The negotiation ends. Whatever reason you give is read by the other side."),
        icon="x",
        danger=True,
        said=_("It is declined."),
    ),
    offers.hire: Act(_("Hire"), _("Hire"), icon="handshake", page="/jobs/{id}/proposals"),
    offers.accept: Act(
        _("Accept these terms?"),
        _("Accept these terms"),
        _("Both of you get a contract of exactly these terms to sign. Nothing runs before both have signed."),
        icon="check",
        said=_("The terms are accepted: now both of you sign."),
    ),
    offers.offer: Act(_("Make an offer"), _("Make the offer"), icon="send"),
    invitations.invite: Act(_("Invite"), _("Invite"), icon="user-plus", page="/my/jobs/{id}/freelancers"),
    invitations.decline: Act(
        _("Decline the invitation?"),
        _("Decline"),
        _("The client is told, and does not ask again for this job."),
        icon="x",
        danger=True,
        said=_("The invitation is declined."),
    ),
    invitations.withdraw: Act(
        _("Take the invitation back?"),
        _("Take back"),
        _("They can't accept it any more; what they have seen they have seen."),
        icon="undo-2",
        danger=True,
        said=_("The invitation is taken back."),
    ),
    searches.keep: Act(_("Save this search"), _("Save"), icon="bookmark-plus"),
    searches.edit: Act(_("Change the search"), _("Change"), icon="pencil", page="/searches/{id}"),
    searches.end: Act(
        _("End this search?"),
        lazy_pgettext("search", "End"),
        _("You are told of nothing more that it finds."),
        icon="bell-off",
        danger=True,
        said=_("The search is ended."),
    ),
}
EVENTS: Final[Mapping[str, Any]] = {
    "JobDrafted": _("A draft was begun"),
    "JobSubmitted": _("A job waits for a moderator"),
    "JobPosted": _("A job was published"),
    "JobEdited": _("A job was changed"),
    "JobRejected": _("A moderator rejected a job"),
    "JobHeld": _("A job is held back"),
    "JobPaused": _("A job was paused"),
    "JobResumed": _("A job takes proposals again"),
    "JobFilled": _("A job was filled"),
    "JobReopened": _("A job is open again"),
    "JobClosed": _("A job was closed"),
    "JobExpired": _("The time to apply is over"),
    "JobRenewed": _("A job was opened again"),
    "JobRemoved": _("A job was removed"),
    "JobRecommended": _("Jobs that fit you"),
    "SearchMatched": _("A saved search found something"),
    "ProposalSubmitted": _("A proposal came in"),
    "DirectOfferMade": _("You got a direct offer"),
    "ProposalEdited": _("A proposal was changed"),
    "ProposalCountered": _("Other terms are on the table"),
    "ProposalShortlisted": _("A proposal is on the shortlist"),
    "ProposalUnshortlisted": _("A proposal is off the shortlist"),
    "ProposalHired": _("A freelancer was hired"),
    "ProposalAccepted": _("The terms were accepted"),
    "ProposalDeclined": _("A proposal was declined"),
    "ProposalWithdrawn": _("A proposal was taken back"),
    "ProposalExpired": _("A proposal expired"),
    "ProposalLapsed": _("A proposal came to no contract"),
    "InvitationSent": _("An invitation to apply"),
    "InvitationAccepted": _("An invitation was accepted"),
    "InvitationDeclined": _("An invitation was declined"),
    "InvitationWithdrawn": _("An invitation was taken back"),
    "InvitationExpired": _("An invitation expired"),
}
