"""What a browser calls itself, in words that its owner knows it by."""

from __future__ import annotations

from typing import Final

from flask_babel import gettext

_PROGRAMS: Final = (
    ("Edg", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser", "Samsung Internet"), ("Firefox", "Firefox"),
    ("Chrome", "Chrome"), ("CriOS", "Chrome"), ("FxiOS", "Firefox"), ("Safari", "Safari"), ("curl", "curl"),
    ("python-requests", "Python"),
)  # fmt: skip
_SYSTEMS: Final = (
    ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"), ("Mac OS", "macOS"),
    ("CrOS", "ChromeOS"), ("Linux", "Linux"),
)  # fmt: skip
_HANDS: Final = ("iPhone", "iPad", "Android")


def device(user_agent: str) -> tuple[str, bool]:
    """The program and its system, and whether it is held in a hand. It is what the client says of itself."""
    program = next((name for sign, name in _PROGRAMS if sign in user_agent), "")
    system = next((name for sign, name in _SYSTEMS if sign in user_agent), "")
    in_hand = any(sign in user_agent for sign in _HANDS)
    if program and system:
        return gettext("%(program)s on %(system)s", program=program, system=system), in_hand
    return program or system or gettext("A program that says nothing of itself"), in_hand
