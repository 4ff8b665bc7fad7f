"""Work by the hour over the API: charged, timed, reviewed, questioned, paid and proven, on the sandbox."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, time, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import psycopg
import pytest
from click.testing import CliRunner

from tests import databases
from tests.api_world import World, eur
from tests.draining import drain
from upclone.adapters.embedded import Urls
from upclone.entrypoints import settings, start
from upclone.entrypoints.cli.main import upclone

DAY, HOUR = 86_400, 3_600


class Days(World):
    """A world in which time passes, with all that follows from it."""

    run: Callable[[], None]
    env: dict[str, str]

    def pass_time(self, seconds: int) -> None:
        """The clock moves on, and the worker does what is due."""
        self.admin.does("/sandbox/clock", {"seconds": seconds})
        self.run()

    def charged(self, contract: str, token: str = "tok_answered") -> Any:
        """The client says how hours are charged, and the gateway answers."""
        said = self.client.does(f"/contracts/{contract}/billing", {"payment_method": token}, "PUT")
        self.run()
        return said

    def weeks(self, contract: str) -> list[dict[str, Any]]:
        """Those of a contract that have begun, oldest first."""
        found = self.client.sees(f"/contracts/{contract}/timesheets")["items"]
        return [each for each in reversed(found) if each["state"] != "planned"]


@pytest.fixture(scope="module")
def urls(pg_server: Urls) -> Iterator[Urls]:
    with databases.copy(pg_server) as copied:
        yield copied


@pytest.fixture(scope="module")
def world(urls: Urls, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Days]:
    """The whole application, and its jobs in the hands of the test."""
    home = str(tmp_path_factory.mktemp("home"))
    env = {"UPCLONE_DEMO": "1", "DATABASE_URL": urls.app_url.replace("+psycopg", ""), "UPCLONE_HOME": home}
    chosen = settings.load(env)
    with start._container(chosen, urls) as container:
        tasks, store = container.reactions.tasks(), container.adapters.unit_of_work()

        def run() -> None:
            tasks.sweep()
            while drain(store, tasks):
                tasks.sweep()

        world = Days(start._app(chosen, container), container.doors(), chosen)
        world.run, world.env = run, env
        now = datetime.now(UTC)
        monday = datetime.combine(now.date() + timedelta(days=7 - now.weekday()), time(9), UTC)
        world.admin.does("/sandbox/clock", {"seconds": int((monday - now).total_seconds())})
        yield world


@pytest.fixture(scope="module")
def story(world: Days) -> dict[str, Any]:
    """A contract in whose first week one hour, two and three were worked, and that week closed."""
    contract = world.hourly()["id"]
    assert world.charged(contract)["billing_gateway"] == "sandbox"
    entries = [world.worked(hours * HOUR, contract) for hours in (1, 2, 3)]
    world.pass_time(7 * DAY)
    return {"contract": contract, "week": entries[0]["timesheet_id"], "entries": [each["id"] for each in entries]}


def test_the_limit_is_held_before_anybody_works(world: Days):
    """Twenty hours and the fee on them; a week says what is covered, and what is not."""
    contract = world.hourly()["id"]
    world.worked(HOUR, contract)
    [week] = world.weeks(contract)
    assert (week["amount"], week["covered"], week["uncovered"]) == (eur(8_000), eur(0), eur(8_000))
    world.charged(contract)
    [payment] = world.client.sees(f"/contracts/{contract}")["payments"]
    assert (payment["state"], payment["held"]) == ("held", eur(164_800))
    [week] = world.weeks(contract)
    assert (week["covered"], week["uncovered"]) == (eur(8_000), eur(0))


def test_a_closed_week_is_reviewed_previewed_and_paid(world: Days, story: dict[str, Any]):
    """Segments are questioned, the rest is paid to the cent that the preview told, an operator rules on one; meanwhile
    the next week goes on, and what the first had used was charged again, once."""
    week, (_, second, third) = story["week"], story["entries"]
    sheet = world.client.sees(f"/timesheets/{week}")
    assert (sheet["state"], sheet["minutes"], sheet["amount"]) == ("in_review", 360, eur(48_000))
    assert {each["move"] for each in sheet["actions"]} == {"approve"}
    world.client.does(f"/time/{second}/question", {"reason": "What was it?"})
    world.client.does(f"/time/{third}/question", {"reason": "So long?"})
    foreseen = world.client.does(f"/timesheets/{week}/approve/preview")
    released = [line for line in foreseen["postings"] if line["account"].startswith("freelancer_available")]
    assert [line["amount"] for line in released] == [eur(7_200)]
    assert world.client.sees(f"/timesheets/{week}")["state"] == "in_review"
    paid = world.client.does(f"/timesheets/{week}/approve")
    assert (paid["state"], paid["billed_minutes"], paid["paid"]) == ("approved", 60, eur(8_000))
    world.freelancer.does(f"/time/{third}/withdraw")
    world.freelancer.does(f"/time/{second}/stand-by", {"answer": "The second coat."})
    assert world.client.post(f"/time/{second}/rule", {"paid": True, "reason": "x"}).status_code == 409
    world.admin.does(f"/time/{second}/rule", {"paid": True, "reason": "It was agreed."})
    done = world.freelancer.sees(f"/timesheets/{week}")
    assert (done["state"], done["paid"], done["minutes"]) == ("paid", eur(24_000), 180)
    assert [each["state"] for each in done["entries"]] == ["billed", "billed", "withdrawn"]
    world.run()
    payments = world.client.sees(f"/contracts/{story['contract']}")["payments"]
    assert [each["work"] for each in payments] == [eur(160_000), eur(48_000)]
    left = sum(each["work"]["amount_minor"] - each["released"]["amount_minor"] for each in payments)
    assert left == 160_000 + 24_000, "three hours were withdrawn after they had been asked for again"
    assert [each["state"] for each in world.weeks(story["contract"])] == ["paid", "open"]


def test_refusals_name_their_rule(world: Days, story: dict[str, Any]):
    """For a program to act on."""
    contract = story["contract"]
    now = world.admin.sees("/sandbox/clock")["now"]
    day = now[:10]
    tomorrow = {"started_at": f"{day}T00:00:00Z", "ended_at": f"{int(day[:4]) + 1}{day[4:]}T00:00:00Z", "reason": "x"}
    answer = world.freelancer.post(f"/contracts/{contract}/time", tomorrow)
    assert (answer.status_code, answer.json["rule"]) == (403, "in_the_future")
    old = {"started_at": "2020-01-06T00:00:00Z", "ended_at": "2020-01-06T01:00:00Z", "reason": "x"}
    assert world.freelancer.post(f"/contracts/{contract}/time", old).json["rule"] == "week_closed"
    assert world.freelancer.post(f"/contracts/{contract}/timer/stop").json["rule"] == "no_timer"
    fixed = world.signed()["id"]
    assert world.freelancer.post(f"/contracts/{fixed}/timer/start").json["rule"] == "not_hourly"


def test_one_timer_is_shown_and_switched(world: Days, story: dict[str, Any]):
    """Wherever it runs, its freelancer sees it; nobody else has it."""
    contract = story["contract"]
    world.freelancer.does(f"/contracts/{contract}/timer/start", {"memo": "One."})
    world.pass_time(HOUR)
    running = world.freelancer.sees("/timer")["running"]
    assert (running["memo"], running["minutes"], running["state"]) == ("One.", 60, "running")
    assert world.client.sees("/timer")["running"] is None
    assert world.freelancer.post(f"/contracts/{contract}/timer/start").json["rule"] == "timer_running"
    second = world.freelancer.does(f"/contracts/{contract}/timer/switch", {"memo": "Two.", "idle_minutes": 15})
    first = world.client.sees(f"/time/{running['id']}")
    assert (first["minutes"], first["state"], second["memo"]) == (45, "logged", "Two.")
    assert (first["started_local"][-6:], first["salt"]) == ("+00:00", None)
    world.pass_time(HOUR)
    world.freelancer.does(f"/contracts/{contract}/timer/stop")
    edited = {"started_at": first["started_at"], "ended_at": first["ended_at"], "memo": "Three.", "reason": "A slip."}
    assert world.freelancer.does(f"/time/{first['id']}", edited, "PUT")["by_hand"] is True
    assert world.freelancer.does(f"/time/{second['id']}/delete")["state"] == "deleted"


def test_a_declined_charge_rests_the_contract_until_another_succeeds(world: Days):
    """Both read it among their notifications."""
    contract = world.hourly()["id"]
    world.charged(contract, "tok_declined")
    rests = world.freelancer.sees(f"/contracts/{contract}")
    assert (rests["state"], rests["paused_by"]) == ("paused", "gateway")
    for person in (world.client, world.freelancer):
        told = {each["event"]: each["about"] for each in person.sees("/notifications")["items"]}
        assert told["HoursChargeFailed"] == rests["title"], "they say what they are about"
    assert world.freelancer.post(f"/contracts/{contract}/timer/start").status_code == 409
    world.charged(contract)
    assert world.client.sees(f"/contracts/{contract}")["state"] == "active"


def test_what_was_committed_to_is_verified(world: Days, urls: Urls, story: dict[str, Any], tmp_path: Path):
    """From the database, and from the file that each side has; an altered entry is named, and the exit code is 7."""
    contract = story["contract"]

    def verify(what: str, exit: int = 0) -> Any:
        result = CliRunner(env=world.env).invoke(upclone, ["timesheets", "verify", what, "--json"])
        assert result.exit_code == exit, result.output
        return json.loads(result.stdout)

    assert verify(contract)["sound"] is True
    proofs = {}
    for name, person in (("client", world.client), ("freelancer", world.freelancer)):
        proofs[name] = tmp_path / f"{name}.json"
        proofs[name].write_text(json.dumps(person.sees(f"/contracts/{contract}/timesheets/proof")))
    seen = {name: verify(str(path)) for name, path in proofs.items()}
    assert all(each["sound"] for each in seen.values())
    assert seen["client"]["revealed"] < seen["freelancer"]["revealed"] == seen["freelancer"]["commitments"]
    entry = story["entries"][1]
    altered = proofs["freelancer"].read_text().replace("The first coat.", "The last coat.", 1)
    proofs["freelancer"].write_text(altered)
    assert verify(str(proofs["freelancer"]), exit=7)["flaw"].endswith("is not what was committed to")
    with psycopg.connect(urls.owner_url.replace("+psycopg", ""), autocommit=True) as owner:
        owner.execute("UPDATE time_entry SET memo = 'Two coats.' WHERE id = %s", [entry])
        assert entry in verify(contract, exit=7)["flaw"]
        owner.execute("UPDATE time_entry SET memo = 'The first coat.' WHERE id = %s", [entry])
        owner.execute("UPDATE timesheet SET root = repeat('0', 64) WHERE id = %s", [story["week"]])
        assert "root" in verify(contract, exit=7)["flaw"]


def test_an_operator_closes_a_week_by_command(world: Days):
    """Shown first, then done, once."""
    contract = world.hourly()["id"]
    entry = world.worked(HOUR, contract)
    words = ["timesheets", "close-week", contract, "--as", world.operator_email, "--json", "--reason", "Asked by both."]
    shown = CliRunner(env=world.env).invoke(upclone, [*words, "--dry-run"])
    assert json.loads(shown.stdout)["done"] is False, shown.output
    assert world.client.sees(f"/timesheets/{entry['timesheet_id']}")["state"] == "open"
    done = CliRunner(env=world.env).invoke(upclone, [*words, "--yes"])
    assert json.loads(done.stdout)["done"] is True, done.output
    assert world.client.sees(f"/timesheets/{entry['timesheet_id']}")["state"] == "in_review"
    assert CliRunner(env=world.env).invoke(upclone, [*words, "--yes"]).exit_code == 3


def test_files_of_an_entry_are_both_sides_own(world: Days, story: dict[str, Any]):
    """The client reads what the freelancer attached; a stranger does not; another's file is refused."""
    contract = story["contract"]

    def upload(person: Any) -> str:
        data = {"file": (BytesIO(b"What was done, in words."), "notes.txt")}
        answer = person.call("POST", "/files", data=data, content_type="multipart/form-data")
        assert answer.status_code == 201, answer.text
        return str(answer.json["id"])

    world.pass_time(HOUR)
    start_at = world.admin.sees("/sandbox/clock")["now"][:14]
    world.pass_time(2 * HOUR)
    body = {"started_at": f"{start_at}00:00Z", "ended_at": f"{start_at}30:00Z", "reason": "No network."}
    mine, theirs = upload(world.freelancer), upload(world.client)
    assert world.freelancer.post(f"/contracts/{contract}/time", {**body, "attachments": [theirs]}).status_code == 422
    world.freelancer.does(f"/contracts/{contract}/time", {**body, "attachments": [mine]})
    assert world.client.get(f"/files/{mine}").status_code == 200
    assert world.stranger.get(f"/files/{mine}").status_code == 404
