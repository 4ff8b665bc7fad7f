"""Weeks of work by the hour: what they commit to, verified; and closing one before its time."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any
from uuid import UUID

import click

from upclone.application.reads.deals import HistoryRow
from upclone.application.reads.paging import Slice
from upclone.domain.deals import commitments
from upclone.domain.deals.commitments import Claim, Sheet
from upclone.domain.deals.timesheets import State
from upclone.domain.errors import Invalid, NotFound
from upclone.entrypoints.cli.desk import ID, Orders, acting, opened, perform, uuid_of, with_json
from upclone.entrypoints.cli.exits import Unsound
from upclone.entrypoints.cli.lists import DESK
from upclone.entrypoints.cli.output import emit
from upclone.entrypoints.doors import Doors

PAGE = 500


@click.group()
def timesheets() -> None:
    """Verify what hours were committed to; close a week."""


@timesheets.command()
@click.argument("contract_or_file", metavar="CONTRACT|FILE")
@with_json
def verify(contract_or_file: str) -> None:
    """Compute every commitment again, and name the first that is wrong (exit code 7).

    Of a contract in the database, against its history too; or of a file that GET /contracts/{id}/timesheets/proof gave.
    """
    path = Path(contract_or_file)
    if path.is_file():
        sheets, flaw = (read := _of_file(path)), commitments.flaw(read)
    else:
        with opened() as doors:
            sheets, recorded = _of_contract(doors, uuid_of(contract_or_file))
        flaw = commitments.flaw(sheets) or _unlike(sheets, recorded)
    claims = [claim for sheet in sheets for claim in sheet.claims]
    facts = {
        "weeks": len(sheets),
        "commitments": len(claims),
        "revealed": sum(claim.facts is not None for claim in claims),
    }
    emit(lambda: {"sound": flaw is None, **facts, "flaw": flaw}, lambda: _verdict(facts, flaw))
    if flaw is not None:
        raise Unsound(f"the timesheets were altered: {flaw}")


@timesheets.command("close-week")
@click.argument("contract", type=ID)
@acting
def close_week(contract: UUID, orders: Orders) -> None:
    """Close the open week of a contract before its end: nothing more is logged in it, and the client reviews it."""
    with opened() as doors:
        page = doors.hour_reads.weeks(DESK, contract, Slice(PAGE))
        if page is None:
            raise NotFound("contract", str(contract))
        week = next((each.sheet for each in page.items if each.sheet.state is State.OPEN), None)
        if week is None:
            raise NotFound("open week of the contract", str(contract))
        question = f"Close the week of {week.starts_on}?"
        perform(doors, orders, question, lambda actor: doors.timesheets.close(actor, week.id))


def _verdict(facts: Mapping[str, int], flaw: str | None) -> str:
    looked = ", ".join(f"{name} {count}" for name, count in facts.items())
    if flaw is None:
        return f"{click.style('✓', fg='green')} {looked}: all as they were committed to."
    return f"{click.style('✗', fg='red')} {looked}: {flaw}"


def _of_file(path: Path) -> tuple[Sheet, ...]:
    try:
        return tuple(
            Sheet(sheet["name"], sheet["root"], tuple(_claim(each) for each in sheet["claims"]))
            for sheet in json.loads(path.read_text(encoding="utf-8"))["sheets"]
        )
    except (ValueError, KeyError, TypeError) as wrong:
        raise Invalid("file", f"{path} is no proof of timesheets: {wrong}") from wrong


def _claim(claim: Mapping[str, Any]) -> Claim:
    facts = claim["facts"]
    return Claim(claim["name"], claim["commitment"], None if facts is None else tuple(facts))


def _of_contract(doors: Doors, contract: UUID) -> tuple[tuple[Sheet, ...], dict[str, str]]:
    """What lies in the database, and what the contract's history says of it."""
    sheets = doors.hour_reads.proof(DESK, contract)
    if sheets is None:
        raise NotFound("contract", str(contract))
    recorded = {}
    for row in _history(doors, contract):
        if "commitment" in row.facts:
            recorded[f"the time entry {row.subject_id}"] = str(row.facts["commitment"])
        elif "root" in row.facts:
            recorded[f"the week of {row.facts['starts_on']}"] = str(row.facts["root"])
    return sheets, recorded


def _history(doors: Doors, contract: UUID) -> Iterator[HistoryRow]:
    after = 0
    while rows := doors.deals.history(DESK, contract, after, PAGE):
        yield from rows
        after = rows[-1].seq


def _unlike(sheets: Sequence[Sheet], recorded: Mapping[str, str]) -> str | None:
    """The first that the contract's history knows otherwise."""
    for sheet in sheets:
        for claim in sheet.claims:
            if claim.commitment != recorded.get(claim.name, claim.commitment):
                return f"{claim.name} is not what the history says"
        if sheet.root is not None and sheet.root != recorded.get(sheet.name):
            return f"the root of {sheet.name} is not what the history says"
    return None
