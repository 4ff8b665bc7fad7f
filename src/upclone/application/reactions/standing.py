"""What the marketplace saw of people is looked at again after what it is made of."""

from __future__ import annotations

from typing import Final

from attrs import frozen

from upclone.application.ports.store import UnitOfWork
from upclone.application.reactions.notifications import parties_of
from upclone.domain.deals import endings, fundings
from upclone.domain.events import Event
from upclone.domain.market import bids, invitations, outcomes, shortlists

_HEARD: Final = (
    bids.ProposalSubmitted,
    bids.ProposalEdited,
    bids.ProposalCountered,
    shortlists.ProposalShortlisted,
    outcomes.ProposalAccepted,
    outcomes.ProposalDeclined,
    invitations.InvitationAccepted,
    invitations.InvitationDeclined,
    fundings.MilestoneFunded,
    endings.ContractCompleted,
)
HEARD: Final = frozenset(event.__name__ for event in _HEARD)
"""The names of the events that change somebody's standing: answers, a first payment, a contract that is done."""


@frozen
class Standings:
    """Makes people's standing again."""

    unit_of_work: UnitOfWork

    def renew(self, event: Event) -> None:
        """Of both sides. The same event again changes nothing."""
        with self.unit_of_work() as work:
            parties = parties_of(work, event)
            assert parties is not None, f"{event.name} is between two people"
            for id in sorted((parties.client, parties.freelancer)):
                work.standings.renew(id, event.at if id == event.by else None)
