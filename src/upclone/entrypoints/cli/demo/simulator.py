"""What the demo asks of a gateway simulator, over HTTP: it lives outside of upclone, and keeps books of its own."""

from __future__ import annotations

import json
from http.client import HTTPException
from typing import Any, Final
from urllib.error import HTTPError
from urllib.request import OpenerDirector, ProxyHandler, Request, build_opener

from attrs import field, frozen

from upclone.entrypoints.cli.demo.stage import StageFailed

TIMEOUT: Final = 20


@frozen
class Simulator:
    """One that listens at `address`, as the gateway `api`."""

    address: str
    api: str
    _open: OpenerDirector = field(factory=lambda: build_opener(ProxyHandler({})), init=False, repr=False, eq=False)

    def reset(self) -> None:
        """Everything as on the first day. Raises StageFailed where nobody answers."""
        try:
            self.tell("reset")
        except (OSError, HTTPException, ValueError) as failure:
            raise StageFailed(f"No gateway simulator answers at {self.address}: {failure}") from failure

    def writes_to(self, upclone: str) -> None:
        """Its letters go there."""
        self.tell("hook", api=self.api, url=f"{upclone}/webhooks/{self.api}")

    def tell(self, command: str, **given: Any) -> Any:
        """One command of its control. Raises OSError."""
        sent = Request(f"{self.address}/_/{command}", json.dumps(given).encode())  # noqa: S310  (given on the command line)
        try:
            with self._open.open(sent, timeout=TIMEOUT) as answer:
                return json.loads(answer.read())
        except HTTPError as refused:
            with refused:
                raise OSError(f"The simulator refused {command}: {refused.read().decode()[:300]}") from refused

    def act(self, action: str, ref: str, **given: Any) -> Any:
        """Something happens at the gateway that upclone did not ask for."""
        return self.tell("act", api=self.api, action=action, ref=ref, **given)

    def dispute(self, key: str) -> str:
        """The payer's bank wants a payment back; what the gateway calls the claim."""
        claim = self.act("dispute", key)
        return str(claim["ref"] if isinstance(claim, dict) else claim)

    def totals(self, currency: str) -> dict[str, int]:
        """Its own book of the marketplace's account, in minor units: `balance`, `fees`, and the sum of each kind."""
        totals: dict[str, int] = self.tell("state")["totals"].get(self.api, {}).get(currency, {})
        return totals
