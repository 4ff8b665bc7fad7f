"""One's password: changed, or set anew by a letter."""

from __future__ import annotations

from pydantic import ConfigDict

from upclone.application.ports.quotas import Quota
from upclone.entrypoints.api.people.addresses import WhichAddress
from upclone.entrypoints.api.people.signing import Acknowledged, Done, LinkToken, NewPassword, Password, done, evenly
from upclone.entrypoints.api.routing import Access, Call, Routes
from upclone.entrypoints.api.schemas import Body

ROUTES = Routes("Passwords", "Changing one's password, and what to do when it is forgotten.")


class ResetPassword(Body):
    """The proof that a letter carries, and another password."""

    token: LinkToken
    password: NewPassword


class ChangePassword(Body):
    """The present password, and another."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"present_password": "correct horse battery", "password": "an unlikely walrus"}]
        }
    )

    present_password: Password
    password: NewPassword


@ROUTES.call(
    "POST", "/users/password/forgot", access=Access.EVERYBODY, status=202, quota=Quota.LETTERS_CLIENT, secures=True
)
def forgot(call: Call, body: WhichAddress) -> Acknowledged:
    """Ask for a letter with a link that sets another password.

    It answers alike, and takes as long, whether there is such an account or not.
    """
    with evenly(0.15):
        call.doors.passwords.forgot(body.email)
    return Acknowledged(detail="If there is an account with this address, a letter is on its way.")


@ROUTES.call("POST", "/users/password/reset", access=Access.EVERYBODY, quota=Quota.LINKS, secures=True)
def reset(call: Call, body: ResetPassword) -> Done:
    """Set another password, by the link of a letter. It is good for once, and for an hour.

    All sessions and all personal access tokens end. A second factor stays, unless the address
    was never proven before.
    """
    call.doors.passwords.reset(body.token, body.password)
    return Done(done=True)


@ROUTES.move("POST", "/users/password", answers=done, previewed=False, statuses=(429,), secures=True)
def change(call: Call, body: ChangePassword) -> None:
    """Change one's password. All other sessions end; personal access tokens stay."""
    assert call.caller is not None
    call.doors.passwords.change(call.actor, call.caller.session_id, body.present_password, body.password)
