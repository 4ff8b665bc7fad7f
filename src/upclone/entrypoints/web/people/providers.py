"""Signing in through Google, LinkedIn or another provider, and adding one to an account, in a browser's own session.

A provider sends every browser back to the API, which sends on to `/auth/<provider>/callback` what it did not begin.
"""

from __future__ import annotations

from typing import Final

from flask import Blueprint, redirect, request, session
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from upclone.application.people.flows import TicketNeeded
from upclone.application.people.identities import Arrival, Departure
from upclone.application.people.sessions import SignedIn
from upclone.application.ports.identities import ProviderName
from upclone.domain.errors import Invalid, NotFound, TooMany, Unavailable, UpcloneError
from upclone.domain.people import accounts
from upclone.domain.people.accounts import AccountRole
from upclone.entrypoints.api.people import identities
from upclone.entrypoints.api.people.identities import AnswerQuery
from upclone.entrypoints.api.performing import origin, persistently
from upclone.entrypoints.api.problem import status_of
from upclone.entrypoints.web.desk import desk, done
from upclone.entrypoints.web.forms import Refusal, query_of, refused
from upclone.entrypoints.web.people.joining import SIDES
from upclone.entrypoints.web.people.signing import ask_for_code, entered
from upclone.entrypoints.web.rendering import page
from upclone.entrypoints.web.security import local
from upclone.entrypoints.web.words.errors import told, told_of_fields

PAGES = Blueprint("providers", __name__)
FLOW: Final = "flow"
"""What a browser keeps until it comes back from a provider: its flow, and where to go on."""


@PAGES.get("/auth/<provider>/start")
def start(provider: str) -> ResponseReturnValue:
    """Leave for a provider to sign in; an account that is opened is for the side that `role` names."""
    roles = frozenset(map(AccountRole, SIDES.get(request.args.get("role", ""), SIDES["both"])))
    try:
        departure = desk().doors.identities.begin(provider, roles)
    except Unavailable as away:
        return _failed(provider, away)
    return _leave(departure, local(request.args.get("then"), ""))


@PAGES.post("/account/identities/<provider>/link")
def link(provider: str) -> ResponseReturnValue:
    """Begin to add a provider to one's account, with the password that proves who asks."""
    caller, flows = desk().must_be_signed_in(), desk().doors.identities
    accounts.may_act(caller.account)
    assert caller.session_id is not None
    password = request.form.get("password", "")[:200]
    try:
        prepared = flows.begin_link(caller.actor, caller.session_id, provider, password)
        departure = flows.leave_to_link(provider, prepared.kept)
    except (Invalid, TooMany) as wrong:
        form = told_of_fields(refused(wrong, request.form))
        return page("people/link.html", status_of(wrong), form=form, provider=_named(provider), url="")
    except Unavailable as away:
        return _failed(provider, away)
    session[FLOW] = [departure.kept, ""]
    return page("people/link.html", provider=_named(provider), url=departure.url)


@PAGES.get("/account/identities/<provider>")
def about_link(provider: str) -> ResponseReturnValue:
    """What adding a provider means, and the password that it takes."""
    desk().must_be_signed_in()
    return page("people/link.html", provider=_named(provider), url="")


@PAGES.get("/account/identities/<provider>/unlink")
def about_unlink(provider: str) -> ResponseReturnValue:
    """What removing a provider means, and the password that it takes."""
    desk().must_be_signed_in()
    return page("people/unlink.html", title=_title(provider))


@PAGES.post("/account/identities/<provider>/unlink")
def unlink(provider: str) -> ResponseReturnValue:
    """Remove a provider from one's account."""
    try:
        desk().do(identities.unlink, provider=provider)
    except Refusal as refusal:
        return page("people/unlink.html", refusal.status, form=refusal.form, title=_title(provider))
    address = f"{request.script_root}/account/security#identities"
    return done(address, gettext("%(provider)s opens your account no more.", provider=_title(provider)))


@PAGES.get("/auth/<provider>/callback")
def back(provider: str) -> ResponseReturnValue:
    """Come back: signed in, asked for a code, with one more way in, or told why not."""
    kept, then = session.pop(FLOW, ("", ""))
    answer = query_of(AnswerQuery, request.args)
    arrival = Arrival(provider, answer.state, answer.code, answer.error, answer.iss, kept)
    try:
        arrived = persistently(lambda: desk().doors.identities.arrive(arrival, origin()))
    except TicketNeeded as wanted:
        return ask_for_code("provider", wanted.ticket, then)
    except NotFound:
        raise
    except UpcloneError as refusal:
        return _failed(provider, refusal)
    if isinstance(arrived, SignedIn):
        return entered(arrived, then)
    address = f"{request.script_root}/account/security#identities"
    return done(address, gettext("%(provider)s opens your account from now on.", provider=_named(provider).title))


def _leave(departure: Departure, then: str) -> ResponseReturnValue:
    session[FLOW] = [departure.kept, then]
    return redirect(departure.url, 303)


def _named(provider: str) -> ProviderName:
    """A provider that is set up. Raises NotFound."""
    found = next((each for each in desk().doors.identities.offered() if each.name == provider), None)
    if found is None:
        raise NotFound("provider", provider)
    return found


def _title(provider: str) -> str:
    """What people call a provider, set up or not any more."""
    found = {each.name: each.title for each in desk().doors.identities.offered()}
    return found.get(provider, provider.capitalize())


def _failed(provider: str, refusal: UpcloneError) -> ResponseReturnValue:
    return page("people/provider_failed.html", status_of(refusal), provider=_named(provider), words=told(refusal))
