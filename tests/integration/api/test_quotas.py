"""P25: guessing is limited, and nobody learns whether an account exists, where only proven addresses get in."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests import databases
from tests.api_world import PASSWORD, Person, World
from tests.letterbox import letters, link_to
from upclone.adapters.embedded import Urls
from upclone.domain.people.proofs import Purpose
from upclone.entrypoints import settings, start

QUOTAS = (
    "sign_up=4/hour, search=3/minute, letters=2/hour, sign_in_client=6/minute, refresh=2/hour, sign_in_account=8/hour"
)


@pytest.fixture
def strict(pg_server: Urls) -> Iterator[World]:
    """A marketplace that lets in proven addresses alone, with small quotas."""
    with databases.copy(pg_server) as urls:
        env = {
            "UPCLONE_DEMO": "1",
            "UPCLONE_VERIFIED_EMAIL_REQUIRED": "1",
            "UPCLONE_QUOTAS": QUOTAS,
            "DATABASE_URL": urls.app_url.replace("+psycopg", ""),
        }
        chosen = settings.load(env)
        with start._container(chosen, urls) as container:
            yield World(start._app(chosen, container), container.doors(), chosen)


def sign_up(world: World, email: str) -> Any:
    body = {"email": email, "password": PASSWORD, "name": "Ada", "role": "client"}
    return world.visitor.post("/users/signup", body)


def login(world: World, email: str, password: str = PASSWORD, address: str = "127.0.0.1") -> Any:
    body = {"email": email, "password": password}
    return world.visitor.post("/users/login", body, environ_base={"REMOTE_ADDR": address})


def account_of(world: World, email: str) -> str:
    with world.doors.unit_of_work() as work:
        account = work.accounts.by_email(email)
        assert account is not None
        return str(account.id)


def same(answer: Any) -> tuple[int, dict[str, Any]]:
    return answer.status_code, {name: value for name, value in answer.json.items() if name != "request_id"}


def test_signing_up_tells_nobody_who_is_here(strict: World):
    """A new address and a taken one answer alike, and so does signing in before the proof; the reader of the mailbox
    gets in afterwards, and whoever tried with their address does not."""
    first, again = sign_up(strict, "ada@example.org"), sign_up(strict, "ada@example.org")
    assert first.status_code == 202
    assert same(first) == same(again)
    assert same(login(strict, "ada@example.org")) == same(login(strict, "nobody@example.org"))
    token = link_to(strict.doors, account_of(strict, "ada@example.org"), Purpose.VERIFY_EMAIL)
    assert strict.visitor.post("/users/email/verify", {"token": token}).status_code == 200
    session = login(strict, "ada@example.org")
    assert session.status_code == 200
    assert Person(strict.app, session.json["token"]).get("/users/profile").status_code == 200


def test_a_reset_proves_the_address_too(strict: World):
    """Whoever has the link reads the mailbox."""
    sign_up(strict, "ada@example.org")
    strict.visitor.post("/users/password/forgot", {"email": "ada@example.org"})
    token = link_to(strict.doors, account_of(strict, "ada@example.org"), Purpose.RESET_PASSWORD)
    body = {"token": token, "password": "an unlikely walrus"}
    assert strict.visitor.post("/users/password/reset", body).status_code == 200
    assert login(strict, "ada@example.org", "an unlikely walrus").status_code == 200


def test_who_signs_up_again_gets_a_letter_that_helps(strict: World):
    """With it the mailbox's reader gets in, whoever opened the account before."""
    sign_up(strict, "ada@example.org")
    id = account_of(strict, "ada@example.org")
    assert letters(strict.doors, id, Purpose.RESET_PASSWORD) == 0
    for _ in range(3):
        assert sign_up(strict, "ada@example.org").status_code == 202
    assert letters(strict.doors, id, Purpose.RESET_PASSWORD) == 2, "as many as a quota lets pass"
    body = {"token": link_to(strict.doors, id, Purpose.RESET_PASSWORD), "password": "an unlikely walrus"}
    assert strict.visitor.post("/users/password/reset", body).status_code == 200
    assert login(strict, "ada@example.org").status_code == 401
    assert login(strict, "ada@example.org", "an unlikely walrus").status_code == 200


def limited(answer: Any) -> bool:
    assert answer.status_code != 429 or int(answer.headers["Retry-After"]) >= 1
    return bool(answer.status_code == 429)


def test_each_quota_ends_in_429(strict: World):
    """With the time to wait: sign-ups by the client's address, letters by the address that they go to, known or not."""
    assert [limited(sign_up(strict, f"p{number}@example.org")) for number in range(6)] == [False] * 4 + [True] * 2
    for email in ("p0@example.org", "unknown@example.org"):
        asked = [strict.visitor.post("/users/password/forgot", {"email": email}) for _ in range(3)]
        assert [limited(answer) for answer in asked] == [False, False, True]
    searched = [strict.visitor.get(path) for path in ("/jobs", "/freelancers", "/jobs", "/jobs")]
    assert [limited(answer) for answer in searched] == [False, False, False, True]
    tried = [strict.visitor.post("/users/token", {"refresh_token": "x"}) for _ in range(3)]
    assert [limited(answer) for answer in tried] == [False, False, True]


def test_wrong_passwords_are_counted_by_client(strict: World):
    """Across accounts; behind a proxy of ours it would be the address that the proxy names."""
    wrong = [login(strict, f"p{number}@example.org", "not the password") for number in range(7)]
    assert [limited(answer) for answer in wrong] == [False] * 6 + [True]


def test_wrong_passwords_are_counted_by_account(world: World):
    """Ten from one address, whether the account exists or not; right ones are not counted, and whoever comes from
    elsewhere gets in."""
    body = {"email": "guess@example.org", "password": PASSWORD, "name": "Ada", "role": "client"}
    world.visitor.post("/users/signup", body)
    assert [login(world, "guess@example.org").status_code for _ in range(12)] == [200] * 12
    for email in ("guess@example.org", "no.guess@example.org"):
        wrong = [login(world, email, "not the password").status_code for _ in range(11)]
        assert wrong == [401] * 10 + [429]
    assert login(world, "guess@example.org").status_code == 429
    assert login(world, "guess@example.org", address="192.0.2.7").status_code == 200


def test_strangers_lock_nobody_out(strict: World):
    """A hundred wrong passwords from everywhere (here: eight) close an account to the unknown alone: not where its
    holder is signed in, not to their change of password, and not after another was set by a letter."""
    sign_up(strict, "ada@example.org")
    id = account_of(strict, "ada@example.org")
    strict.visitor.post("/users/email/verify", {"token": link_to(strict.doors, id, Purpose.VERIFY_EMAIL)})
    home, elsewhere = "2001:db8:0:1::1", "192.0.2.9"
    ada = Person(strict.app, login(strict, "ada@example.org", address=home).json["token"], id)
    for email in ("ada@example.org", "nobody@example.org"):
        wrong = [login(strict, email, "wrong", f"198.51.100.{number}").status_code for number in range(9)]
        assert wrong == [401] * 8 + [429]
    assert login(strict, "ada@example.org", address=elsewhere).status_code == 429
    assert login(strict, "ada@example.org", address="2001:db8:0:1::2").status_code == 200
    assert login(strict, "nobody@example.org", address=home).status_code == 429
    other = {"present_password": PASSWORD, "password": "an unlikely walrus"}
    assert ada.post("/users/password", other).status_code == 200
    strict.visitor.post("/users/password/forgot", {"email": "ada@example.org"})
    body = {"token": link_to(strict.doors, id, Purpose.RESET_PASSWORD), "password": "a likely walrus"}
    assert strict.visitor.post("/users/password/reset", body).status_code == 200
    assert login(strict, "ada@example.org", "a likely walrus", elsewhere).status_code == 200


def test_a_letter_that_another_asks_for_keeps_none_away(strict: World):
    """Proofs of an address that others ask for bring its holder nothing, and leave the reset open."""
    sign_up(strict, "ada@example.org")
    asked = [strict.visitor.post("/users/email/resend", {"email": "ada@example.org"}) for _ in range(3)]
    assert [limited(answer) for answer in asked] == [False, False, True]
    assert strict.visitor.post("/users/password/forgot", {"email": "ada@example.org"}).status_code == 202
