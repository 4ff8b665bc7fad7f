"""What each setting is called and does, by subject: for the page of settings and the table in docs/operating.md."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from math import ceil
from typing import Final

from attrs import frozen
from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _

from upclone.entrypoints.shown import Shown
from upclone.entrypoints.web.words import admin_settings_machine as machine
from upclone.entrypoints.web.words import admin_settings_market as market
from upclone.entrypoints.web.words import admin_settings_money as money
from upclone.entrypoints.web.words.admin_settings_about import About, Group, Unit


@frozen
class Told:
    """A setting as the page tells it. `value` and `usual` are words, empty where there is nothing to show."""

    shown: Shown
    about: About
    value: str
    usual: str


GROUPS: Final[tuple[Group, ...]] = (*market.GROUPS, *money.GROUPS, *machine.GROUPS)

ABOUT: Final[Mapping[str, About]] = {name: about for group in GROUPS for name, about in group.settings.items()}

_UNITS: Final[Mapping[Unit, Callable[[int, str], str]]] = {
    Unit.DAYS: lambda count, shown: ngettext("%(shown)s day", "%(shown)s days", count, shown=shown),
    Unit.MINUTES: lambda count, shown: ngettext("%(shown)s minute", "%(shown)s minutes", count, shown=shown),
    Unit.SECONDS: lambda count, shown: ngettext("%(shown)s second", "%(shown)s seconds", count, shown=shown),
    Unit.MILLISECONDS: lambda _count, shown: gettext("%(shown)s ms", shown=shown),
    Unit.MIB: lambda _count, shown: gettext("%(shown)s MiB", shown=shown),
    Unit.A_DAY: lambda _count, shown: gettext("%(shown)s a day", shown=shown),
    Unit.MIB_A_DAY: lambda _count, shown: gettext("%(shown)s MiB a day", shown=shown),
}
_TRUTHS: Final = {"True": _("yes"), "False": _("no")}


def told(shown: Shown, number: Callable[[float], str] = str) -> Told:
    """A setting in the reader's language; `number` writes figures as it does."""
    about = ABOUT[shown.name]
    return Told(shown, about, _said(about, shown.value, number), _said(about, shown.usual, number))


def of_group(group: Group, rows: Iterable[Told]) -> list[Told]:
    """The rows of a group's settings, in its order: a provider to sign in through is a row of its own."""
    return [row for name in group.settings for row in rows if row.shown.name == name]


def _said(about: About, value: str | None, number: Callable[[float], str]) -> str:
    if not value:
        return ""
    if about.unit is not None:
        count = float(value)
        return _UNITS[about.unit](ceil(count), number(int(count) if count.is_integer() else count))
    return str(about.values.get(value) or _TRUTHS.get(value) or value)
