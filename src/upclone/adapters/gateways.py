"""The payment gateways that are switched on, by name."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import frozen

from upclone.application.ports.gateways import PaymentGateway
from upclone.domain.errors import Invalid


@frozen
class GatewaysByName:
    """Those of this mapping."""

    gateways: Mapping[str, PaymentGateway]

    def get(self, name: str) -> PaymentGateway:
        """Raises Invalid("gateway") for one that is not switched on."""
        try:
            return self.gateways[name]
        except KeyError:
            known = ", ".join(sorted(self.gateways))
            raise Invalid("gateway", f"must be one of: {known}") from None
