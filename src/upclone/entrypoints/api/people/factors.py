"""One's second factor."""

from __future__ import annotations

from typing import Annotated

from pydantic import ConfigDict, Field

from upclone.application.people.factors import Enrolment
from upclone.entrypoints.api.people.signing import Code, Password, done
from upclone.entrypoints.api.routing import Call, Routes
from upclone.entrypoints.api.schemas import Body, Shape, shaped

ROUTES = Routes("Second factor", "Codes of an authenticator app (TOTP), asked for at sign-in, and recovery codes.")


class StandingShape(Shape):
    """Whether signing in asks for a code, and how many recovery codes are left."""

    model_config = ConfigDict(title="SecondFactor")

    enabled: bool
    recovery_codes_left: int


class ByPassword(Body):
    """The password, which proves who asks."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"password": "correct horse battery"}]})

    password: Password


class ByCode(Body):
    """A code of the app."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"code": "492039"}]})

    code: Code


class ByBoth(Body):
    """The password, and a code of the app or a recovery code."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"password": "correct horse battery", "code": "492039"}]})

    password: Password
    code: Code


class EnrolmentShape(Shape):
    """What an authenticator app needs: scan `otpauth` as a QR code, or type `secret`. Told once: null when the answer
    is repeated for its key."""

    model_config = ConfigDict(title="Enrolment")

    secret: str | None
    otpauth: str | None


class RecoveryCodesShape(Shape):
    """Ten codes for the day when the app is lost, each good for once. Told once: null when the answer is repeated for
    its key."""

    model_config = ConfigDict(title="RecoveryCodes")

    codes: Annotated[list[str] | None, Field(examples=[["k7mq2-x4n9p", "…"]])]


@ROUTES.read("/users/second-factor", secures=True)
def standing(call: Call) -> StandingShape:
    """Read whether one has a second factor."""
    return shaped(StandingShape, call.doors.second_factors.standing(call.actor))


def _enrolled(call: Call, enrolment: Enrolment) -> EnrolmentShape:
    return EnrolmentShape(secret=enrolment.secret, otpauth=enrolment.address)


@ROUTES.move(
    "POST",
    "/users/second-factor",
    answers=_enrolled,
    status=201,
    previewed=False,
    statuses=(429,),
    secures=True,
    told_once=("secret", "otpauth"),
)
def enrol(call: Call, body: ByPassword) -> Enrolment:
    """Begin to set up a second factor: a secret for one's app. It counts once it is confirmed by a code."""
    return call.doors.second_factors.enrol(call.actor, body.password)


def _codes(call: Call, codes: tuple[str, ...]) -> RecoveryCodesShape:
    return RecoveryCodesShape(codes=list(codes))


@ROUTES.move(
    "POST",
    "/users/second-factor/confirm",
    answers=_codes,
    previewed=False,
    statuses=(429,),
    secures=True,
    told_once=("codes",),
)
def confirm(call: Call, body: ByCode) -> tuple[str, ...]:
    """Confirm the second factor by a code of one's app: from now on, signing in asks for one.

    Answers ten recovery codes. Keep them: nobody can ask for them again.
    """
    return call.doors.second_factors.confirm(call.actor, body.code)


@ROUTES.move(
    "POST",
    "/users/second-factor/recovery-codes",
    answers=_codes,
    previewed=False,
    statuses=(429,),
    secures=True,
    told_once=("codes",),
)
def renew_codes(call: Call, body: ByBoth) -> tuple[str, ...]:
    """Get ten new recovery codes instead of those before."""
    return call.doors.second_factors.renew_codes(call.actor, body.password, body.code)


@ROUTES.move("POST", "/users/second-factor/disable", answers=done, previewed=False, statuses=(429,), secures=True)
def disable(call: Call, body: ByBoth) -> None:
    """Take the second factor away: signing in asks for the password alone."""
    call.doors.second_factors.disable(call.actor, body.password, body.code)
