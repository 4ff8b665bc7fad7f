"""Both books while they are compared, line by line.

Lines are matched by the key that upclone gave, then by the gateway's name for the operation; first those that agree to
the cent, then those that do not. Effects are signed minor units: what the balance at the gateway grew by.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Final
from uuid import UUID

from attrs import define, field, frozen

from upclone.domain.payments.findings import Finding, Reason
from upclone.domain.payments.lines import RETURNS, OnItsWay, Ours, Theirs, What
from upclone.domain.payments.reconciliation import MARGIN

_TRIPS: Final = frozenset({What.REFUND, What.REFUND_RETURNED, What.PAYOUT, What.PAYOUT_RETURNED})


@frozen
class Period:
    """[since, until) is judged; what happened after `until` may find its partner later."""

    since: datetime
    until: datetime

    def judges(self, at: datetime) -> bool:
        """Whether a line of this time must have its partner."""
        return self.since <= at < self.until


@frozen
class Match:
    """What came of it. `young`, by currency, is what the two books may still tell differently: least and most."""

    matched: int
    theirs: int
    ours: int
    findings: tuple[Finding, ...]
    explained: Mapping[str, int]
    young: Mapping[str, tuple[int, int]]


def match(
    gateway: str, theirs: Iterable[Theirs], ours: Iterable[Ours], period: Period, transits: Iterable[OnItsWay] = ()
) -> Match:
    """Pair the lines of both books. `ours` are those of every gateway, so that one in the wrong place is seen;
    `transits` what is on its way at this one."""
    books = _Books(gateway, period)
    for mine in ours:
        books.take(mine)
    for way in transits:
        books.expect(way.line(gateway))
    left = [each for each in theirs if not books.pair_exactly(each)]
    for each in books.there_and_back(left):
        books.pair_loosely(each)
    books.leave()
    return books.result()


def balances(matched: Match, here: Mapping[str, int], there: Mapping[str, int], at: datetime) -> Iterator[Finding]:
    """Where the two balances differ by more than the findings and what is on its way explain."""
    for currency in sorted({*here, *there}):
        least, most = matched.young.get(currency, (0, 0))
        expected = here.get(currency, 0) + matched.explained.get(currency, 0)
        if not least <= there.get(currency, 0) - expected <= most:
            yield Finding(Reason.BALANCE_DIFFERS, currency, expected, there.get(currency, 0), at)


@define
class _Books:
    """Both books while they are compared. A line leaves `_free` when it has its partner."""

    gateway: str
    period: Period
    matched: int = 0
    seen: int = 0
    kept: int = 0
    findings: list[Finding] = field(factory=list)
    explained: dict[str, int] = field(factory=lambda: defaultdict(int))
    young: dict[str, list[int]] = field(factory=lambda: defaultdict(lambda: [0, 0]))
    _free: dict[tuple[UUID, str], Ours] = field(factory=dict)
    _by_key: dict[str, list[Ours]] = field(factory=lambda: defaultdict(list))
    _by_ref: dict[str, list[Ours]] = field(factory=lambda: defaultdict(list))
    _by_line: dict[str, Ours] = field(factory=dict)
    _fees: dict[str, Ours] = field(factory=dict)
    _elsewhere: dict[str, Ours] = field(factory=dict)
    _never_left: dict[str, Ours] = field(factory=dict)
    _ways: dict[str, Ours] = field(factory=dict)

    def take(self, mine: Ours) -> None:
        if mine.gateway != self.gateway:
            for name in filter(None, (mine.key, mine.ref)):
                self._elsewhere[name] = mine
            return
        if not mine.effect and mine.key:
            self._never_left[mine.key] = mine
            return
        self.kept += 1
        self._free[mine.entry, mine.gateway] = mine
        if mine.line is not None:
            self._by_line[mine.line] = mine
        elif mine.what is What.FEE and mine.ref:
            self._fees[mine.ref] = mine
            if mine.about:
                self._by_ref[mine.about].append(mine)
        else:
            self._name(mine)

    def expect(self, mine: Ours) -> None:
        """It has a partner or it has not: the gateway may not have heard of it yet."""
        self._free[mine.entry, mine.gateway] = mine
        self._name(mine)
        for name in filter(None, (mine.key, mine.ref)):
            self._ways[name] = mine

    def _name(self, mine: Ours) -> None:
        if mine.key:
            self._by_key[mine.key].append(mine)
        for name in filter(None, {mine.ref, mine.about}):
            self._by_ref[name].append(mine)

    def pair_exactly(self, each: Theirs) -> bool:
        self.seen += 1
        apart = self._by_line.pop(each.id, None)
        if apart is not None:  # posted whole, after fees
            self.matched += 1
            del self._free[apart.entry, apart.gateway]
            return True
        agreeing = (
            found
            for found in self._partners(each)
            if (found.effect, found.currency) == (each.effect, each.currency) and self._is_free(found)
        )
        mine = next(agreeing, None)
        if mine is None:
            return False
        self._pair(each, mine)
        return True

    def there_and_back(self, left: Iterable[Theirs]) -> Iterator[Theirs]:
        """Without what left and came back before anybody here heard that it had left: it is matched as a whole."""
        trips: dict[str, list[Theirs]] = defaultdict(list)
        for each in left:
            if each.key in self._never_left and each.what in _TRIPS:
                trips[each.key].append(each)
            else:
                yield each
        for key, trip in trips.items():
            if sum(each.effect for each in trip) or len({each.currency for each in trip}) > 1:
                yield from trip
                continue
            self.matched += len(trip)
            for each in trip:
                self._fee(each, self._never_left[key])

    def pair_loosely(self, each: Theirs) -> None:
        partners = list(self._partners(each))
        if each.what is What.FEE:  # of one payment there may be several: its own, and a chargeback's
            partners = [found for found in partners if self._is_free(found) or found.effect == each.effect]
        mine = next((found for found in partners if self._is_free(found)), None)
        way = self._ways.get(each.key or each.ref)
        if mine is None and way is not None and each.what in RETURNS and each.currency == way.currency:
            self._came_back(each, way)
            return
        if mine is None:
            self._alone(each, Reason.DUPLICATE_THERE if partners else Reason.MISSING_HERE)
            return
        self._pair(each, mine)
        reason = Reason.AMOUNT_DIFFERS if mine.currency == each.currency else Reason.CURRENCY_DIFFERS
        self._found(reason, each, mine.effect, each.effect, mine)
        if not mine.on_its_way:
            self._explain(mine.currency, mine.at, -mine.effect)
            self._explain(each.currency, each.at, each.effect)

    def leave(self) -> None:
        """What of ours has no partner."""
        for mine in self._free.values():
            if mine.on_its_way:
                if not self.period.since - MARGIN <= mine.at < self.period.until:  # no report would tell
                    self._swing(mine.currency, mine.effect)
                continue
            if not self.period.judges(mine.at):
                self._may(mine.currency, mine.at, -mine.effect)
                continue
            reason = Reason.FEE_DIFFERS if mine.what is What.FEE else Reason.MISSING_THERE
            there = 0 if mine.what is What.FEE else None
            here = abs(mine.effect) if mine.what is What.FEE else mine.effect
            finding = Finding(reason, mine.currency, here, there, mine.at, "", mine.ref or mine.key or "", mine.entry)
            self.findings.append(finding)
            self.explained[mine.currency] -= mine.effect

    def result(self) -> Match:
        found = tuple(sorted(self.findings, key=lambda each: (each.at, each.line, str(each.entry))))
        young = {currency: (least, most) for currency, (least, most) in self.young.items()}
        return Match(self.matched, self.seen, self.kept, found, dict(self.explained), young)

    def _partners(self, each: Theirs) -> Iterator[Ours]:
        if each.what is What.FEE:
            yield from filter(None, (self._fees.get(each.ref), self._fees.get(each.key or "")))
        named = (*self._by_key.get(each.key or "", ()), *self._by_ref.get(each.ref, ()))
        for found in named:
            alike = found.effect * each.effect > 0 if each.what is What.OTHER else found.what is each.what
            if alike:
                yield found

    def _is_free(self, mine: Ours) -> bool:
        return (mine.entry, mine.gateway) in self._free

    def _pair(self, each: Theirs, mine: Ours) -> None:
        self.matched += 1
        self._free.pop((mine.entry, mine.gateway), None)
        if mine.on_its_way:  # what it cost is booked when it is paid
            self.explained[each.currency] += each.effect - each.fee
        else:
            self._fee(each, mine)

    def _came_back(self, each: Theirs, way: Ours) -> None:
        """What is on its way here has returned there: the news is late, and the money is no stranger's."""
        self._found(Reason.AMOUNT_DIFFERS, each, way.effect, way.effect + each.effect)
        self.explained[each.currency] += each.effect - each.fee

    def _fee(self, each: Theirs, mine: Ours | None) -> None:
        """What the gateway kept of it is booked apart."""
        refs = (each.ref, mine.ref if mine else None)
        booked = next((found for ref in refs if ref and (found := self._fees.get(ref)) and self._is_free(found)), None)
        if not each.fee or each.what is What.FEE:
            return
        if booked is not None:
            self._free.pop((booked.entry, booked.gateway))
            if (booked.effect, booked.currency) == (-each.fee, each.currency):
                return
            self._explain(booked.currency, booked.at, -booked.effect)
        follows = booked and mine and mine.currency != each.currency and booked.effect == -each.fee
        if not follows:  # that the fee is in another currency, too, is no mistake of its own
            self._found(Reason.FEE_DIFFERS, each, -booked.effect if booked else 0, each.fee, booked)
        self._explain(each.currency, each.at, -each.fee)

    def _alone(self, each: Theirs, reason: Reason) -> None:
        if not self.period.judges(each.at):
            self._may(each.currency, each.at, each.effect - each.fee)
            return
        other = self._elsewhere.get(each.key or "") or self._elsewhere.get(each.ref)
        wrong = reason is Reason.MISSING_HERE and other is not None
        here = other.effect if wrong and other else None
        came = each.effect - each.fee
        self._found(Reason.WRONG_GATEWAY if wrong else reason, each, here, came, other if wrong else None)
        self.explained[each.currency] += came

    def _found(self, reason: Reason, each: Theirs, here: int | None, there: int, mine: Ours | None = None) -> None:
        if self.period.judges(each.at):
            entry = mine.entry if mine and not mine.on_its_way else None
            found = Finding(reason, each.currency, here, there, each.at, each.id, each.ref, entry)
            self.findings.append(found)

    def _explain(self, currency: str, at: datetime, effect: int) -> None:
        if self.period.since <= at:
            self.explained[currency] += effect

    def _may(self, currency: str, at: datetime, effect: int) -> None:
        """Too young to be judged: the balance may have it or not."""
        if at >= self.period.until:
            self._swing(currency, effect)

    def _swing(self, currency: str, effect: int) -> None:
        self.young[currency][effect > 0] += effect
