"""Whether everything is there that the application depends on."""

from __future__ import annotations

from attrs import frozen

from upclone.application.ports.files import Storage
from upclone.application.ports.health import Dependency, Health
from upclone.application.ports.store import StoreUnavailable


@frozen
class WholeHealth:
    """What the database says, and `storage`."""

    database: Health
    storage: Storage

    def dependencies(self) -> tuple[Dependency, ...]:
        """Within two seconds each."""
        return (*self.database.dependencies(), self._files())

    def _files(self) -> Dependency:
        try:
            self.storage.check()
        except StoreUnavailable as failure:
            return Dependency("storage", ok=False, detail=str(failure))
        return Dependency("storage", ok=True)
