"""The terms of an offer, which its client can change while nobody has signed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final
from uuid import UUID

from attrs import frozen
from flask import Blueprint, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext

from upclone.application.previews import Outcome
from upclone.domain.actors import Role
from upclone.domain.deals.contracts import PROCESS, Move, State
from upclone.domain.deals.terms import MilestoneTerms
from upclone.domain.errors import Invalid
from upclone.domain.market.briefs import Payment
from upclone.domain.money import Money, price, total
from upclone.domain.payments.fees import FeeRates, Tier
from upclone.entrypoints.api.deals import contracts, offers
from upclone.entrypoints.api.deals.contracts import ContractShape
from upclone.entrypoints.api.deals.terms import TermsShape
from upclone.entrypoints.api.payments.costs import CostsShape, costs_shape
from upclone.entrypoints.api.schemas import MoneyShape
from upclone.entrypoints.web import formats
from upclone.entrypoints.web.amounts import amount_text
from upclone.entrypoints.web.desk import desk, done
from upclone.entrypoints.web.forms import REQUIRED, Form, Refusal, Typed, body_of
from upclone.entrypoints.web.market import editing
from upclone.entrypoints.web.market.proposals import kill_fees
from upclone.entrypoints.web.people.profiles import zones
from upclone.entrypoints.web.rendering import page
from upclone.entrypoints.web.words.errors import told_of_fields

PAGES = Blueprint("offers", __name__)
OUTCOME: Final = "outcome"
"""What the button sends that asks what would happen; the page's script asks for the costs alone."""


def _share(basis_points: int) -> str:
    return formats.percent(basis_points / 10_000)


_PARTS: Final[Mapping[str, tuple[Any, Callable[[Any], str]]]] = {
    "weekly_limit_hours": (lazy_gettext("Hours a week, at most"), str),
    "time_zone": (lazy_gettext("Weeks begin in"), str),
    "review_days": (lazy_gettext("Days to review work"), str),
    "kill_fee_basis_points": (lazy_gettext("Where you cancel, the freelancer keeps"), _share),
    "answer_days": (lazy_gettext("Days to answer"), str),
    "negotiation_days": (lazy_gettext("Days to agree"), str),
    "appeal_days": (lazy_gettext("Days to appeal"), str),
}


@frozen
class Difference:
    """A part of the terms that would be another. `before` is empty where it says nothing beside `after`."""

    label: Any
    before: str
    after: str


@PAGES.get("/contracts/<uuid:id>/terms")
def show(id: UUID) -> ResponseReturnValue:
    """The terms as they are, to be changed."""
    return _revising(desk().read(contracts.contract, id=id), Form())


@PAGES.post("/contracts/<uuid:id>/terms")
def revise(id: UUID) -> ResponseReturnValue:
    """Offer these terms instead; or show what they cost, or what would follow."""
    contract = desk().read(contracts.contract, id=id)
    typed = editing.numbered(request.form, "milestones")
    asked = request.form.get(editing.LOOKS)
    try:
        if editing.looks() and asked != OUTCOME:
            return _revising(contract, Form(typed))
        _must_be_filled(typed)
        if asked == OUTCOME:
            outcome = desk().preview(offers.revise, form=typed, id=id)
            return _revising(contract, Form(typed), outcome=outcome)
        revised = desk().do(offers.revise, form=typed, id=id)
    except Refusal as refusal:
        return _revising(desk().read(contracts.contract, id=id), refusal.form, refusal.status)
    if revised.terms_hash == typed.get("terms_hash"):
        words = gettext("These terms were on the table already: nothing is changed.")
    else:
        words = gettext("The terms are changed. %(name)s is told.", name=revised.freelancer.name)
    return done(f"{request.script_root}/contracts/{id}", words)


def _must_be_filled(typed: Typed) -> None:
    """What is sent empty would stay as it was: whoever empties one of these is asked for it instead."""
    empty = [name for name in _PARTS if name in typed and not typed[name].strip()]
    if empty:
        raise Refusal(told_of_fields(Form(typed, dict.fromkeys(empty, REQUIRED))), 422)


def _revising(
    contract: ContractShape, form: Form, status: int = 200, outcome: Outcome | None = None
) -> ResponseReturnValue:
    told = {each.account_id for each in outcome.told} if outcome else set()
    terms = contract.terms
    return page(
        "deals/revise.html",
        status,
        contract=contract,
        terms=terms,
        form=form,
        blank=Form(),
        stands="" if any(action.move == Move.REVISE for action in contract.actions) else _why(contract),
        outcome=outcome,
        differences=tuple(_differences(terms, form.typed)) if outcome else (),
        people=desk().doors.people.names(told) if told else {},
        costs=_costs(terms, form),
        hourly=terms.payment is Payment.HOURLY,
        kill_fees=kill_fees(terms.kill_fee_basis_points),
        zones=[(zone, zone.replace("_", " ")) for zone in sorted({*zones(), terms.time_zone or "UTC"})],
        more=editing.rows_more("milestones"),
    )


def _why(contract: ContractShape) -> str:
    """Why the terms stand as they are, for who looks at them."""
    name = contract.freelancer.name
    if contract.your_role is not Role.CLIENT:
        words = gettext("Only the client changes what is offered.")
    elif contract.state in PROCESS.holding:
        words = gettext("Both of you have signed. What is agreed changes only where both of you say so.")
    elif contract.state is not State.OFFERED:
        words = gettext("This offer is no longer on the table.")
    elif any(each.role is Role.CLIENT for each in contract.signatures):
        words = gettext(
            "You have signed these terms. To offer others, take this offer back; the job is open again then."
        )
    else:
        words = gettext(
            "%(name)s has signed these terms. To offer others, take this offer back; the job is open again then.",
            name=name,
        )
    return str(words)


def _costs(terms: TermsShape, form: Form) -> CostsShape | str:
    """What both sides would pay and get by the milestones of the form; words where one of them is no price."""
    if not form.typed or terms.payment is Payment.HOURLY:
        return terms.costs
    names = [f"milestones.{number}.amount" for number in form.rows("milestones")]
    tiers = tuple(Tier(each.upto_minor, each.basis_points) for each in terms.fees.freelancer)
    try:
        found = [(name, editing.money_in(form.typed, name)) for name in names]
        parts = [price(each, name) for name, each in found if each and each.currency == terms.currency]
        return costs_shape(FeeRates(terms.fees.client_basis_points, tiers), parts, Money.zero(terms.currency))
    except Invalid as wrong:
        return told_of_fields(Form(errors={"amount": wrong.rule})).errors["amount"]


def _differences(terms: TermsShape, typed: Typed) -> Iterator[Difference]:
    """What a form that was accepted says otherwise than the terms do."""
    body = body_of(offers.Revision, typed, desk().zone)
    was = [MilestoneTerms(each.title, _money(each.amount), each.description, each.due_on) for each in terms.milestones]
    planned = was if body.milestones is None else [each.terms() for each in body.milestones]
    if planned != was:
        yield _otherwise(gettext("Milestones"), _planned(was), _planned(planned))
    if body.scope is not None and body.scope != terms.scope:
        yield _otherwise(gettext("What the work is"), "", "")
    for name, (label, said) in _PARTS.items():
        before, after = getattr(terms, name), getattr(body, name)
        if after is not None and after != before:
            yield Difference(label, said(before) if before is not None else "", said(after))


def _money(amount: MoneyShape) -> Money:
    return Money(amount.amount_minor, amount.currency)


def _planned(plan: list[MilestoneTerms]) -> str:
    """How many milestones, and what they come to."""
    whole = total([each.amount for each in plan], plan[0].amount.currency)
    return f"{len(plan)} · {amount_text(whole)}"


def _otherwise(label: str, before: str, after: str) -> Difference:
    return Difference(label, before, after) if before != after else Difference(label, "", gettext("changed"))
