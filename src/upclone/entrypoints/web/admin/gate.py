"""The door of the administration: everything below /admin is for the people who work for the marketplace."""

from __future__ import annotations

from flask import Blueprint

from upclone.domain.errors import Refused
from upclone.domain.people import accounts
from upclone.entrypoints.web.desk import desk

ONLY = "This is for the people who work for the marketplace."


def for_moderators(name: str) -> Blueprint:
    """Pages for moderators and operators."""
    made = Blueprint(name, __name__, url_prefix="/admin")
    made.before_request(_moderators)
    return made


def for_operators(name: str) -> Blueprint:
    """Pages for operators alone: people, deals, money, and how the marketplace is set up."""
    made = Blueprint(name, __name__, url_prefix="/admin")
    made.before_request(_operators)
    return made


def _moderators() -> None:
    caller = desk().must_be_signed_in()
    accounts.may_act(caller.account)
    if not caller.actor.moderates:
        raise Refused(ONLY)


def _operators() -> None:
    caller = desk().must_be_signed_in()
    accounts.may_act(caller.account)
    if not caller.actor.is_operator:
        raise Refused(ONLY)
