"""People who talk to the API, and a deal at any point of its life, all by HTTP."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import cached_property
from itertools import count
from typing import Any
from uuid import UUID

from flask import Flask
from werkzeug.test import TestResponse

from upclone.domain.people.sessions import Origin
from upclone.entrypoints.api.auth import Tokens
from upclone.entrypoints.doors import Doors
from upclone.entrypoints.settings import Settings

API = "/api/v1"
PASSWORD = "correct horse battery"
_NUMBERS = count(1)


def eur(minor: int) -> dict[str, Any]:
    return {"amount_minor": minor, "currency": "EUR"}


class Person:
    """Somebody with a token, or a visitor without; `why` is what an operator always says."""

    def __init__(self, app: Flask, token: str | None, id: str = "", why: str = "") -> None:
        self.app, self.token, self.id, self.why = app, token, id, why

    @property
    def headers(self) -> dict[str, str]:
        why = {"Upclone-Reason": self.why} if self.why else {}
        return {"Authorization": f"Bearer {self.token}", **why} if self.token else {}

    def call(self, method: str, path: str, key: str | None = None, **options: Any) -> TestResponse:
        headers = {**self.headers, **({"Idempotency-Key": key} if key else {}), **options.pop("headers", {})}
        where = path if path.startswith("/") and path.startswith(API) else API + path
        return self.app.test_client().open(where, method=method, headers=headers, **options)

    def get(self, path: str, **options: Any) -> TestResponse:
        return self.call("GET", path, **options)

    def post(self, path: str, body: Any = None, **options: Any) -> TestResponse:
        return self.call("POST", path, json=body if body is not None else {}, **options)

    def put(self, path: str, body: Any = None, **options: Any) -> TestResponse:
        return self.call("PUT", path, json=body if body is not None else {}, **options)

    def does(self, path: str, body: Any = None, method: str = "POST") -> Any:
        """A command that succeeds: its answer."""
        answer = self.call(method, path, json=body if body is not None else {})
        assert answer.status_code in (200, 201, 202), answer.text
        return answer.json

    def sees(self, path: str) -> Any:
        """A read that succeeds: its answer."""
        answer = self.get(path)
        assert answer.status_code == 200, answer.text
        return answer.json


class World:
    """The application, and the people that most tests need."""

    def __init__(self, app: Flask, doors: Doors, settings: Settings) -> None:
        self.app, self.doors, self.settings = app, doors, settings

    @cached_property
    def tokens(self) -> Tokens:
        return Tokens(self.settings.secret_key, timedelta(minutes=15))

    def newcomer(self, *roles: str) -> Person:
        number = next(_NUMBERS)
        body = {"email": f"p{number}@example.org", "password": PASSWORD, "name": f"Person {number}"}
        answer = self.app.test_client().post(f"{API}/users/signup", json={**body, "roles": list(roles)})
        assert answer.status_code == 201, answer.text
        return Person(self.app, answer.json["token"], answer.json["account"]["id"])

    def operator(self) -> Person:
        account = self.doors.accounts.create_admin(f"op{next(_NUMBERS)}@example.org", PASSWORD, "Operator")
        opened = self.doors.sessions.open(account.id, Origin())
        return Person(self.app, self.tokens.issue(account.id, opened.session_id), str(account.id), "It was asked for.")

    def session_of(self, person: Person) -> tuple[UUID, UUID]:
        """The account and the session that a person's token names."""
        assert person.token is not None
        return self.tokens.read(person.token)

    @cached_property
    def client(self) -> Person:
        return self.newcomer("client")

    @cached_property
    def freelancer(self) -> Person:
        return self.newcomer("freelancer")

    @cached_property
    def stranger(self) -> Person:
        return self.newcomer("freelancer", "client")

    @cached_property
    def admin(self) -> Person:
        return self.operator()

    @cached_property
    def moderator(self) -> Person:
        """Somebody whom an operator made one."""
        chosen = self.newcomer("client")
        self.admin.does(f"/users/{chosen.id}/roles", {"give": ["moderator"]})
        return chosen

    @cached_property
    def visitor(self) -> Person:
        return Person(self.app, None)

    def settle(self) -> None:
        """The reconciler's round: every gateway operation that waits is asked about, or asked for."""
        self.admin.does("/sandbox/clock", {"seconds": 20})
        self.doors.operations.poll()

    def job(self) -> str:
        body = {"title": "A logo", "description": "Warm and simple.", "budget": eur(90000)}
        return str(self.client.does("/jobs", body)["id"])

    def bid(self, job: str) -> str:
        plan = [{"title": title, "amount": eur(30000)} for title in ("One", "Two", "Three")]
        body = {"price": eur(90000), "cover_letter": "Gladly.", "milestones": plan}
        return str(self.freelancer.does(f"/jobs/{job}/bid", body)["id"])

    def invited(self) -> dict[str, Any]:
        """An invitation of the freelancer to a job of the client's, that waits for its answer."""
        body = {"freelancer_id": self.freelancer.id, "message": "Your bread labels are lovely."}
        return self.client.does(f"/jobs/{self.job()}/invitations", body)  # type: ignore[no-any-return]

    def direct(self) -> dict[str, Any]:
        """A direct offer of the client's to the freelancer, that waits for its answer."""
        body = {"freelancer_id": self.freelancer.id, "title": "Labels", "description": "Six.", "price": eur(60000)}
        return self.client.does("/offers", body)  # type: ignore[no-any-return]

    def offered(self) -> dict[str, Any]:
        job = self.job()
        return self.client.does(f"/jobs/{job}/hire", {"proposal_id": self.bid(job)}, "PUT")  # type: ignore[no-any-return]

    def signed(self) -> dict[str, Any]:
        """An active contract with three milestones of 300.00 EUR."""
        contract = self.offered()
        self.client.does(f"/contracts/{contract['id']}/sign")
        return self.freelancer.does(f"/contracts/{contract['id']}/sign")  # type: ignore[no-any-return]

    def fund(self, contract: str, milestone: str, method: str = "tok_answered") -> dict[str, Any]:
        body = {"milestone_id": milestone, "amount": eur(30000), "payment_method": method}
        return self.client.does(f"/contracts/{contract}/payment", body)  # type: ignore[no-any-return]

    def funded(self, milestones: int = 1) -> dict[str, Any]:
        """An active contract whose first milestones are held."""
        contract = self.signed()
        for milestone in contract["milestones"][:milestones]:
            self.fund(contract["id"], milestone["id"])
        self.settle()
        return self.client.sees(f"/contracts/{contract['id']}")  # type: ignore[no-any-return]

    def hourly(self) -> dict[str, Any]:
        """An active contract of 80.00 EUR an hour and 20 hours a week, by UTC; nothing is held for it yet."""
        body = {"title": "Painting", "description": "By the hour.", "payment": "hourly", "budget": eur(8000)}
        job = self.client.does("/jobs", body)["id"]
        bid = self.freelancer.does(f"/jobs/{job}/bid", {"price": eur(8000), "weekly_limit_hours": 20})
        hire = {"proposal_id": bid["id"], "time_zone": "UTC", "review_days": 3, "answer_days": 2}
        contract = self.client.does(f"/jobs/{job}/hire", hire, "PUT")
        self.client.does(f"/contracts/{contract['id']}/sign")
        return self.freelancer.does(f"/contracts/{contract['id']}/sign")  # type: ignore[no-any-return]

    def worked(self, seconds: int = 3600, contract: str = "") -> dict[str, Any]:
        """Time by the timer under an hourly contract, a new one where none is named."""
        at = contract or self.hourly()["id"]
        self.begin_of_a_minute(seconds)
        self.freelancer.does(f"/contracts/{at}/timer/start", {"memo": "The first coat."})
        self.admin.does("/sandbox/clock", {"seconds": seconds})
        return self.freelancer.does(f"/contracts/{at}/timer/stop")  # type: ignore[no-any-return]

    def begin_of_a_minute(self, seconds: int) -> None:
        """Whatever time it is: what comes begins with a minute, and ends in the same week."""
        now = datetime.fromisoformat(self.admin.sees("/sandbox/clock")["now"])
        late = (now + timedelta(seconds=seconds + 120)).weekday() < now.weekday()
        self.admin.does("/sandbox/clock", {"seconds": 61 - now.second + (seconds if late else 0)})

    @property
    def operator_email(self) -> str:
        """The admin's address, for the command line."""
        return str(self.admin.sees("/users/profile")["email"])

    def disputed(self) -> dict[str, Any]:
        """A dispute over the first milestone of a contract, opened by the client."""
        contract = self.funded()
        body = {"milestone_id": contract["milestones"][0]["id"], "reason": "Half is missing.", "statement": "See."}
        return self.client.does(f"/contracts/{contract['id']}/disputes", body)  # type: ignore[no-any-return]


Made = Callable[[World], str]


def bill(world: World, contract: str) -> None:
    """Issue what a contract's releases ask for, as the job would."""
    with world.doors.unit_of_work() as work:
        rows = work.transaction.all(  # type: ignore[attr-defined]  # PostgreSQL's
            "SELECT id FROM event WHERE contract_id = %(id)s AND name = 'FundsDischarged' ORDER BY seq",
            {"id": contract},
        )
        events = [(id, work.events.get(id)) for (id,) in rows]
    for id, event in events:
        world.doors.papers.issue(id, event)
