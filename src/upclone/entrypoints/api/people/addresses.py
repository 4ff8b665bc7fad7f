"""One's e-mail address: proven, changed, defended."""

from __future__ import annotations

from pydantic import ConfigDict

from upclone.application.ports.quotas import Quota
from upclone.entrypoints.api.people.profiles import AccountShape, account_shape
from upclone.entrypoints.api.people.signing import Acknowledged, Email, LinkToken, Password, evenly
from upclone.entrypoints.api.routing import Access, Call, Routes
from upclone.entrypoints.api.schemas import Body

ROUTES = Routes("E-mail addresses", "Proving one's address, changing it, and objecting to a change.")

ON_ITS_WAY = "If the address waits for it, a letter is on its way."


class WhichAddress(Body):
    """An address."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"email": "ada@example.org"}]})

    email: Email


class ByLink(Body):
    """The proof that a letter carries."""

    token: LinkToken


class ChangeAddress(Body):
    """Another address, and the password that proves who asks."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"email": "ada@example.com", "password": "correct horse battery"}]}
    )

    email: Email
    password: Password


@ROUTES.call(
    "POST", "/users/email/resend", access=Access.EVERYBODY, status=202, quota=Quota.LETTERS_CLIENT, secures=True
)
def resend(call: Call, body: WhichAddress) -> Acknowledged:
    """Ask once more for the letter that proves an address.

    It answers alike, and takes as long, whatever the address is.
    """
    with evenly(0.15):
        call.doors.addresses.ask_again(body.email)
    return Acknowledged(detail=ON_ITS_WAY)


@ROUTES.call("POST", "/users/email/verify", access=Access.EVERYBODY, quota=Quota.LINKS, secures=True)
def verify(call: Call, body: ByLink) -> AccountShape:
    """Prove one's address, by the link of a letter. It is good for once, and for three days."""
    return account_shape(call, call.doors.addresses.verify(body.token))


def _asked(call: Call, _: object) -> Acknowledged:
    return Acknowledged(detail=ON_ITS_WAY)


@ROUTES.move("POST", "/users/email/change", answers=_asked, status=202, previewed=False, statuses=(429,), secures=True)
def ask_change(call: Call, body: ChangeAddress) -> None:
    """Ask for another address: a letter with a link goes there.

    It answers alike whether the address is taken or not; one that is taken gets no letter.
    """
    call.doors.addresses.ask_change(call.actor, body.email, body.password)


@ROUTES.call("POST", "/users/email/confirm", access=Access.EVERYBODY, quota=Quota.LINKS, secures=True)
def confirm(call: Call, body: ByLink) -> AccountShape:
    """Change one's address, by the link in the new mailbox. It is good for once, and for a day.

    All sessions end. The old address is told, with a link to object.
    """
    return account_shape(call, call.doors.addresses.change(body.token))


@ROUTES.call("POST", "/users/email/object", access=Access.EVERYBODY, quota=Quota.LINKS, secures=True)
def object_to_it(call: Call, body: ByLink) -> AccountShape:
    """Object to a change of address, by the link in the old mailbox. It is good for once, and for a week.

    The old address is the account's again. Its sessions, its keys of scripts and its password end, and so does a second
    factor that is younger than a day before the change; a letter with a link that sets another password follows.
    """
    return account_shape(call, call.doors.addresses.object(body.token))
