"""What comes of a contract of a fixed price: each word of its script is one use case or two."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from functools import partial
from typing import Final

from attrs import evolve, frozen

from upclone.domain.actors import Actor
from upclone.domain.deals import milestones
from upclone.domain.deals.disputes import Outcome
from upclone.domain.deals.terms import MilestoneTerms
from upclone.domain.money import Money
from upclone.entrypoints.cli.demo.market.cast import words
from upclone.entrypoints.cli.demo.market.people import GATEWAY
from upclone.entrypoints.cli.demo.market.plan import Fate
from upclone.entrypoints.cli.demo.market.scripts import WAITS
from upclone.entrypoints.cli.demo.market.town import Step, Town
from upclone.entrypoints.doors import Doors

_QUARREL: Final = frozenset({"dispute", "statement", "answer"})


@frozen
class Scene:
    """One word of a contract's script, when it is played."""

    fate: Fate
    town: Town

    @property
    def name(self) -> str:
        return f"contract {self.fate.wish.number}"

    @property
    def doors(self) -> Doors:
        return self.town.doors

    @property
    def client(self) -> Actor:
        return self.town.actor(self.fate.wish.client)

    @property
    def freelancer(self) -> Actor:
        return self.town.actor(self.fate.bids[0].by)

    @property
    def admin(self) -> Actor:
        return self.town.staff("admin")

    def say(self, what: str) -> str:
        """In the language of the contract."""
        said = words()[self.fate.wish.client.language][what]
        about = "quarrel" if what in _QUARREL else what  # what both sides say is about the same thing
        return str(said if isinstance(said, str) else self.fate.chance(about).choice(said))


def steps(fate: Fate, present: datetime) -> Iterator[Step]:
    """From the offer on."""
    script = fate.script
    assert script is not None
    at, pace = present - fate.posted + fate.taken, fate.chance("pace").random()
    for place, (verb, gap) in enumerate(zip(script.verbs, script.gaps(pace), strict=True)):
        at = min(at + gap, present)
        if verb not in WAITS:
            yield Step(at, f"plays {fate.wish.number} {place}", partial(_play, fate, verb))


def _play(fate: Fate, verb: str, town: Town) -> None:
    _VERBS[verb](Scene(fate, town))


# ------------------------------------------------------------------------------------------------------- contracts


def _sign_client(on: Scene) -> None:
    on.doors.contracts.sign(on.client, on.town.ids[on.name], None)


def _sign(on: Scene) -> None:
    _sign_client(on)
    on.doors.contracts.sign(on.freelancer, on.town.ids[on.name], None)


def _decline(on: Scene) -> None:
    on.doors.contracts.decline(on.freelancer, on.town.ids[on.name], on.say("decline_contract"))


def _withdraw(on: Scene) -> None:
    on.doors.contracts.withdraw(on.client, on.town.ids[on.name])


def _pause(on: Scene) -> None:
    on.doors.contracts.pause(on.client, on.town.ids[on.name], on.say("pause"))


def _resume(on: Scene) -> None:
    on.doors.contracts.resume(on.client, on.town.ids[on.name])


def _complete(on: Scene) -> None:
    on.doors.contracts.complete(on.client, on.town.ids[on.name])


def _cancel(on: Scene) -> None:
    on.doors.contracts.cancel(on.client, on.town.ids[on.name], on.say("cancel"))


def _leave(on: Scene) -> None:
    on.doors.contracts.cancel(on.freelancer, on.town.ids[on.name], on.say("decline_contract"))


# ------------------------------------------------------------------------------------------------------ milestones


def _fund(token: str, on: Scene) -> None:
    milestone = on.town.current(on.name)
    on.doors.escrow.fund(on.client, milestone.contract_id, milestone.id, milestone.amount, GATEWAY, token)


def _submit(on: Scene) -> None:
    links = ("https://example.org/delivery",) if on.fate.wish.number % 2 else ()
    on.doors.milestones.submit(on.freelancer, on.town.current(on.name).id, on.say("submitted"), links)


def _changes(on: Scene) -> None:
    on.doors.milestones.request_changes(on.client, on.town.current(on.name).id, on.say("changes"))


def _approve(on: Scene) -> None:
    on.doors.milestones.approve(on.client, on.town.current(on.name).id)


def _part(on: Scene) -> None:
    milestone = on.town.current(on.name)
    on.doors.milestones.release_part(on.client, milestone.id, _share(milestone.amount, 40))


def _give(on: Scene) -> None:
    on.doors.milestones.refund(on.freelancer, on.town.current(on.name).id, None)


def _give_part(on: Scene) -> None:
    milestone = on.town.current(on.name)
    on.doors.milestones.refund(on.freelancer, milestone.id, _share(milestone.amount, 20))


def _back(on: Scene) -> None:
    """Paid work of which a tenth is given back."""
    paid = [each for each in on.town.milestones(on.name) if each.state in milestones.PAID]
    on.doors.milestones.give_back(on.admin, paid[-1].id, _share(paid[-1].amount, 10))


def _propose(on: Scene) -> None:
    amount = _share(on.town.milestones(on.name)[0].amount, 30)
    title = words()[on.fate.wish.client.language]["steps"][-1]
    on.doors.milestones.add(on.freelancer, on.town.ids[on.name], MilestoneTerms(title, amount))


def _agree(on: Scene) -> None:
    on.doors.milestones.agree(on.client, on.town.milestones(on.name)[-1].id)


def _change(on: Scene) -> None:
    milestone = on.town.current(on.name)
    terms = evolve(milestone.terms, amount=milestone.amount + _share(milestone.amount, 20))
    on.doors.milestones.propose_change(on.freelancer, milestone.id, terms)


def _hold(on: Scene) -> None:
    on.doors.milestones.hold(on.admin, on.town.current(on.name).id, on.say("hold"))


def _share(amount: Money, percent: int) -> Money:
    return amount.share(percent * 100)


# -------------------------------------------------------------------------------------------------------- disputes


def _dispute(on: Scene) -> None:
    milestone = on.town.current(on.name)
    on.doors.disputes.open(on.client, milestone.id, on.say("dispute"), on.say("statement"))


def _answer(on: Scene) -> None:
    on.doors.disputes.answer(on.freelancer, on.town.dispute(on.name).id, on.say("answer"))


def _evidence(on: Scene) -> None:
    links = ("https://example.org/thread",)
    on.doors.disputes.add_evidence(on.freelancer, on.town.dispute(on.name).id, on.say("evidence"), links)


def _escalate(on: Scene) -> None:
    on.doors.disputes.escalate(on.freelancer, on.town.dispute(on.name).id)


def _settle(on: Scene) -> None:
    dispute = on.town.dispute(on.name)
    on.doors.disputes.offer(on.freelancer, dispute.id, _share(dispute.at_stake, 60))


def _settled(on: Scene) -> None:
    on.doors.disputes.accept_offer(on.client, on.town.dispute(on.name).id, None)


def _drop(on: Scene) -> None:
    on.doors.disputes.withdraw(on.client, on.town.dispute(on.name).id)


def _rule(outcome: Outcome, on: Scene) -> None:
    dispute = on.town.dispute(on.name)
    release = _share(dispute.at_stake, 50) if outcome is Outcome.SPLIT else None
    on.doors.disputes.rule(on.admin, dispute.id, outcome, release, words()["staff"]["ruling"])
    on.town.wrote(on.admin, "/disputes/{}/rule", str(dispute.id), words()["staff"]["ruling"])


def _accept(on: Scene) -> None:
    """The freelancer first, then the client."""
    dispute = on.town.dispute(on.name)
    by = on.client if dispute.accepted_by else on.freelancer
    on.doors.disputes.accept_ruling(by, dispute.id)


def _appeal(on: Scene) -> None:
    on.doors.disputes.appeal(on.client, on.town.dispute(on.name).id, on.say("appeal"))


_VERBS: Final[Mapping[str, Callable[[Scene], None]]] = {
    "sign": _sign,
    "sign_client": _sign_client,
    "decline": _decline,
    "withdraw": _withdraw,
    "pause": _pause,
    "resume": _resume,
    "complete": _complete,
    "cancel": _cancel,
    "leave": _leave,
    "fund": partial(_fund, "tok_instant"),
    "hosted": partial(_fund, "tok_hosted"),
    "declined": partial(_fund, "tok_declined"),
    "won": partial(_fund, "tok_chargeback_won"),
    "lost": partial(_fund, "tok_chargeback_lost"),
    "disputable": partial(_fund, "tok_chargeback_won"),
    "submit": _submit,
    "changes": _changes,
    "approve": _approve,
    "part": _part,
    "give": _give,
    "give_part": _give_part,
    "back": _back,
    "propose": _propose,
    "agree": _agree,
    "change": _change,
    "hold": _hold,
    "dispute": _dispute,
    "answer": _answer,
    "evidence": _evidence,
    "escalate": _escalate,
    "settle": _settle,
    "settled": _settled,
    "drop": _drop,
    "split": partial(_rule, Outcome.SPLIT),
    "refund": partial(_rule, Outcome.REFUND),
    "release": partial(_rule, Outcome.RELEASE),
    "rework": partial(_rule, Outcome.REWORK),
    "accept": _accept,
    "appeal": _appeal,
}
