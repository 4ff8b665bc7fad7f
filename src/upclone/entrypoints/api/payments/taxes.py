"""One's own tax identity: what stands on one's invoices, and decides about tax on them."""

from __future__ import annotations

from typing import Annotated, Any, Final

from pydantic import ConfigDict, Field

from upclone.domain.payments.taxes import Standing, TaxIdentity
from upclone.entrypoints.api.routing import Call, Routes
from upclone.entrypoints.api.schemas import WRITABLE, Body, Shape, shaped

ROUTES = Routes("Taxes", "Who one is to the tax office. Papers keep what was declared when they were issued.")

_EXAMPLE: Final[Any] = {
    "country": "FR",
    "business": True,
    "legal_name": "Atelier Łęcka",
    "street": "1 rue des Capucins",
    "postcode": "69001",
    "city": "Lyon",
    "vat_number": "FR40303265045",
}


Text = Annotated[str, Field(max_length=150, pattern=WRITABLE)]
Short = Annotated[str, Field(max_length=40, pattern=WRITABLE)]


class TaxIdentityBody(Body):
    """A private person gives a country, and an address if they like. A business gives its legal name, and its VAT
    number where it has one: form and check digits are checked, its prefix may be left out. `small_business`: exempt in
    its own country (in France the franchise en base)."""

    model_config = ConfigDict(json_schema_extra={"examples": [_EXAMPLE]})

    country: Annotated[str, Field(pattern=r"^[A-Z]{2}$")]
    business: bool = False
    legal_name: Text = ""
    street: Text = ""
    postcode: Short = ""
    city: Text = ""
    vat_number: Short = ""
    registration: Short = ""
    small_business: bool = False


class TaxIdentityShape(Shape):
    """What one declared. Nothing yet: `country` is null. `standing` is what follows for one's own invoices."""

    model_config = ConfigDict(title="TaxIdentity")

    country: str | None
    business: bool
    legal_name: str
    street: str
    postcode: str
    city: str
    vat_number: str
    registration: str
    small_business: bool
    standing: Standing


def identity_shape(call: Call, identity: TaxIdentity | None) -> TaxIdentityShape:
    """A tax identity as it is answered."""
    assert call.actor.id is not None
    if identity is None:
        return shaped(TaxIdentityShape, TaxIdentity(call.actor.id, ""), country=None)
    return shaped(TaxIdentityShape, identity)


@ROUTES.read("/tax-identity")
def read(call: Call) -> TaxIdentityShape:
    """Read what one declared."""
    return identity_shape(call, call.doors.taxes.of(call.actor))


@ROUTES.move("PUT", "/tax-identity", answers=identity_shape, previewed=False)
def declare(call: Call, body: TaxIdentityBody) -> TaxIdentity:
    """Declare it, in place of what was declared before."""
    assert call.actor.id is not None
    return call.doors.taxes.declare(call.actor, TaxIdentity(call.actor.id, **body.model_dump()))
