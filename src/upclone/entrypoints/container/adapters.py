"""The outside world, chosen by the settings."""

from __future__ import annotations

from datetime import timedelta

from dependency_injector import containers, providers

from upclone.adapters.codes import TotpCodes
from upclone.adapters.embedded import Urls
from upclone.adapters.gateways import GatewaysByName, GuardedGateway
from upclone.adapters.health import WholeHealth
from upclone.adapters.mail import FolderMail, SmtpMail, Templates, Writer
from upclone.adapters.oidc.providers import OidcProviders
from upclone.adapters.pdf.documents import PdfDocuments
from upclone.adapters.postgres.auditing import PostgresAuditTrail
from upclone.adapters.postgres.backlog import Backlog
from upclone.adapters.postgres.clock import MovableClock
from upclone.adapters.postgres.counting import PostgresViewCounter
from upclone.adapters.postgres.deferring import Deferring
from upclone.adapters.postgres.engine import make_engine
from upclone.adapters.postgres.failpoint import Failpoint
from upclone.adapters.postgres.health import PostgresHealth
from upclone.adapters.postgres.messaging.announcing import Listener
from upclone.adapters.postgres.requests import PostgresRequests
from upclone.adapters.postgres.unit_of_work import PostgresUnitOfWork
from upclone.adapters.postgres.unused import Unused
from upclone.adapters.postgres.webhooks import PostgresWebhookInbox
from upclone.adapters.quotas import LimitedQuotas
from upclone.adapters.sandbox import Post, SandboxGateway, SandboxLoop
from upclone.adapters.storage import FolderStorage, S3Storage
from upclone.adapters.system import Argon2Passwords, HmacSeals, SystemClock, SystemSecrets, Uuid7Ids
from upclone.adapters.uploads import UploadIntake
from upclone.adapters.vat_numbers import StdnumVatNumbers
from upclone.application.ports.gateways import PaymentGateway
from upclone.application.reactions.listening import LISTENERS
from upclone.domain.money import Money
from upclone.domain.people.files import DayLimit
from upclone.entrypoints.settings import OidcSettings, Settings


def registered(chosen: tuple[OidcSettings, ...]) -> OidcProviders:
    """The providers of the settings. LinkedIn's tokens carry no nonce, and it takes our secret in the body alone.

    Here, and for gateways, the container imports late: a marketplace without them starts without the packages they
    need.
    """
    if not chosen:
        return OidcProviders({})
    from upclone.adapters.oidc.provider import OidcProvider, Registration

    made = {}
    for each in chosen:
        odd = each.name == "linkedin"
        made[each.name] = OidcProvider(
            Registration(
                each.name,
                each.title,
                each.issuer,
                each.client_id,
                each.client_secret,
                nonce_optional=odd,
                by_post=odd,
            )
        )
    return OidcProviders(made)


def _paypal(chosen: Settings) -> PaymentGateway:
    """Imported where it is set up, like the providers. Webhooks are of real time, whatever a demo's clock says."""
    from upclone.adapters.paypal import PayPalClient, PayPalGateway, Webhooks

    id, secret, webhook_id = chosen.paypal_client_id, chosen.paypal_client_secret, chosen.paypal_webhook_id
    assert id is not None
    assert secret is not None
    assert webhook_id is not None, "the settings take all three, or none"
    client = PayPalClient(chosen.paypal_api_base, id, secret, chosen.gateway_timeout_s)
    return PayPalGateway(client, Webhooks(client, webhook_id, SystemClock().now))


def switched_on(chosen: Settings, sandbox: SandboxGateway) -> GatewaysByName:
    """The gateways of the settings, each guarded: real ones first. Their packages are imported where they are used."""
    gateways: dict[str, PaymentGateway] = {}
    if chosen.stripe_secret_key:
        from upclone.adapters.stripe import StripeGateway

        secrets = chosen.stripe_webhook_secrets
        stripe = StripeGateway(chosen.stripe_secret_key, secrets, chosen.stripe_api_base, chosen.gateway_timeout_s)
        gateways[stripe.name] = stripe
    if chosen.paypal_client_id:
        paypal = _paypal(chosen)
        gateways[paypal.name] = paypal
    if chosen.sandbox:
        gateways[sandbox.name] = sandbox
    return GatewaysByName({name: GuardedGateway(gateway) for name, gateway in gateways.items()})


def _told(event: str, language: str) -> str:
    """The words of the pages; imported with the first letter of news, for they come with all that pages are of."""
    from upclone.entrypoints.web.words.telling import told

    return told(event, language)


def _paid(amount: Money, language: str) -> str:
    """An amount as pages write it."""
    from upclone.entrypoints.web.words.telling import paid

    return paid(amount, language)


class Adapters(containers.DeclarativeContainer):
    """PostgreSQL, time, identity, secrets, paper, gateways."""

    settings: providers.Dependency[Settings] = providers.Dependency()
    urls: providers.Dependency[Urls] = providers.Dependency()

    # One connection a request and a job at the same time, and some for what looks after them.
    listener = providers.Factory(Listener, urls.provided.app_url)
    engine = providers.Singleton(
        make_engine,
        urls.provided.app_url,
        statement_timeout_ms=settings.provided.statement_timeout_ms,
        lock_timeout_ms=settings.provided.lock_timeout_ms,
        connections=settings.provided.connections,
    )
    movable_clock = providers.Singleton(MovableClock, engine)
    wall = providers.Singleton(SystemClock)  # real time, for what proves identity: a demo's clock may jump over it
    clock = providers.Selector(settings.provided.clock, movable=movable_clock, system=wall)
    offset = providers.Selector(
        settings.provided.clock, movable=movable_clock.provided.offset, system=providers.Object(timedelta)
    )
    ids = providers.Singleton(Uuid7Ids)
    passwords = providers.Singleton(Argon2Passwords)
    seals = providers.Singleton(HmacSeals, settings.provided.secret_key)
    secrets = providers.Singleton(SystemSecrets)
    codes = providers.Singleton(TotpCodes, settings.provided.secret_key)
    quotas = providers.Singleton(LimitedQuotas, settings.provided.rates, clock, settings.provided.redis_url)
    documents = providers.Singleton(PdfDocuments)
    vat_numbers = providers.Singleton(StdnumVatNumbers)

    identity_providers = providers.Singleton(registered, settings.provided.oidc)

    templates = providers.Singleton(Templates, settings.provided.base_url, _told, _paid)
    writer = providers.Singleton(Writer, templates, clock, settings.provided.mail_from)
    mail = providers.Selector(
        settings.provided.mail,
        smtp=providers.Singleton(SmtpMail, settings.provided.smtp_url, writer),
        folder=providers.Singleton(FolderMail, settings.provided.mail_folder, writer),
    )

    deferring = providers.Singleton(Deferring, listeners=LISTENERS, clock_offset=offset)
    failpoint = providers.Singleton(Failpoint, settings.provided.failpoint)
    unit_of_work = providers.Singleton(PostgresUnitOfWork, engine, ids, deferring, failpoint)
    requests = providers.Singleton(PostgresRequests, unit_of_work)
    backlog = providers.Singleton(Backlog, unit_of_work)
    audit = providers.Singleton(PostgresAuditTrail, unit_of_work, seals)
    inbox = providers.Singleton(PostgresWebhookInbox, unit_of_work)
    intake = providers.Singleton(UploadIntake)
    day_limit = providers.Singleton(
        DayLimit, files=settings.provided.uploads_per_day, mebibytes=settings.provided.upload_mb_per_day
    )
    storage = providers.Selector(
        settings.provided.storage,
        folder=providers.Singleton(FolderStorage, settings.provided.files_folder),
        s3=providers.Singleton(
            S3Storage,
            bucket=settings.provided.s3_bucket,
            region=settings.provided.s3_region,
            endpoint=settings.provided.s3_endpoint,
            access_key=settings.provided.s3_access_key,
            secret_key=settings.provided.s3_secret_key,
        ),
    )
    health = providers.Singleton(WholeHealth, providers.Singleton(PostgresHealth, urls.provided.app_url), storage)
    unused = providers.Singleton(Unused, unit_of_work, clock, storage)
    view_counter = providers.Singleton(PostgresViewCounter, unit_of_work, clock)

    # A world of its own: the sandbox shares no connection with the store, as no real gateway would.
    sandbox_engine = providers.Singleton(make_engine, urls.provided.app_url, connections=5)
    sandbox = providers.Singleton(
        SandboxGateway,
        engine=sandbox_engine,
        clock=clock,
        secrets=settings.provided.sandbox_webhook_secrets,
        base_url=settings.provided.base_url,
        deliver=providers.Singleton(Post, settings.provided.base_url),
        return_origins=providers.List(settings.provided.base_url),
    )
    gateways = providers.Singleton(switched_on, settings, sandbox)
    sandbox_loop = providers.Factory(SandboxLoop, sandbox)
