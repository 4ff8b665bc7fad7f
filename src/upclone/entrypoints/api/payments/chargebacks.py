"""Chargebacks: payers' banks that want money back, and the answer to them."""

from __future__ import annotations

from uuid import UUID

from flask import Response
from pydantic import ConfigDict

from upclone.domain.errors import NotFound
from upclone.domain.machine import open_moves
from upclone.domain.payments.chargebacks import MOVES, Chargeback, Move, State
from upclone.entrypoints.api.actions import Action, actions
from upclone.entrypoints.api.paging import cursor_of, slice_of
from upclone.entrypoints.api.papers import PDF, PartyShape, negotiated
from upclone.entrypoints.api.routing import Access, Call, Routes
from upclone.entrypoints.api.schemas import ById, Moment, MoneyShape, Nothing, Paged, PageShape, Shape, shaped

ROUTES = Routes("Chargebacks", "Payments that a payer's bank wants back: halted, answered with a dossier, won or lost.")


class TakenShape(Shape):
    """Where the money came from when the gateway took it: what was held, the freelancer's debt, a loss of ours."""

    model_config = ConfigDict(title="Taken")

    escrow: MoneyShape
    debt: MoneyShape
    loss: MoneyShape


class ChargebackShape(Shape):
    """A payer's bank wants `amount` of a payment back. It is answered once, until `answer_by`: by an operator, or by
    the clock two days before. `taken` is null until the gateway takes the money; `returned`: it came back."""

    model_config = ConfigDict(title="Chargeback")

    id: UUID
    contract_id: UUID
    payment_id: UUID
    gateway: str
    amount: MoneyShape
    reason: str
    state: State
    opened_at: Moment
    answer_by: Moment
    failure: str
    taken: TakenShape | None
    returned: bool
    actions: list[Action]


class ChargebacksPage(PageShape):
    """Chargebacks, newest first."""

    items: list[ChargebackShape]


class ChapterShape(Shape):
    """A chapter of a dossier."""

    model_config = ConfigDict(title="Chapter")

    heading: str
    text: str


class DossierShape(Shape):
    """What the answer to a bank holds, in English."""

    model_config = ConfigDict(title="Dossier")

    reference: str
    title: str
    payment: str
    amount: MoneyShape
    client: PartyShape
    freelancer: PartyShape
    parts: list[ChapterShape]
    hashes: list[str]
    generated_at: Moment


def chargeback_shape(call: Call, chargeback: Chargeback) -> ChargebackShape:
    """A chargeback as it is answered."""
    moves = open_moves(MOVES, chargeback, chargeback.role_of(call.actor))
    taken = TakenShape.model_validate(chargeback.taken) if chargeback.taken else None
    links = actions(call, moves, chargeback.id)
    return shaped(ChargebackShape, chargeback, payment_id=chargeback.hold_id, taken=taken, actions=links)


@ROUTES.read("/chargebacks", while_suspended=True)
def chargebacks(call: Call, query: Paged) -> ChargebacksPage:
    """List chargebacks: of one's own contracts or, as an operator, everybody's."""
    page = call.doors.payments.chargebacks(call.actor, slice_of(query))
    items = [chargeback_shape(call, each) for each in page.items]
    return ChargebacksPage(items=items, next_cursor=cursor_of(page.next))


@ROUTES.read("/chargebacks/<uuid:id>", while_suspended=True)
def chargeback(call: Call, path: ById) -> ChargebackShape:
    """Read a chargeback."""
    found = call.doors.payments.chargeback(call.actor, path.id)
    if found is None:
        raise NotFound("chargeback", str(path.id))
    return chargeback_shape(call, found)


@ROUTES.read("/chargebacks/<uuid:id>/dossier", access=Access.OPERATOR, also=(PDF,))
def dossier(call: Call, path: ById) -> DossierShape:
    """Read what the answer to the bank holds, as an operator: JSON, or a PDF file with `Accept: application/pdf`."""
    return paper(call, path.id)  # type: ignore[return-value]  # a Response of this shape, or of the file


def paper(call: Call, id: UUID) -> Response:
    """The dossier in the form that the caller prefers."""
    found = call.doors.chargebacks.dossier(call.actor, id)
    shape = DossierShape(
        reference=found.reference,
        title=found.title,
        payment=found.payment,
        amount=MoneyShape.model_validate(found.amount),
        client=PartyShape.model_validate(found.client),
        freelancer=PartyShape.model_validate(found.freelancer),
        parts=[ChapterShape.model_validate(each) for each in found.parts],
        hashes=list(found.hashes),
        generated_at=found.generated_at,
    )
    return negotiated(shape, found.reference, lambda _: call.doors.documents.dossier(found))


@ROUTES.move(
    "POST", "/chargebacks/<uuid:id>/contest", answers=chargeback_shape, makes=[Move.CONTEST], access=Access.OPERATOR
)
def contest(call: Call, path: ById, body: Nothing) -> Chargeback:
    """Send the answer, as an operator. The gateway takes one only: read the dossier first."""
    return call.doors.chargebacks.contest(call.actor, path.id)
