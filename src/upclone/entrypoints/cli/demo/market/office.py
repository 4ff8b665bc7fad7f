"""What those who look after the money have before them: books that were compared, two payments at the gateway that
nobody here asked for, of which a bank wants one back, and a sum that one of them may not move alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from functools import partial
from typing import Final
from uuid import NAMESPACE_URL, uuid5

from upclone.application.ports.gateways import PaymentRequest
from upclone.domain.deals import milestones
from upclone.domain.deals.milestones import Milestone
from upclone.domain.money import Money
from upclone.entrypoints import acts
from upclone.entrypoints.acts import Asked
from upclone.entrypoints.cli.demo.market.cast import words
from upclone.entrypoints.cli.demo.market.people import GATEWAY
from upclone.entrypoints.cli.demo.market.plan import Fate
from upclone.entrypoints.cli.demo.market.town import Step, Town

DAY: Final = timedelta(days=1)
COMPARED: Final = (9, 1)
"""How many days ago: before strangers paid, and after."""

STRANGERS: Final = (("an old order", 48_00, "tok_instant"), ("a wrong link", 15_00, "tok_chargeback_lost"))
"""Together with what is taken back they stay below what stops payouts."""


def steps(fates: tuple[Fate, ...], present: datetime) -> Iterator[Step]:
    """In their order."""
    for days in COMPARED:
        yield Step(present - days * DAY, f"compares {days}", _compare)
    for what, amount, method in STRANGERS:
        id = uuid5(NAMESPACE_URL, f"upclone:demo:{what}")
        paid = PaymentRequest(str(id), Money(amount, "EUR"), method, what, "", id, id)
        yield Step(present - 3 * DAY, f"stranger {what}", partial(_pay, paid))
    yield Step(present - DAY / 12, "asks a second", partial(_ask, fates))


def _compare(town: Town) -> None:
    town.doors.reconciliations.daily()


def _pay(asked: PaymentRequest, town: Town) -> None:
    """At the gateway itself: nobody here knows of it."""
    town.doors.gateways.get(GATEWAY).request_payment(asked)


def _ask(fates: tuple[Fate, ...], town: Town) -> None:
    """To pay out what a client approves who can't come by, where that is more than one may move: if possible of a
    client whom no visitor of a demonstration can be."""
    admin, reason, alone = town.staff("admin"), words()["staff"]["release"], town.doors.approvals.limits
    by_others_first = sorted(fates, key=lambda fate: bool(fate.wish.client.demo))
    much = (each for each in _handed_in(by_others_first, town) if alone.exceeded((each.amount,)))
    asked = next(much, None)
    if asked is not None:
        acts.ask(town.doors, admin, Asked("release", {"milestone": asked.id}), reason)
        town.wrote(admin, "/approvals", "", reason)


def _handed_in(fates: Iterable[Fate], town: Town) -> Iterator[Milestone]:
    for fate in fates:
        name = f"contract {fate.wish.number}"
        if name in town.ids and not town.contract(name).contested:
            yield from (each for each in town.milestones(name) if each.state is milestones.State.SUBMITTED)
