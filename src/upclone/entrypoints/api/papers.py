"""Papers: the same facts as JSON or, where the caller's Accept header prefers it, as a PDF file."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final
from uuid import UUID

from flask import Response, request
from pydantic import BaseModel, ConfigDict

from upclone.application.ports.documents import PartyCard
from upclone.domain.people.accounts import Account
from upclone.entrypoints.api.schemas import Shape

PDF: Final = "application/pdf"
LANGUAGES: Final = ("en", "fr")


class PartyShape(Shape):
    """Who takes part."""

    model_config = ConfigDict(title="Party")

    name: str
    email: str
    country: str | None


def reference_of(contract_id: UUID) -> str:
    """A contract's short name: the random end of its id, which tells contracts of the same second apart."""
    return contract_id.hex[-8:].upper()


def card(account: Account) -> PartyCard:
    """A party as it is printed."""
    return PartyCard(account.name, account.email, account.country or None)


def negotiated(shape: BaseModel, name: str, printed: Callable[[str], bytes]) -> Response:
    """`shape` as JSON, or what `printed` makes of it in the caller's language, as a file called `name`."""
    best = request.accept_mimetypes.best_match(["application/json", PDF], default="application/json")
    if best != PDF:
        return Response(shape.model_dump_json(), mimetype="application/json", headers={"Vary": "Accept"})
    language = request.accept_languages.best_match(LANGUAGES, default="en")
    headers = {"Content-Disposition": f'attachment; filename="{name}.pdf"', "Vary": "Accept, Accept-Language"}
    return Response(printed(language), mimetype=PDF, headers=headers)
