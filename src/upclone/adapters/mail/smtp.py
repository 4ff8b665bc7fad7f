"""Letters by SMTP: one connection a letter, never in the clear, and a clear word on what failed.

`smtps://` speaks TLS from the first byte, `smtp://` changes to it (STARTTLS) before it says anything, and
`smtp+plain://` is for a relay on the same machine or network, which nobody else hears.
"""

from __future__ import annotations

import smtplib
import ssl
from contextlib import suppress
from typing import Final
from urllib.parse import unquote, urlsplit

from attrs import field, frozen

from upclone.adapters.mail.message import Writer, recipient
from upclone.application.ports.mail import Letter, MailAway, MailRefused

PORTS: Final = {"smtp": 587, "smtps": 465, "smtp+plain": 25}
TIMEOUT: Final = 8
"""Seconds that each answer of the server may take."""


@frozen
class SmtpMail:
    """Sends letters through the server at `url`. Certificates are those that the system trusts (SSL_CERT_FILE)."""

    url: str = field(repr=False)
    writer: Writer
    timeout: int = TIMEOUT

    def send(self, letter: Letter) -> None:
        """Hand it to the server. Raises MailAway where it can take it later, MailRefused where it never will."""
        message = self.writer.write(letter)
        to = recipient(letter.to).addr_spec
        server = self._connected()
        try:
            # Not send_message: it writes ">From" where a line of a letter begins with From.
            options = () if to.isascii() else ("SMTPUTF8",)
            server.sendmail(self.writer.address, [to], message.as_bytes(), options)
        except smtplib.SMTPNotSupportedError as missing:
            raise MailRefused(str(missing)) from missing
        except smtplib.SMTPRecipientsRefused as refused:
            code, words = next(iter(refused.recipients.values()))
            raise _failure(code, words) from refused
        except smtplib.SMTPResponseException as answer:
            raise _failure(answer.smtp_code, answer.smtp_error) from answer
        except (smtplib.SMTPException, OSError) as broken:
            raise MailAway(_words(broken)) from broken
        finally:
            # The letter is in its hands, or it is not: how the conversation ends changes nothing.
            with suppress(smtplib.SMTPException, OSError):
                server.quit()
            server.close()

    def _connected(self) -> smtplib.SMTP:
        """A conversation that may begin. Whatever fails here is the server's or the settings', never the letter's."""
        parts = urlsplit(self.url)
        host, port = parts.hostname or "", parts.port or PORTS[parts.scheme]
        # Its name is ours to give: asking the network for it may take as long as the network likes.
        us, trusted = self.writer.domain, ssl.create_default_context()
        server: smtplib.SMTP | None = None
        try:
            if parts.scheme == "smtps":
                server = smtplib.SMTP_SSL(host, port, us, timeout=self.timeout, context=trusted)
            else:
                server = smtplib.SMTP(host, port, us, timeout=self.timeout)
            if parts.scheme == "smtp":
                server.starttls(context=trusted)
            if parts.username:
                server.login(unquote(parts.username), unquote(parts.password or ""))
        except (smtplib.SMTPException, OSError) as failure:
            if server is not None:
                server.close()
            raise MailAway(_words(failure)) from failure
        return server


def _failure(code: int, words: bytes | str) -> MailAway | MailRefused:
    """4xx is "later" and 5xx is "never" (RFC 5321, 4.2.1)."""
    said = f"{code} {words.decode('utf-8', 'replace') if isinstance(words, bytes) else words}"
    return MailRefused(said) if code >= 500 else MailAway(said)


def _words(failure: Exception) -> str:
    if isinstance(failure, smtplib.SMTPResponseException):
        return f"{failure.smtp_code} {failure.smtp_error!r}"
    return str(failure) or type(failure).__name__
