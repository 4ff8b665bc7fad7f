"""What is running, for the people who run it: each setting with what it would be by itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from attrs import frozen

from upclone.entrypoints.settings import DEMO_SECRET, Settings, variable, with_defaults

_OWN: Final = frozenset({"demo", "host", "port"})
"""Others follow from these; what they would be themselves is a matter of their own."""


@frozen
class Shown:
    """A setting as people may see it: `name` is its field's. `value` is None for a secret; `usual` is what it would be
    by itself, empty where it would be nothing. `is_set`: it is something else."""

    name: str
    variable: str
    value: str | None
    usual: str | None
    is_set: bool


def shown(settings: Settings) -> tuple[Shown, ...]:
    """What is running, for the people who run it. Of what nobody may read it only says whether it is there."""
    usual, found = _usual(settings), []
    for name, about in Settings.model_fields.items():
        value = getattr(settings, name)
        if name == "oidc":
            called = f"{variable(name)}_"
            found += [
                Shown(name, f"{called}{each.name.upper()}", f"{each.title}, {each.issuer}", "", True) for each in value
            ]
            found += [] if value else [Shown(name, f"{called}…", "", "", False)]
            continue
        secret = not about.repr or name.endswith("_key")
        told, by_itself = (None if secret else "" if each is None else str(each) for each in (value, usual[name]))
        found.append(Shown(name, variable(name), told, by_itself, value is not None and value != usual[name]))
    return tuple(found)


def _usual(settings: Settings) -> Mapping[str, Any]:
    """What each would be by itself. What follows from others follows from them as they are: the sender of letters from
    the address of the site, and that from host and port."""
    bound = {name: str(getattr(settings, name)) for name in ("demo", "secret_key", "host", "port")}
    following = with_defaults({**bound, "base_url": settings.base_url})
    following["base_url"] = with_defaults(bound)["base_url"]
    alone = Settings.model_validate({name: value for name, value in following.items() if name not in _OWN})
    return {**dict(alone), "secret_key": DEMO_SECRET if settings.demo else None}
