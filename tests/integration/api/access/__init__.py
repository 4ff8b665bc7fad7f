"""Who each route is for, by hand: one module a wing, gathered here."""

from typing import Any

from tests.integration.api.access import deals, market, messaging, payments, people, sandbox, trust

WINGS = (people, market, deals, payments, messaging, sandbox, trust)
ROUTES: dict[str, tuple[str, Any]] = {name: rule for wing in WINGS for name, rule in wing.ROUTES.items()}
