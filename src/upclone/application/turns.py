"""One after the other: what breaks at one is that one's alone, and none who waits behind it waits for ever."""

from __future__ import annotations

from collections.abc import Callable

from attrs import define, field

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
