"""What people set up at PayPal: an account that is saved for payments, or the address that payouts go to."""

from __future__ import annotations

from typing import Any, Final

from attrs import frozen

from upclone.adapters.paypal.calls import NAME, Ask, under
from upclone.adapters.paypal.client import PayPalClient
from upclone.adapters.paypal.payouts import ADDRESS, LONGEST_ADDRESS
from upclone.application.ports.gateways import Enrolment
from upclone.domain.errors import Declined, NotFound

PATH: Final = "/v3/vault"


def payee(address: str) -> Enrolment:
    """Ready at once: whoever reads that address's letters gets the money. Raises NotFound for what is no address."""
    if len(address) > LONGEST_ADDRESS or not ADDRESS.fullmatch(address):
        raise NotFound("enrolment", address)
    return Enrolment(address, ready=True, token=address, label=_label(address))


@frozen
class Vault:
    """Saved PayPal accounts, over one client. Raises Refusal for PayPal's no."""

    client: PayPalClient

    def begin(self, key: str, return_url: str) -> Enrolment:
        """The payer agrees at PayPal to be charged while they are away."""
        context = {"return_url": return_url, "cancel_url": return_url, "shipping_preference": "NO_SHIPPING"}
        source = {"paypal": {"usage_type": "MERCHANT", "experience_context": context}}
        made = self.client.call(under(key, Ask("POST", f"{PATH}/setup-tokens", {"payment_source": source})))
        return _waiting(made)

    def get(self, ref: str) -> Enrolment:
        """How far it is. Once the payer agreed, this asks for what their payments are charged to."""
        made = self.client.call(Ask("GET", f"{PATH}/setup-tokens/{ref}"))
        if made.get("status") not in ("APPROVED", "VAULTED"):
            return _waiting(made)
        source = {"token": {"id": ref, "type": "SETUP_TOKEN"}}
        ask = Ask("POST", f"{PATH}/payment-tokens", {"payment_source": source})
        saved = self.client.call(under(f"{ref}-token", ask))
        account = (saved.get("payment_source") or {}).get("paypal") or {}
        return Enrolment(ref, ready=True, token=str(saved["id"]), label=_label(str(account.get("email_address") or "")))


def _waiting(made: dict[str, Any]) -> Enrolment:
    links = {str(link.get("rel")): str(link.get("href")) for link in made.get("links") or ()}
    if "approve" not in links:
        raise Declined(NAME, "PayPal does not let this account be saved.")
    return Enrolment(str(made["id"]), ready=False, url=links["approve"], reason="Agree to it at PayPal.")


def _label(address: str) -> str:
    """`PayPal a•••@example.org`: enough to know one's own by."""
    name, _, host = address.partition("@")
    return f"PayPal {name[:1]}•••@{host}" if host else "PayPal"
