"""Frozen settings, all checked at start.

Variables have the prefix `UPCLONE_`, except `DATABASE_URL` and `DATABASE_OWNER_URL`, which platforms set by that name.
The environment comes in as an argument: `load(environment())` is what a command does, `load({...})` what a test does.
"""

from __future__ import annotations

import difflib
import hashlib
import hmac
import os
import re
import sys
from collections.abc import Mapping
from datetime import timedelta
from email.headerregistry import Address
from email.utils import parseaddr
from pathlib import Path
from typing import Annotated, Final, Literal
from urllib.parse import unquote, urlsplit
from uuid import UUID

from dotenv import dotenv_values
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from upclone.application.ports.quotas import Quota
from upclone.domain.errors import Invalid
from upclone.domain.payments.limits import Limits
from upclone.domain.payments.taxes import TaxIdentity
from upclone.entrypoints import quotas
from upclone.entrypoints.quotas import DEMO, RATES

DEMO_SECRET = "demo-secret-known-to-everybody-never-for-real-money"  # noqa: S105  (refused outside the demo)
HOW_TO_MAKE_ONE = """python3 -c "import secrets; print(secrets.token_urlsafe(48))\""""

_STRIPE_API: Final = "https://api.stripe.com"
_STRIPE_PAGES: Final = ("https://checkout.stripe.com", "https://hooks.stripe.com", "https://connect.stripe.com")
_PAYPAL_PAGES: Final = ("https://www.paypal.com", "https://www.sandbox.paypal.com")


class SettingsError(Exception):
    """What is wrong with the environment: one line per mistake, each naming its variable and the rule."""

    def __init__(self, mistakes: list[str]) -> None:
        super().__init__("\n".join(mistakes))
        self.mistakes = mistakes


def default_home() -> Path:
    """The folder for data that this user's system has."""
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "upclone"
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "upclone"


def _postgres(url: str) -> str:
    """SQLAlchemy 2.1 does not know `postgres://`, and takes `postgresql://` for another driver."""
    scheme, separator, rest = url.partition("://")
    if not separator or scheme not in {"postgres", "postgresql", "postgresql+psycopg"}:
        raise ValueError("must start with postgresql:// or postgres://")
    return f"postgresql+psycopg://{rest}"


def _web_address(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query or parts.fragment:
        raise ValueError("must be an http:// or https:// address without query and fragment")
    return url.rstrip("/")


def _mail_server(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme not in {"smtp", "smtps", "smtp+plain"} or not parts.hostname or parts.path.strip("/"):
        raise ValueError("must be smtps://user:password@host, smtp://… (STARTTLS) or smtp+plain://host (no TLS)")
    if bool(parts.username) != bool(parts.password):
        raise ValueError("must have a user and a password, or neither")
    if parts.scheme == "smtp+plain" and parts.password:
        raise ValueError("must not send a password without TLS: use smtp:// or smtps://")
    if not unquote(f"{parts.username}{parts.password}").isascii():
        raise ValueError("must have a user and a password in ASCII: SMTP knows no other")
    _ = parts.port  # a ValueError of its own
    return url


def _mail_address(text: str) -> str:
    name, address = parseaddr(text)
    if not address or address.count("@") != 1 or not text.isascii() or (name and not text.endswith(f"<{address}>")):
        raise ValueError("must be an address such as post@example.org or upclone <post@example.org>")
    Address(name, addr_spec=address)
    return text


PostgresUrl = Annotated[str, AfterValidator(_postgres)]
WebAddress = Annotated[str, AfterValidator(_web_address)]
SmtpUrl = Annotated[str, AfterValidator(_mail_server)]
MailAddress = Annotated[str, AfterValidator(_mail_address)]


def _rates(text: str) -> str:
    quotas.changed(text)
    return text


def _redis(url: str) -> str:
    if urlsplit(url).scheme not in {"redis", "rediss", "redis+unix"}:
        raise ValueError("must start with redis://, rediss:// or redis+unix://")
    return url


def _limit(words: str) -> str:
    try:
        Limits.parse(words)
    except Invalid as wrong:
        raise ValueError(wrong.rule) from None
    return words


Limit = Annotated[str, AfterValidator(_limit)]
QuotaChanges = Annotated[str, AfterValidator(_rates)]
RedisUrl = Annotated[str, AfterValidator(_redis)]
Secret = Annotated[str, StringConstraints(min_length=32)]


def _issuer(url: str) -> str:
    parts = urlsplit(url)
    private = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in {"127.0.0.1", "localhost"})
    if not private or not parts.hostname or parts.query or parts.fragment:
        raise ValueError("must be an https:// address without query and fragment")
    return url


class OidcSettings(BaseModel):
    """A provider through which people can sign in: UPCLONE_OIDC_<NAME>_ISSUER, _CLIENT_ID, _CLIENT_SECRET, _TITLE."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    name: str
    title: str
    issuer: Annotated[str, AfterValidator(_issuer)]
    client_id: str = Field(min_length=1)
    client_secret: str = Field(min_length=1, repr=False)


KNOWN_PROVIDERS: Final[Mapping[str, Mapping[str, str]]] = {
    "google": {"title": "Google", "issuer": "https://accounts.google.com"},
    "linkedin": {"title": "LinkedIn", "issuer": "https://www.linkedin.com/oauth"},
}
"""Those of which the id and the secret are enough."""

_OIDC: Final = re.compile(r"UPCLONE_OIDC_([A-Z0-9]{1,30})_(ISSUER|CLIENT_ID|CLIENT_SECRET|TITLE)")


class Settings(BaseModel):
    """Read-only. Durations carry their unit in the name; amounts of threads and connections are per process."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    demo: bool = False
    home: Annotated[Path, AfterValidator(Path.expanduser)] = Field(default_factory=default_home)
    database_url: PostgresUrl | None = Field(None, repr=False)  # the embedded PostgreSQL in `home` when absent
    database_owner_url: PostgresUrl | None = Field(None, repr=False)  # migrates; when absent, `database_url` does
    statement_timeout_ms: int = Field(8_000, ge=100, le=60_000)
    lock_timeout_ms: int = Field(3_000, ge=10, le=60_000)
    secret_key: Secret = Field(repr=False)
    token_minutes: int = Field(15, ge=1, le=24 * 60)
    refresh_days: int = Field(30, ge=1, le=180)
    activity_days: int = Field(365, ge=1, le=3_650)
    verified_email_required: bool
    quotas: QuotaChanges = ""
    redis_url: RedisUrl | None = Field(None, repr=False)  # where several processes count together
    proxies: int = Field(0, ge=0, le=8)  # of our own, each of which adds to X-Forwarded-For
    host: str = Field("127.0.0.1", min_length=1)
    port: int = Field(8000, ge=0, le=65535)
    base_url: WebAddress
    server_threads: int = Field(8, ge=1, le=64)
    worker_threads: int = Field(4, ge=1, le=64)
    sandbox: bool  # test money: switched on in the demo, and nowhere else unless it is asked for
    sandbox_webhook_secret: Secret = Field(repr=False)
    sandbox_webhook_old_secret: Secret | None = Field(None, repr=False)  # still accepted while a rotation lasts
    stripe_secret_key: str | None = Field(None, min_length=8, repr=False)  # switches Stripe on
    stripe_webhook_secret: str | None = Field(None, min_length=8, repr=False)
    stripe_webhook_old_secret: str | None = Field(None, min_length=8, repr=False)
    stripe_api_base: WebAddress = _STRIPE_API
    paypal_client_id: str | None = Field(None, min_length=8)  # switches PayPal on
    paypal_client_secret: str | None = Field(None, min_length=8, repr=False)
    paypal_webhook_id: str | None = Field(None, min_length=3)
    paypal_api_base: WebAddress = "https://api-m.paypal.com"
    reconciliation_limit: Limit = "100"  # differences beyond it stop what is paid out by itself
    two_person_limit: Limit = "1000"  # an operator alone moves no more
    held_days: int = Field(90, ge=1, le=3_650)  # money held for longer is listed, and operators are told
    gateway_timeout_s: float = Field(8.0, ge=0.5, le=10.0)
    payout_method_days: int = Field(ge=0, le=30)  # before money leaves to a new place: 3, and 0 in the demo
    smtp_url: SmtpUrl | None = Field(None, repr=False)  # letters stay in `home`/mail when absent
    mail_from: MailAddress
    upload_mb: int = Field(25, ge=1, le=200)
    uploads_per_day: int = Field(200, ge=1, le=100_000)
    upload_mb_per_day: int = Field(250, ge=1, le=100_000)
    s3_bucket: str | None = Field(None, min_length=3, max_length=63)  # files stay in `home`/files when absent
    s3_region: str = Field("us-east-1", min_length=1)
    s3_endpoint: WebAddress | None = None  # Amazon's own when absent
    s3_access_key: str | None = None  # both absent: what the machine's role, or its configuration, says
    s3_secret_key: str | None = Field(None, repr=False)
    job_review: Literal["automatic", "moderator"] = "automatic"  # moderator: every job waits for one
    job_open_days: int = Field(60, ge=1, le=365)
    bids_per_day: int = Field(50, ge=1, le=1_000_000)
    invitations_per_day: int = Field(30, ge=1, le=1_000_000)
    offers_per_day: int = Field(20, ge=1, le=1_000_000)
    jobs_per_day: int = Field(50, ge=1, le=1_000_000)
    recommendations_per_day: int = Field(5, ge=0, le=1_000)  # 0 tells nobody of jobs that fit
    company_name: str = Field("upclone", min_length=1, max_length=150)  # who issues the invoices of fees
    company_street: str = Field("", max_length=150)
    company_postcode: str = Field("", max_length=20)
    company_city: str = Field("", max_length=100)
    company_country: str = Field("", pattern=r"^([A-Z]{2})?$")
    company_vat_number: str = Field("", max_length=30, pattern=r"^([A-Z]{2}[A-Z0-9]+)?$")  # none: no tax is charged
    company_registration: str = Field("", max_length=40)
    company_small_business: bool = False
    oidc: tuple[OidcSettings, ...] = ()
    failpoint: int | None = Field(None, ge=1)
    log_level: Literal["debug", "info", "warning", "error"] = "warning"

    @property
    def clock(self) -> Literal["movable", "system"]:
        """The demo's clock can be moved forward; no other can."""
        return "movable" if self.demo else "system"

    @property
    def mail(self) -> Literal["smtp", "folder"]:
        """The way that letters take."""
        return "smtp" if self.smtp_url else "folder"

    @property
    def mail_folder(self) -> Path:
        """Where letters stay that nobody sends."""
        return self.home / "mail"

    @property
    def rates(self) -> Mapping[Quota, str]:
        """How often something may be tried."""
        return {**(DEMO if self.demo else RATES), **quotas.changed(self.quotas)}

    @property
    def stopping(self) -> Limits:
        """What may differ at a gateway before nothing leaves it by itself."""
        return Limits.parse(self.reconciliation_limit)

    @property
    def two_people(self) -> Limits:
        """What an operator may move alone."""
        return Limits.parse(self.two_person_limit)

    @property
    def refresh_lifetime(self) -> timedelta:
        """How long somebody stays signed in who does nothing."""
        return timedelta(days=self.refresh_days)

    @property
    def payout_method_wait(self) -> timedelta:
        """How long a new place to be paid to waits."""
        return timedelta(days=self.payout_method_days)

    @property
    def storage(self) -> Literal["folder", "s3"]:
        """Where the content of files lies."""
        return "s3" if self.s3_bucket else "folder"

    @property
    def files_folder(self) -> Path:
        """Where it lies on this machine."""
        return self.home / "files"

    @property
    def reads_all_jobs(self) -> bool:
        """A moderator reads every job before it is published."""
        return self.job_review == "moderator"

    @property
    def connections(self) -> int:
        """To the database: one for each request and each job at the same time, and some for what looks after them."""
        return self.server_threads + self.worker_threads + 4

    @property
    def company(self) -> TaxIdentity:
        """The marketplace to the tax office, and on its invoices. Its id is no account's."""
        return TaxIdentity(
            UUID(int=0),
            self.company_country,
            True,
            self.company_name,
            self.company_street,
            self.company_postcode,
            self.company_city,
            self.company_vat_number,
            self.company_registration,
            self.company_small_business,
        )

    @property
    def stripe_webhook_secrets(self) -> tuple[str, ...]:
        """The newest first; all are accepted. Stripe gives each endpoint its own: a setting may hold several, with
        commas between them."""
        given = f"{self.stripe_webhook_secret or ''},{self.stripe_webhook_old_secret or ''}"
        return tuple(secret.strip() for secret in given.split(",") if secret.strip())

    @property
    def gateway_pages(self) -> tuple[str, ...]:
        """Where payers approve at the gateways that are switched on: a form may lead there. A gateway that is not the
        real one has its pages where its API is."""
        pages: list[str] = []
        if self.stripe_secret_key:
            pages += _STRIPE_PAGES if self.stripe_api_base == _STRIPE_API else (_origin(self.stripe_api_base),)
        if self.paypal_client_id:
            pages += _PAYPAL_PAGES if self.paypal_api_base.endswith(".paypal.com") else (_origin(self.paypal_api_base),)
        return tuple(pages)

    @property
    def sandbox_webhook_secrets(self) -> tuple[str, ...]:
        """The newest first. All of them sign, and all are accepted."""
        old = self.sandbox_webhook_old_secret
        return (self.sandbox_webhook_secret, *([old] if old else []))


def _origin(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"


def variable(name: str) -> str:
    """`port` is set by UPCLONE_PORT, `database_url` by DATABASE_URL."""
    return name.upper() if name.startswith("database_") else f"UPCLONE_{name.upper()}"


def environment() -> dict[str, str]:
    """The process's environment over the `.env` file of the working folder."""
    return {name: value for name, value in dotenv_values(".env").items() if value is not None} | dict(os.environ)


def load(env: Mapping[str, str]) -> Settings:
    """The settings that these variables make, empty ones not counted. SettingsError carries every mistake at once."""
    given = {
        name: env[variable(name)]
        for name in Settings.model_fields
        if env.get(variable(name), "").strip() and name != "oidc"
    }
    providers, mistakes = _providers(env)
    mistakes += _misspelled(env)
    try:
        settings = Settings.model_validate({**with_defaults(given), "oidc": providers})
    except ValidationError as error:
        mistakes += [_sentence(str(found["loc"][0]), found["msg"], found["type"]) for found in error.errors()]
    else:
        mistakes += _half_set(settings)
        if settings.company_vat_number and not settings.company_country:
            mistakes.append("UPCLONE_COMPANY_COUNTRY: must be set, because UPCLONE_COMPANY_VAT_NUMBER is")
        if settings.secret_key == DEMO_SECRET and not settings.demo:
            mistakes.append("UPCLONE_SECRET_KEY: the demo's secret is refused unless UPCLONE_DEMO=1")
        if not mistakes:
            return settings
    raise SettingsError(mistakes)


_TOGETHER: Final = (
    ("stripe_secret_key", "stripe_webhook_secret"),
    ("paypal_client_id", "paypal_client_secret"),
    ("paypal_client_id", "paypal_webhook_id"),
)
"""Pairs of which one needs the other."""


def _half_set(settings: Settings) -> list[str]:
    """Gateways that are switched on by half."""
    mistakes = []
    for pair in _TOGETHER:
        for name, other in (pair, pair[::-1]):
            if getattr(settings, name) is not None and getattr(settings, other) is None:
                mistakes.append(f"{variable(other)}: must be set, because {variable(name)} is")
    return mistakes


def _providers(env: Mapping[str, str]) -> tuple[tuple[OidcSettings, ...], list[str]]:
    """The providers that are set up, by name, and what is wrong with the others."""
    given: dict[str, dict[str, str]] = {}
    for variable, value in env.items():
        if (match := _OIDC.fullmatch(variable)) and value.strip():
            given.setdefault(match[1].lower(), {})[match[2].lower()] = value
    found, mistakes = [], []
    for name, values in sorted(given.items()):
        known = KNOWN_PROVIDERS.get(name, {"title": name.capitalize()})
        try:
            found.append(OidcSettings.model_validate({"name": name, **known, **values}))
        except ValidationError as error:
            for each in error.errors():
                rule = each["msg"].removeprefix("Value error, ").removeprefix("String ")
                rule = "must be set" if each["type"] == "missing" else rule
                mistakes.append(f"UPCLONE_OIDC_{name.upper()}_{str(each['loc'][0]).upper()}: {rule}")
    return tuple(found), mistakes


def with_defaults(given: Mapping[str, str]) -> dict[str, str]:
    """What follows from other settings."""
    values = dict(given)
    demo = values.get("demo", "").strip().lower() in {"1", "true", "yes", "on"}
    if demo:
        values.setdefault("secret_key", DEMO_SECRET)
    values.setdefault("verified_email_required", "0" if demo else "1")
    values.setdefault("sandbox", "1" if demo else "0")
    values.setdefault("payout_method_days", "0" if demo else "3")
    host = values.get("host", "127.0.0.1")
    shown = {"0.0.0.0": "localhost", "::": "localhost"}.get(host, f"[{host}]" if ":" in host else host)  # noqa: S104
    values.setdefault("base_url", f"http://{shown}:{values.get('port', '8000')}")
    values.setdefault("mail_from", f"upclone <no-reply@{_domain(values['base_url'])}>")
    key = values.get("secret_key", "").strip().encode()
    values.setdefault("sandbox_webhook_secret", hmac.new(key, b"sandbox webhook", hashlib.sha256).hexdigest())
    return values


def _domain(base_url: str) -> str:
    """The host of an address, where mail can come from it."""
    host = urlsplit(base_url).hostname or ""
    return host if re.fullmatch(r"[a-z0-9-]+(\.[a-z0-9-]+)*\.[a-z-]+", host) else "localhost"


def _misspelled(env: Mapping[str, str]) -> list[str]:
    """A variable that is nearly one of ours would be ignored in silence; one that is far from all is someone else's."""
    known = [variable(name) for name in Settings.model_fields]
    strangers = sorted(
        name for name in env if name.startswith("UPCLONE_") and name not in known and not _OIDC.fullmatch(name)
    )
    shapeless = [name for name in strangers if name.startswith("UPCLONE_OIDC_")]
    if shapeless:
        ends = "ISSUER, CLIENT_ID, CLIENT_SECRET and TITLE"
        return [f"{name}: a provider has {ends}, after a name of letters and digits" for name in shapeless]
    near = {name: difflib.get_close_matches(name, known, n=1, cutoff=0.88) for name in strangers}
    return [f"{name}: there is no such setting; {match[0]} is meant?" for name, match in near.items() if match]


def _sentence(name: str, message: str, kind: str) -> str:
    if kind == "missing":
        return f"{variable(name)}: must be set, to at least 32 characters nobody can guess ({HOW_TO_MAKE_ONE})"
    for opening in ("Value error, ", "Input ", "String "):
        message = message.removeprefix(opening)
    return f"{variable(name)}: {message}"
