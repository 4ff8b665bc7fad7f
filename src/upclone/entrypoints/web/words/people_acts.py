"""How operations on one's own account and profile are called: on buttons, and in the log of what operators do."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from flask_babel import lazy_gettext as _

from upclone.entrypoints.api.people import (
    addresses,
    factors,
    identities,
    leaving,
    passwords,
    portfolios,
    profiles,
    roles,
    sessions,
    tokens,
)
from upclone.entrypoints.web.words.tones import Act, plainly

ACTS: Final[Mapping[Callable[..., Any], Act]] = {
    sessions.logout: plainly(_("Sign out")),
    sessions.revoke: plainly(_("End a session")),
    sessions.revoke_others: plainly(_("End all other sessions")),
    addresses.ask_change: plainly(_("Change the e-mail address")),
    passwords.change: plainly(_("Change the password")),
    factors.enrol: plainly(_("Set up a second factor")),
    factors.confirm: plainly(_("Confirm a second factor")),
    factors.renew_codes: plainly(_("Make new recovery codes")),
    factors.disable: plainly(_("Switch off the second factor")),
    tokens.make: plainly(_("Make a personal access token")),
    tokens.revoke: plainly(_("Revoke a personal access token")),
    identities.link: plainly(_("Link a way to sign in")),
    identities.unlink: plainly(_("Unlink a way to sign in")),
    roles.choose: plainly(_("Choose one’s roles")),
    roles.assign: plainly(_("Give or take a role")),
    profiles.edit: plainly(_("Change the profile")),
    portfolios.add: plainly(_("Add a work")),
    portfolios.edit: Act(_("Change a work"), _("Change"), page="/account/portfolio/{id}"),
    portfolios.remove: plainly(_("Remove a work")),
    portfolios.arrange: plainly(_("Put works in order")),
    leaving.leave: plainly(_("Leave the marketplace")),
    leaving.come_back: plainly(_("Come back to the marketplace")),
}
