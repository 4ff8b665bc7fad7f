"""From a rendered letter to the message that travels (RFC 5322). Headers are set through `email`, which refuses to
let a value begin another header; what people typed has been cleaned before."""

from __future__ import annotations

from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8
from email.utils import format_datetime, parseaddr
from hashlib import sha256
from typing import Final

from attrs import frozen

from upclone.adapters.mail.rendering import Templates
from upclone.application.ports.mail import Letter, MailRefused
from upclone.application.ports.system import Clock
from upclone.domain.errors import Invalid
from upclone.domain.people import addresses

# Every server takes seven bits.
_ASCII: Final = SMTP.clone(cte_type="7bit")
_UTF8: Final = SMTPUTF8.clone(cte_type="7bit")


@frozen
class Writer:
    """Writes messages. `sender` is as people write it: `upclone <post@example.org>`."""

    templates: Templates
    clock: Clock
    sender: str

    @property
    def domain(self) -> str:
        """Whose letters these are."""
        return self._sender.domain

    @property
    def address(self) -> str:
        """Where they come from, and where what can't be delivered goes back to."""
        return self._sender.addr_spec

    @property
    def _sender(self) -> Address:
        name, address = parseaddr(self.sender)
        return Address(name, addr_spec=address)

    def write(self, letter: Letter) -> EmailMessage:
        """The message, the same Message-ID for the same key. Raises MailRefused for an address that no mail can
        have."""
        rendered = self.templates.render(letter)
        to = recipient(letter.to)
        message = EmailMessage(policy=_ASCII if to.username.isascii() else _UTF8)
        message["From"] = self._sender
        message["To"] = to
        message["Subject"] = rendered.subject
        message["Date"] = format_datetime(self.clock.now())
        message["Message-ID"] = f"<{digest(letter)}@{self.domain}>"
        # Who is away on holiday need not tell a machine so: RFC 3834, and what Exchange reads instead.
        message["Auto-Submitted"] = "auto-generated"
        message["X-Auto-Response-Suppress"] = "All"
        if unsubscribe := letter.facts.get("unsubscribe"):
            message["List-Unsubscribe"] = f"<{unsubscribe}>"
            message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"  # RFC 8058: one press in the mail program
        message.set_content(rendered.text)
        message.add_alternative(rendered.html, subtype="html")
        message["Content-Language"] = rendered.language  # last: headers of a content move with it into its part
        return message


def digest(letter: Letter) -> str:
    """What a letter is recognised by, in its Message-ID and in the folder."""
    return sha256(letter.key.encode()).hexdigest()[:32]


def recipient(address: str) -> Address:
    """An address as it travels: its domain in ASCII. Raises MailRefused."""
    try:
        local, _, domain = addresses.email_address(address).rpartition("@")
        return Address(username=local, domain=domain.encode("idna").decode("ascii"))
    except (Invalid, ValueError) as wrong:
        raise MailRefused(f"{address!r} is no address: {wrong}") from wrong


def moment_of(message: EmailMessage) -> datetime:
    """When a message was written."""
    at: datetime = message["Date"].datetime
    return at
