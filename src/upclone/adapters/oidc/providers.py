"""The providers that are set up, by their names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from attrs import frozen

from upclone.application.ports.identities import Provider, ProviderName
from upclone.domain.errors import NotFound

if TYPE_CHECKING:
    from upclone.adapters.oidc.provider import OidcProvider


@frozen
class OidcProviders:
    """Each keeps what it knows of its provider."""

    by_name: Mapping[str, OidcProvider]

    def all(self) -> Sequence[ProviderName]:
        """By name."""
        return [self.by_name[name].named for name in sorted(self.by_name)]

    def get(self, name: str) -> Provider:
        """Raises NotFound."""
        if name not in self.by_name:
            raise NotFound("provider", name)
        return self.by_name[name]
