"""OpenID Connect: providers whose word on identity we take, by discovery and the authorization code with PKCE."""

from upclone.adapters.oidc.provider import OidcProvider, Registration
from upclone.adapters.oidc.providers import OidcProviders

__all__ = ["OidcProvider", "OidcProviders", "Registration"]
