"""A mail server on loopback that takes letters, or refuses them, as it is told."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from ipaddress import IPv4Address
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from attrs import define, field
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


@define
class Box:
    """What arrived; `answer` is what the server says to a recipient or to a letter instead of taking it."""

    letters: list[EmailMessage] = field(factory=list)
    envelopes: list[tuple[str, list[str]]] = field(factory=list)
    secure: list[bool] = field(factory=list)
    to_recipient: str = ""
    to_letter: str = ""

    async def handle_RCPT(self, server: SMTP, session: Session, envelope: Envelope, address: str, options: Any) -> str:
        if self.to_recipient:
            return self.to_recipient
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        if self.to_letter:
            return self.to_letter
        assert isinstance(envelope.content, bytes)
        self.letters.append(message_from_bytes(envelope.content, _class=EmailMessage, policy=default))
        self.envelopes.append((envelope.mail_from or "", list(envelope.rcpt_tos)))
        self.secure.append(session.ssl is not None or isinstance(server.transport, ssl.SSLObject))
        return "250 OK"


@define
class MailServer:
    """A server and its box; `port` is where it listens on 127.0.0.1."""

    box: Box
    port: int


Start = Callable[..., MailServer]


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate of our own for 127.0.0.1 and localhost, with its key, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    names = x509.SubjectAlternativeName([x509.DNSName("localhost"), x509.IPAddress(IPv4Address("127.0.0.1"))])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(names, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "server.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(made.public_bytes(serialization.Encoding.PEM) + private)
    return path


@pytest.fixture
def trusted(certificate: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """This machine trusts the certificate, as one trusts the authority of one's own house."""
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))


@pytest.fixture
def start(certificate: Path) -> Iterator[Start]:
    """Starts servers: plain, with STARTTLS, or with TLS from the first byte; each with or without a login."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    loop = asyncio.new_event_loop()
    thread = Thread(target=loop.run_forever, daemon=True)
    thread.start()
    with ExitStack() as running:

        def begin(tls: str = "", login: tuple[str, str] | None = None, utf8: bool = True) -> MailServer:
            def check(server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
                assert isinstance(data, LoginPassword)
                return AuthResult(success=login == (data.login.decode(), data.password.decode()), handled=False)

            box = Box()
            options: dict[str, Any] = {"enable_SMTPUTF8": utf8, "hostname": "localhost", "loop": loop}
            if login is not None:
                options |= {"authenticator": check, "auth_required": True, "auth_require_tls": tls == "starttls"}
            if tls == "starttls":
                options |= {"tls_context": context, "require_starttls": True}
            first = context if tls == "tls" else None
            opening = loop.create_server(lambda: SMTP(box, **options), "127.0.0.1", 0, ssl=first)
            server = asyncio.run_coroutine_threadsafe(opening, loop).result(10)
            running.callback(loop.call_soon_threadsafe, server.close)
            return MailServer(box, server.sockets[0].getsockname()[1])

        yield begin
    loop.call_soon_threadsafe(loop.stop)
    thread.join(5)
