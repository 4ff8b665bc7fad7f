"""The sandbox's report against the books."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from attrs import frozen

from tests import databases
from tests.api_world import World, eur
from tests.draining import drain
from tests.suites.reconciling import ReconcilingSuite
from upclone.adapters.embedded import Urls
from upclone.adapters.postgres.engine import conninfo
from upclone.application.ports.gateways import Movement
from upclone.entrypoints import settings, start
from upclone.entrypoints.container import Container
from upclone.entrypoints.doors import Doors

MOVED = {"payment": "captured", "refund": "refunded", "payout": "paid_out"}
FIRST = "(SELECT min(id) FROM sandbox.movement WHERE moved = '{}')"
AGAIN = """
INSERT INTO sandbox.movement (ref, moved, currency, amount_minor, at)
SELECT {ref}, '{moved}', currency, amount_minor, at FROM sandbox.movement WHERE id = {first}
"""
NOBODYS = """
INSERT INTO sandbox.operation SELECT (jsonb_populate_record(theirs, '{{"ref": "nobodys", "key": "nobodys:1"}}')).*
FROM sandbox.operation AS theirs JOIN sandbox.movement AS moved ON moved.ref = theirs.ref WHERE moved.id = {first}
"""


@frozen
class SandboxTill:
    """A tests.suites.reconciling.Till. What nobody has heard of is written into the sandbox's own book."""

    world: World
    container: Container
    url: str
    gateway: str = "sandbox"

    @property
    def doors(self) -> Doors:
        return self.world.doors

    def play(self) -> None:
        first, second = (f"/milestones/{each['id']}" for each in self.world.funded(2)["milestones"][:2])
        self.world.client.does(f"{first}/approve")
        self.world.freelancer.does(f"{second}/refund", {"amount": eur(10_000)})
        body = {"amount": eur(10_000), "destination": "acct_ok", "account_id": self.world.freelancer.id}
        self.world.admin.does("/payouts", body)
        for _ in range(3):
            drain(self.container.adapters.unit_of_work(), self.container.reactions.tasks())
            self.container.adapters.sandbox().tick()
            self.world.settle()
        self._say("ALTER TABLE sandbox.movement DROP CONSTRAINT movement_ref_moved_key")
        self._say("CREATE TABLE sandbox.kept AS TABLE sandbox.movement")

    def plant(self, what: str, how: str) -> None:
        moved, first = MOVED[what], FIRST.format(MOVED[what])
        if how == "missing":
            self._say(f"DELETE FROM sandbox.movement WHERE id = {first}")
        elif how == "amount":
            self._say(f"UPDATE sandbox.movement SET amount_minor = amount_minor - 1 WHERE id = {first}")
        elif how == "currency":
            self._say(f"UPDATE sandbox.movement SET currency = 'USD' WHERE id = {first}")
        elif how == "double":
            self._say(AGAIN.format(ref="ref", moved=moved, first=first))
        else:
            self._nobodys(what, moved)

    def mend(self) -> None:
        self._say("DELETE FROM sandbox.movement")
        self._say("INSERT INTO sandbox.movement OVERRIDING SYSTEM VALUE TABLE sandbox.kept")
        self._say("DELETE FROM sandbox.operation WHERE ref = 'nobodys'")

    def dispute(self) -> None:
        self._say(AGAIN.format(ref="ref", moved="charged_back", first=FIRST.format("captured")))

    def bounce(self) -> None:
        self._nobodys("payout", "paid_out", "payout_returned")

    def knows(self, line: Movement) -> bool:
        return line.ref != "nobodys"

    def hear(self) -> None:
        self.mend()

    def _nobodys(self, what: str, *moves: str) -> None:
        first = FIRST.format(MOVED[what])
        self._say(NOBODYS.format(first=first))
        for moved in moves:
            self._say(AGAIN.format(ref="'nobodys'", moved=moved, first=first))

    def _say(self, statement: str) -> None:
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute("SET session_replication_role = replica")
            connection.execute(statement)


class TestSandbox(ReconcilingSuite):
    """tests/suites/reconciling.py at the sandbox."""

    @pytest.fixture
    def till(self, pg_server: Urls, tmp_path: Path) -> Iterator[SandboxTill]:
        with databases.copy(pg_server) as urls:
            url = urls.app_url.replace("+psycopg", "")
            chosen = settings.load({"UPCLONE_DEMO": "1", "DATABASE_URL": url, "UPCLONE_HOME": str(tmp_path)})
            with start._container(chosen, urls) as container:
                world = World(start._app(chosen, container), container.doors(), chosen)
                yield SandboxTill(world, container, conninfo(urls.owner_url))
