"""Review: what rules find in a brief that a moderator should see before others do. Each says what it found and why.

The rules prefer to let pass: what they hold back wrongly costs an honest client hours, what they miss a moderator
can still remove.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Final

from attrs import frozen

from upclone.domain.errors import Invalid
from upclone.domain.market.briefs import Brief, Duration, Finding, Payment
from upclone.domain.market.rounds import Ask
from upclone.domain.market.suspicions import SUSPICIONS, Suspicion
from upclone.domain.money import EXPONENTS, Money
from upclone.domain.people.profiles import Level

A_COPY: Final = Finding("copy", "description", "", "Its text is nearly that of another job.")
"""What is said of a job whose text is another's; see likeness.py."""

LONGEST_EXCERPT: Final = 80
_AROUND: Final = 30
_LONG: Final = 5  # letters from which a word in capitals is no abbreviation
_WORD: Final = re.compile(r"[^\W\d_]+")


@frozen
class Folded:
    """A text as the patterns read it, and where each of its letters stood in what was written."""

    text: str
    places: tuple[int, ...]
    written: str

    def excerpt(self, start: int, end: int) -> str:
        """What was written where a pattern matched."""
        first, last = self.places[start], self.places[end - 1]
        return " ".join(self.written[first : last + 1].split())[:LONGEST_EXCERPT]


def review(brief: Brief) -> tuple[Finding, ...]:
    """Everything that the rules find: in the texts, each rule once a field, and in the budget."""
    return (*suspected(_texts(brief)), *_manners(brief), *_budget(brief))


def suspected(texts: Iterable[tuple[str, str]]) -> Iterator[Finding]:
    """What the rules find in texts, each with the name of its field: each rule once a field."""
    for field, written in texts:
        folded = fold(written)
        yield from (each for suspicion in SUSPICIONS if (each := _suspected(suspicion, field, folded)))


def check_offer(brief: Brief, ask: Ask) -> None:
    """Check the texts of a direct offer, which its freelancer reads at once. Raises Invalid with what was found, why,
    and the way on: a job for the invited alone has the same reader, and a moderator who may let it pass."""
    plan = enumerate(ask.plan or ())
    steps = ((f"milestones.{number}", f"{step.title}\n{step.description}") for number, step in plan)
    for found in suspected((*_texts(brief), ("note", ask.note), *steps)):
        on = f"Take it out, or ask by a job for the invited alone, which a moderator can let pass ({found.rule})"
        raise Invalid(found.field, f"has {found.excerpt!r}: {found.words} {on}")


def fold(written: str) -> Folded:
    """Lower case without accents; letters and digits of any width or ornament as their plain ones."""
    letters: list[str] = []
    places: list[int] = []
    for place, letter in enumerate(written):
        plain = _plain(letter)
        letters.append(plain)
        places.extend([place] * len(plain))
    return Folded("".join(letters), tuple(places), written)


@cache
def _plain(letter: str) -> str:
    if letter in "\u2019\u2018\u02bc":
        return "'"
    if unicodedata.category(letter) == "Pd":
        return "-"
    parts = unicodedata.normalize("NFKD", letter).lower()
    plain = "".join(part for part in parts if unicodedata.category(part) not in ("Mn", "Me", "Cf"))
    return "".join(" " if part.isspace() and part != "\n" else part for part in plain)


def _texts(brief: Brief) -> Iterator[tuple[str, str]]:
    yield "title", brief.title
    yield "description", brief.description
    yield from ((f"questions.{number}", question) for number, question in enumerate(brief.questions))


def _suspected(suspicion: Suspicion, field: str, folded: Folded) -> Finding | None:
    for match in suspicion.pattern.finditer(folded.text):
        around = folded.text[max(0, match.start() - _AROUND) : match.end() + _AROUND]
        if suspicion.unless is None or not suspicion.unless.search(around):
            return Finding(suspicion.rule, field, folded.excerpt(match.start(), match.end()), suspicion.words)
    return None


def _manners(brief: Brief) -> Iterator[Finding]:
    for field, written, fewest in (("title", brief.title, 3), ("description", brief.description, 8)):
        long = [word for word in _WORD.findall(written) if len(word) >= _LONG]
        loud = [word for word in long if word.isupper()]
        if len(loud) >= fewest and 2 * len(loud) > len(long):
            yield Finding("shouting", field, " ".join(loud)[:LONGEST_EXCERPT], "Capital letters read as shouting.")


# ---------------------------------------------------------------------------------------------------------- budgets

# Hundredths of a currency that are about one euro: enough to tell a slip from a price, and for nothing else.
_A_EURO: Final = {
    "AED": 400, "AUD": 165, "BGN": 196, "BHD": 41, "BRL": 620, "CAD": 155, "CHF": 95, "CNY": 790, "COP": 450_000,
    "CZK": 2_500, "DKK": 746, "EUR": 100, "GBP": 86, "HKD": 860, "HUF": 40_000, "IDR": 1_800_000, "ILS": 400,
    "INR": 9_500, "ISK": 15_000, "JOD": 78, "JPY": 17_000, "KRW": 155_000, "KWD": 34, "MAD": 1_070, "MXN": 2_050,
    "MYR": 480, "NGN": 170_000, "NOK": 1_170, "NZD": 190, "OMR": 42, "PHP": 6_400, "PLN": 430, "RON": 505,
    "SAR": 410, "SEK": 1_110, "SGD": 148, "THB": 3_700, "TND": 335, "TRY": 4_500, "TWD": 3_500, "UAH": 4_700,
    "UGX": 410_000, "USD": 112, "VND": 2_800_000, "XAF": 65_600, "XOF": 65_600, "ZAR": 2_050,
}  # fmt: skip

# In euros. The least that a fixed job of a stated length can be about, and the most that any is believed at once.
_LEAST_BY_DURATION: Final = {Duration.DAYS: 10, Duration.WEEKS: 40, Duration.MONTHS: 200, Duration.LONG: 500}
_LEAST: Final = 1
_MOST: Final = 1_000_000
_HOURLY_LEAST: Final = {None: 2, Level.ENTRY: 2, Level.INTERMEDIATE: 4, Level.EXPERT: 8}
_HOURLY_MOST: Final = 1_000


def euros(amount: Money) -> int | None:
    """About so many whole euros, rounded down; None where nobody has said what the currency is worth."""
    rate = _A_EURO.get(amount.currency)
    return None if rate is None else amount.amount_minor * 100 // (10 ** EXPONENTS[amount.currency] * rate)


def _budget(brief: Brief) -> Iterator[Finding]:
    worth = euros(brief.budget)
    if worth is None:
        return
    if brief.payment is Payment.HOURLY:
        least, most, what = _HOURLY_LEAST[brief.level], _HOURLY_MOST, "an hour"
    else:
        least = _LEAST_BY_DURATION[brief.duration] if brief.duration else _LEAST
        most, what = _MOST, "all of the work"
    if worth < least:
        yield Finding("budget_low", "budget", str(brief.budget), f"It can hardly pay for {what}: is a digit missing?")
    elif worth > most:
        yield Finding("budget_high", "budget", str(brief.budget), f"It is unusually much for {what}: is it a slip?")
