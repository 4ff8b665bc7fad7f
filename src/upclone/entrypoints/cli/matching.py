"""The matching formula: written down for people, from the weights that are used."""

from __future__ import annotations

from pathlib import Path

import click

from upclone.domain.market import factors
from upclone.domain.market.matching import FORMULA
from upclone.domain.market.recommending import TOLD_OF_A_JOB, WORTH_TELLING
from upclone.domain.market.scores import MOST, WEIGHTS
from upclone.domain.market.standing import PRIOR_REVIEWS, PRIOR_STARS
from upclone.entrypoints.cli.desk import with_json
from upclone.entrypoints.cli.output import emit

_HEAD = """# Matching

How well a freelancer fits a job is a sum of whole points, {most:,} at most. The same formula recommends jobs to
freelancers (`GET /api/v1/recommendations/jobs`) and freelancers to a job's client
(`GET /api/v1/jobs/{{id}}/recommendations`). Every recommendation carries its parts, which sum to its score, the
reason of each, and what would raise it most: found by scoring again with each thing done. Nobody loses points by
being better, cheaper, nearer, sooner or quicker to answer.

It looks at nothing else: no names, no pictures, no activity. This page is written by `upclone matching draw` from
the weights.

| factor | points | what it gives |
|---|---|---|
"""
_TAIL = """
## The numbers in it
- **A skill's weight** is 2 where most open jobs ask for it, and one more for each time that it is asked for half as
  often. A skill that is only welcome weighs half.
- **Mastery** where the job names no level: {mastery}, and one more for each year up to five. Where it names one:
  {short} percent for reaching it, for one level below, and for two.
- **A fixed price** is taken to pay for {hours} hours: days, weeks, months, longer.
- **Somebody without reviews** counts as somebody with {reviews} reviews of {stars} stars.
- **A newcomer** came less than {days} days ago and completed fewer than {contracts} contracts.

## Whom it looks at
Some hundreds out of very many, by the rarest skills first: what shares two of them, then what shares one; of
freelancers the newest as well, whatever they have done so far. Never anybody suspended or not listed, never one's
own job, and nothing with a proposal.

## Being told
When a job opens, the {told} whom it fits best are told of it, those with {worth} points or more, and nobody of more
than `UPCLONE_RECOMMENDATIONS_PER_DAY` jobs a day.

## Does it find the right people?
`make evaluate` compares it with simpler rankings on markets that chance made, in which a hidden model that is not
this formula decides who is chosen. The weights were not fitted to them. Generated markets say which ranking is
better there; they promise nothing about real people.
"""


@click.group()
def matching() -> None:
    """Write down the matching formula."""


@matching.command()
@click.option(
    "--to",
    type=click.Path(dir_okay=False, path_type=Path),
    default=Path("docs/matching.md"),
    show_default=True,
    help="The file to write.",
)
@with_json
def draw(to: Path) -> None:
    """Write docs/matching.md."""
    before = to.read_text(encoding="utf-8") if to.exists() else None
    to.write_text(page(), encoding="utf-8")
    changed = before != page()
    emit(lambda: {"path": str(to), "changed": changed}, lambda: f"{to}: {'written' if changed else 'is up to date'}")


def page() -> str:
    """The whole of docs/matching.md."""
    rows = [f"| {factor} | {WEIGHTS[factor]} | {_about(score)} |" for factor, score in FORMULA.items()]
    tail = _TAIL.format(
        mastery=", ".join(f"{level} {percent} percent" for level, percent in factors.MASTERY.items()),
        short=", ".join(map(str, factors.SHORT)),
        hours=", ".join(map(str, factors.HOURS.values())),
        reviews=PRIOR_REVIEWS,
        stars=PRIOR_STARS // 100,
        days=factors.NEW_DAYS,
        contracts=factors.NEW_CONTRACTS,
        told=TOLD_OF_A_JOB,
        worth=WORTH_TELLING,
    )
    return _HEAD.format(most=MOST) + "\n".join(rows) + "\n" + tail


def _about(score: object) -> str:
    return " ".join((score.__doc__ or "").split())
