"""One after the other: what breaks at one is that one's alone, and none who waits behind it waits for ever."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta

from attrs import define, evolve, field, frozen

from upclone.application.ports.store import StoreUnavailable


@define
class Turns:
    """From `take` to `take` to `over`."""

    _broken: list[Exception] = field(factory=list, init=False)

    def take(self, what: str, act: Callable[[], object]) -> bool:
        """Call `act`; whether it went well. Raises StoreUnavailable alone: what nobody foresaw is kept for `over`, with
        `what` it was about."""
        try:
            act()
        except StoreUnavailable:
            raise  # nobody's turn would go well then
        except Exception as failure:  # noqa: BLE001 - one who is broken must not hold up all others
            failure.add_note(f"at {what}")
            self._broken.append(failure)
            return False
        return True

    def over(self) -> None:
        """Raises ExceptionGroup where some broke."""
        if self._broken:
            raise ExceptionGroup("some turns met what nobody foresaw", self._broken)


@frozen
class _Told:
    at: datetime
    since: int = 0


@define
class Complaints:
    """What to say of turns that broke: of a new one at once; of one that stays broken once in `pause`, with how often
    it broke meanwhile. Remembered in this process: one that begins anew says everything once."""

    pause: timedelta = timedelta(hours=1)
    _told: dict[tuple[str, type[Exception]], _Told] = field(factory=dict, init=False)

    def due(self, broken: Iterable[Exception], now: datetime) -> Iterator[tuple[str, Exception]]:
        """Those that are to be told of now, and in which words: by the turn's own, and by what broke there."""
        for each in broken:
            what = next(iter(getattr(each, "__notes__", ())), type(each).__name__)
            last = self._told.get((what, type(each)))
            if last is not None and last.at <= now < last.at + self.pause:
                self._told[what, type(each)] = evolve(last, since=last.since + 1)
                continue
            self._told[what, type(each)] = _Told(now)
            yield f"{what} ({last.since} more times since this was last said)" if last and last.since else what, each
        for thing, last in list(self._told.items()):
            if now >= last.at + self.pause:
                self._told.pop(thing, None)
