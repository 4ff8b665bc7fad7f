"""How the moves of the people who work for the marketplace are offered, and what acts for two people are called."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from flask_babel import lazy_gettext as _

from upclone.entrypoints.api.deals import milestones
from upclone.entrypoints.api.market import categories, reviewing, skills
from upclone.entrypoints.api.payments import approvals, reconciliations
from upclone.entrypoints.api.people import accounts
from upclone.entrypoints.api.trust import sanctions
from upclone.entrypoints.web.words.tones import Act, humanised, plainly

_REVIEWS: Final[Mapping[Callable[..., Any], Act]] = {
    reviewing.approve: Act(
        _("Let this job pass?"), _("Let it pass"),
        _("It is published at once. What was found in it holds it back no more."), said=_("The job is published."),
    ),
    reviewing.reject: Act(
        _("Send this job back?"), _("Send back"),
        _("Its client is told why, and can change it and submit it again."), danger=True,
        said=_("The job went back to its client."),
    ),
    reviewing.remove: Act(
        _("Take this job off the market?"), _("Take off the market"),
        _("For good. Its client is told why; contracts that it led to go on."), danger=True,
        said=_("The job is off the market."),
    ),
}  # fmt: skip
_PEOPLE: Final[Mapping[Callable[..., Any], Act]] = {
    accounts.suspend: Act(
        _("Suspend this account?"), _("Suspend"),
        _("It acts at once. The person is told the reason and can appeal; their open jobs leave the market, and "
          "contracts that run go on. Without an end, an operator looks at it again."),
        danger=True, said=_("The account is suspended."),
    ),
    accounts.ban: Act(
        _("Ban this account for good?"), _("Ban for good"),
        _("The person is told the reason, can appeal once, and can withdraw what they earned once the hold is over."),
        danger=True, said=_("The account is banned."),
    ),
    accounts.reinstate: Act(
        _("Let this person act again?"), _("Let them act again"),
        _("What keeps them from it is lifted. The reason is kept in the audit log."), said=_("They can act again."),
    ),
    accounts.sign_out: Act(
        _("Sign this person out everywhere?"), _("Sign out everywhere"),
        _("Each session ends, from its next request on. The reason is kept in the audit log."), danger=True,
        said=_("They are signed out everywhere."),
    ),
    sanctions.uphold: Act(
        _("Let the sanction stand?"), _("Let it stand"), _("The appeal is over. The reason is told."), danger=True,
        said=_("The sanction stands."),
    ),
    sanctions.lift: Act(
        _("Lift the sanction?"), _("Lift"), _("The person can act again, and a hold on their money ends. The reason "
                                              "is told."),
        said=_("The sanction is lifted."),
    ),
    sanctions.review: Act(
        _("Let the suspension go on?"), _("Look at it again later"),
        _("It goes on until the next look: after 90 days, where you name no day."), said=_("It goes on for now."),
    ),
}  # fmt: skip
_MONEY: Final[Mapping[Callable[..., Any], Act]] = {
    milestones.hold: Act(
        _("Keep this money where it is?"), _("Keep it here"),
        _("Nothing of it is released or refunded until an operator lets it go. Both sides are told."), danger=True,
        said=_("The money stays where it is."),
    ),
    milestones.unhold: Act(
        _("Let this money go?"), _("Let it go"), _("It moves on as the contract says."),
        said=_("The money may move on."),
    ),
    reconciliations.reconcile: plainly(_("Hold a gateway’s books against ours")),
    approvals.ask: plainly(_("Ask for a second person")),
    approvals.approve: Act(
        _("Be the second person?"), _("Approve and do it"),
        _("It is done now, in the name of who asked; the audit log names you both. Read below what it does."),
        said=_("It is done."),
    ),
    approvals.refuse: Act(
        _("Refuse, or take it back?"), _("Refuse"), _("It is not done. Who still wants it asks again."), danger=True,
        said=_("It is not done."),
    ),
}  # fmt: skip
_WORDS: Final[Mapping[Callable[..., Any], Act]] = {
    categories.add: plainly(_("Add a category")),
    skills.add: plainly(_("Add a skill")),
    skills.dismiss: plainly(_("Take a word off the list of unknown skills")),
    categories.edit: Act(_("Change this category"), _("Change"), page="/admin/categories/{id}"),
    skills.edit: Act(_("Change this skill"), _("Change"), page="/admin/skills/{id}"),
    categories.retire: Act(
        _("Offer this category no longer?"), _("Retire"), _("Jobs and profiles that name it keep it."),
        said=_("The category is retired."),
    ),
    categories.restore: Act(
        _("Offer this category again?"), _("Offer it again"), said=_("The category is offered again."),
    ),
    skills.retire: Act(
        _("Offer this skill no longer?"), _("Retire"), _("Jobs and profiles that name it keep it."),
        said=_("The skill is retired."),
    ),
    skills.restore: Act(_("Offer this skill again?"), _("Offer it again"), said=_("The skill is offered again.")),
    skills.merge: Act(
        _("Make this skill a name of another?"), _("Merge"),
        _("Jobs and profiles that name it count as the other’s from then on. It can’t be undone."), danger=True,
        said=_("The skills are one."),
    ),
}  # fmt: skip
ACTS: Final[Mapping[Callable[..., Any], Act]] = {**_REVIEWS, **_PEOPLE, **_MONEY, **_WORDS}

BY_TWO: Final[Mapping[str, Any]] = {
    "release": _("Release held money"),
    "refund": _("Refund a client"),
    "return_suspense": _("Send money back that was set aside"),
    "pay_out": _("Pay somebody out"),
    "retry": _("Send a transfer again"),
    "resolve_unmatched": _("Give unknown money its place"),
    "hold": _("Keep money where it is"),
    "unhold": _("Let kept money go"),
    "rule": _("Rule a dispute"),
    "credit": _("Write a credit note"),
}


def approval_act(name: str) -> Any:
    """What an act for two people is called."""
    return BY_TWO.get(name) or humanised(name)
