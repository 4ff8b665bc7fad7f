"""What waits for a gateway, by what is needed to choose whose turn it is."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from attrs import frozen


@frozen
class Waiting:
    """Something that a gateway is to be asked about: `key` is what its pace goes by, `since` how long it has waited.

    No more is read of it than that. Its own turn reads it by its `id`, so that one that can't be read holds up no
    other.
    """

    id: UUID
    gateway: str
    key: str
    since: datetime
