"""Settings of the machine that upclone runs on."""

from __future__ import annotations

from typing import Final

from flask_babel import lazy_gettext as _

from upclone.entrypoints.web.words.admin_settings_about import About, Group, Unit

_SERVER: Final = {
    "base_url": About(
        _("Address of the marketplace"),
        _("What people and gateways see: links in letters lead there."),
        unset=_("from host and port"),
    ),
    "host": About(
        _("Listens on"), _("The address of this machine that it answers on; 127.0.0.1 is for a proxy before it.")
    ),
    "port": About(_("Port"), _("Where it listens.")),
    "proxies": About(
        _("Proxies of yours"),
        _("How many stand before it and add to X-Forwarded-For. Too few, and everybody shares the proxy’s address."),
    ),
    "server_threads": About(
        _("Requests at the same time"), _("In each process; each has a connection to the database.")
    ),
    "worker_threads": About(_("Jobs at the same time"), _("In each process: letters, payments and deadlines.")),
    "redis_url": About(
        _("Redis"),
        _("Where several processes count attempts together."),
        unset=_("each process counts by itself"),
    ),
    "secret_key": About(
        _("Secret key"),
        _("Signs tokens, the links of letters and the audit, in at least 32 characters. Changing it ends all of them."),
        unset=_("required, but in the demo"),
    ),
    "home": About(
        _("Data folder"),
        _("Where the embedded database and files lie. Back it up."),
        unset=_("the user’s data folder"),
    ),
    "log_level": About(_("Detail of the log"), _("At info, one line of JSON is written for each request.")),
    "demo": About(
        _("Demonstration"), _("Invented people, test money and a clock that can be moved. Never for real deals.")
    ),
    "failpoint": About(
        _("Deliberate crash"),
        _("Kills the process at its n-th commit boundary. Only for tests of what survives."),
        unset=_("never"),
    ),
}
_DATABASE: Final = {
    "database_url": About(
        _("Database"), _("Your own PostgreSQL 15 to 18, and who the application is to it."), unset=_("the embedded one")
    ),
    "database_owner_url": About(
        _("Owner of the database"),
        _("The role that migrates, where the application’s may not."),
        unset=_("the same as the application’s"),
    ),
    "statement_timeout_ms": About(
        _("Longest statement"), _("No statement of a request takes longer; it is given up."), Unit.MILLISECONDS
    ),
    "lock_timeout_ms": About(
        _("Longest wait for a lock"), _("No request waits longer for another that writes the same."), Unit.MILLISECONDS
    ),
}

GROUPS: Final[tuple[Group, ...]] = (
    Group(_("The server"), icon="gauge", settings=_SERVER),
    Group(_("The database"), icon="layers", settings=_DATABASE),
)
