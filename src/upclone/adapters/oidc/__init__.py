"""OpenID Connect: providers whose word on identity we take, by discovery and the authorization code with PKCE.

`providers` is imported by everybody, `provider` with Authlib and requests only where one is set up.
"""
