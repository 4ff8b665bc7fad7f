"""Whether what the application depends on is there."""

from __future__ import annotations

from typing import Protocol

from attrs import frozen


@frozen
class Dependency:
    """One thing that the application needs: `detail` says what is wrong, or how it is, in a few words."""

    name: str
    ok: bool
    detail: str = ""


class Health(Protocol):
    """Looks at every dependency."""

    def dependencies(self) -> tuple[Dependency, ...]:
        """Within two seconds, and never raises: what can't be asked is not ok."""
        ...
