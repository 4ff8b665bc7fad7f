"""Signing in, in two steps where there is a second factor, and out."""

from __future__ import annotations

from typing import Final

from flask import Blueprint, abort, make_response, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from upclone.application.people.flows import TicketNeeded
from upclone.application.people.sessions import SignedIn
from upclone.domain.errors import Invalid, NotSignedIn, Refused, SecondFactorRequired
from upclone.domain.people.accounts import Account, AccountRole
from upclone.entrypoints.api.people import identities
from upclone.entrypoints.api.performing import origin
from upclone.entrypoints.web import desk as desks
from upclone.entrypoints.web.desk import desk, done
from upclone.entrypoints.web.forms import Form
from upclone.entrypoints.web.languages import remember, spoken
from upclone.entrypoints.web.people.demo_accounts import ACCOUNTS, DemoAccount
from upclone.entrypoints.web.people.preferences import secure
from upclone.entrypoints.web.rendering import page
from upclone.entrypoints.web.security import local
from upclone.entrypoints.web.words.errors import told

PAGES = Blueprint("signing", __name__)
STAFF: Final = frozenset({AccountRole.MODERATOR, AccountRole.ADMIN})
TICKET: Final = "ticket"
"""What a browser keeps between the password (or the provider) and the code: its kind, the ticket, where to go on."""


@PAGES.get("/sign-in")
def sign_in() -> ResponseReturnValue:
    """The page of signing in; who is signed in goes on."""
    if desk().caller is not None:
        return redirect(local(request.args.get("then"), url_for("dashboards.show")), 303)
    return _page(Form(), request.args.get("then", ""), 200)


@PAGES.post("/sign-in")
def enter() -> ResponseReturnValue:
    """Open a session in this browser, or ask for the code."""
    typed = request.form
    then = local(typed.get("then"), "")
    try:
        signed = desk().doors.sessions.begin(typed.get("email", ""), typed.get("password", ""), origin())
    except TicketNeeded as wanted:
        return ask_for_code("password", wanted.ticket, then)
    except (NotSignedIn, Refused, Invalid) as refusal:
        return _page(Form(typed, {}, told(refusal)), then, 401)
    return entered(signed, then)


def _page(form: Form, then: str, status: int) -> ResponseReturnValue:
    offered = desk().read(identities.offered)
    demo = [each for each, _ in _demo_accounts()]
    return page("people/sign_in.html", status, form=form, then=then, providers=offered.items, demo=demo)


def ask_for_code(kind: str, ticket: str, then: str) -> ResponseReturnValue:
    """Go on to the step of the code. `kind`: what was proven already, the password or a provider's word."""
    session[TICKET] = [kind, ticket, then]
    return redirect(url_for("signing.code"), 303)


def entered(signed: SignedIn, then: str) -> ResponseReturnValue:
    """This browser is signed in; on to where its reader wanted to be."""
    desks.sign_in(signed.account.id, signed.session_id)
    return done(local(then, url_for(home(signed.account))))


def home(account: Account) -> str:
    """The page that somebody begins with: who looks after the marketplace at what waits there."""
    return "overview.show" if account.roles & STAFF else "dashboards.show"


@PAGES.get("/sign-in/code")
def code() -> ResponseReturnValue:
    """The step of the second factor."""
    if TICKET not in session:
        return redirect(url_for("signing.sign_in"), 303)
    return page("people/code.html")


@PAGES.post("/sign-in/code")
def prove() -> ResponseReturnValue:
    """Open the session with a code of the app, or a recovery code."""
    kind, ticket, then = session.get(TICKET, ("", "", ""))
    doors, typed = desk().doors, request.form
    finish = doors.identities.confirm if kind == "provider" else doors.sessions.finish
    try:
        signed = finish(ticket, typed.get("code", ""), origin())
    except SecondFactorRequired as wrong:
        return page("people/code.html", 401, form=Form(typed, {"code": told(wrong)}))
    except NotSignedIn as over:
        session.pop(TICKET, None)
        return _page(Form(problem=told(over)), then, 401)
    except Refused as often:
        return page("people/code.html", 429, form=Form(typed, {}, told(often)))
    return entered(signed, then)


@PAGES.post("/sign-in/demo")
def demo() -> ResponseReturnValue:
    """Be one of the people of a demonstration."""
    found = next((account for each, account in _demo_accounts() if each.key == request.form.get("as")), None)
    if found is None:
        abort(404)
    entering = make_response(entered(desk().doors.sessions.open(found.id, origin()), request.form.get("then", "")))
    return remember(entering, spoken(), secure())  # one reads on in the language of the page that one pressed at


def _demo_accounts() -> list[tuple[DemoAccount, Account]]:
    """Those that there are, in a demonstration; elsewhere none."""
    if not desk().performing.options.demo:
        return []
    with desk().doors.unit_of_work() as work:
        found = [(each, work.accounts.by_email(each.email)) for each in ACCOUNTS]
    return [(each, account) for each, account in found if account is not None and account.roles >= each.roles]


@PAGES.post("/sign-out")
def leave() -> ResponseReturnValue:
    """End this session."""
    caller = desk().caller
    if caller is not None and caller.session_id is not None:
        desk().doors.sessions.revoke(caller.actor, caller.session_id)
    desks.sign_out()
    return done(url_for("front.front"), gettext("You are signed out."))
