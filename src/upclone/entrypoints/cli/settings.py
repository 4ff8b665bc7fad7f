"""Which settings are in force. Secrets and passwords are never shown."""

from __future__ import annotations

import re
from typing import Any

import click
from dotenv import dotenv_values

from upclone.entrypoints.cli.desk import with_json
from upclone.entrypoints.cli.output import Column, emit, table
from upclone.entrypoints.settings import Settings, environment, load, variable

_SECRET = frozenset(
    name for name, about in Settings.model_fields.items() if not about.repr and not name.endswith("_url")
)
"""Of addresses only the password is kept."""


@click.command("settings")
@with_json
def command() -> None:
    """Show what is set, and where each value comes from."""
    given = environment()
    settings = load(given)
    in_file = dotenv_values(".env")
    rows = [_row(name, getattr(settings, name), given, in_file) for name in Settings.model_fields]
    columns = [
        Column("variable", lambda row: row["variable"]),
        Column("value", lambda row: row["value"], text=True),
        Column("from", lambda row: row["from"]),
    ]
    emit(lambda: {"items": rows}, lambda: table(columns, rows, "Nothing."))


def _row(name: str, value: Any, given: dict[str, str], in_file: dict[str, str | None]) -> dict[str, str | None]:
    key = variable(name)
    if name == "oidc":  # many variables, of which the secrets are not shown
        names = [each for each in given if each.startswith(f"{key}_")]
        source = "default" if not names else ".env" if set(names) <= set(in_file) else "environment"
        return {"variable": f"{key}_…", "value": ", ".join(each.title for each in value) or None, "from": source}
    source = (
        "default" if not given.get(key, "").strip() else ".env" if in_file.get(key) == given[key] else "environment"
    )
    return {"variable": key, "value": _shown(name, value), "from": source}


def _shown(name: str, value: Any) -> str | None:
    if value is None:
        return None
    if name in _SECRET:
        return "••••••"
    return re.sub(r"(?<=://)([^:@/]*):[^@/]*@", r"\1:••••@", str(value))
