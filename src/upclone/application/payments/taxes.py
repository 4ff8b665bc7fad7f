"""Saying who one is to the tax office."""

from __future__ import annotations

from attrs import evolve, frozen

from upclone.application.ports.invoices import VatNumbers
from upclone.application.ports.store import UnitOfWork
from upclone.domain.actors import Actor
from upclone.domain.errors import Invalid
from upclone.domain.payments.taxes import TaxIdentity
from upclone.domain.people import codes

LONGEST_NUMBER = 40


@frozen
class Taxes:
    """Use cases of tax identities."""

    unit_of_work: UnitOfWork
    numbers: VatNumbers

    def of(self, actor: Actor) -> TaxIdentity | None:
        """What the actor declared, if anything."""
        assert actor.id is not None
        with self.unit_of_work() as work:
            return work.tax_identities.get(actor.id)

    def declare(self, actor: Actor, identity: TaxIdentity) -> TaxIdentity:
        """Say it, in place of what was said before. Papers that were issued stay as they are."""
        assert identity.id == actor.id
        checked = self._checked(identity)
        with self.unit_of_work() as work:
            work.accounts.lock(checked.id)
            work.tax_identities.save(checked)
        return checked

    def _checked(self, identity: TaxIdentity) -> TaxIdentity:
        codes.country(identity.country, "country")
        if not identity.vat_number:
            return identity
        if not self.numbers.known(identity.country):
            if len(identity.vat_number) > LONGEST_NUMBER:
                raise Invalid("vat_number", f"must have at most {LONGEST_NUMBER} characters")
            return identity
        number = self.numbers.canonical(identity.country, identity.vat_number)
        if number is None:
            raise Invalid("vat_number", f"must be a VAT number of {identity.country}: its check digits do not fit")
        return evolve(identity, vat_number=number)
