"""A mailbox in memory."""

from __future__ import annotations

from attrs import define, field

from upclone.application.ports.mail import Letter


@define(eq=False)
class MemoryMail:
    """Keeps letters as they were written. One that is sent twice is there once, as in a mailbox."""

    _letters: dict[str, Letter] = field(factory=dict, init=False)

    def send(self, letter: Letter) -> None:
        """Keep it."""
        self._letters[letter.key] = letter

    @property
    def letters(self) -> tuple[Letter, ...]:
        """All of them, in the order in which they came."""
        return tuple(self._letters.values())
