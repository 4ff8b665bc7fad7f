"""Settings come from the environment, are checked all at once, and say what is wrong in words."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from upclone.entrypoints.settings import DEMO_SECRET, Settings, SettingsError, load

SECRET = "x" * 32


def mistakes(**env: str) -> list[str]:
    with pytest.raises(SettingsError) as caught:
        load(env)
    return caught.value.mistakes


def test_a_secret_is_all_that_must_be_set():
    """One variable is enough to start."""
    settings = load({"UPCLONE_SECRET_KEY": SECRET})
    assert (settings.host, settings.port, settings.base_url) == ("127.0.0.1", 8000, "http://127.0.0.1:8000")
    assert settings.database_url is None
    assert settings.failpoint is None


def test_no_secret_is_refused_with_the_way_to_make_one():
    """Nobody runs with a secret that we chose for them."""
    [line] = mistakes()
    assert line.startswith("UPCLONE_SECRET_KEY: must be set")
    assert "secrets.token_urlsafe" in line


def test_the_demo_brings_its_secret():
    """The demo starts with nothing set."""
    assert load({"UPCLONE_DEMO": "1"}).secret_key == DEMO_SECRET


def test_the_demos_secret_is_refused_outside_the_demo():
    """A secret printed in the sources protects nothing."""
    assert mistakes(UPCLONE_SECRET_KEY=DEMO_SECRET) == [
        "UPCLONE_SECRET_KEY: the demo's secret is refused unless UPCLONE_DEMO=1"
    ]
    assert mistakes(UPCLONE_SECRET_KEY=DEMO_SECRET, UPCLONE_DEMO="0")


def test_every_mistake_is_named_at_once():
    """One line per mistake, each with its variable and the rule."""
    found = mistakes(
        UPCLONE_SECRET_KEY="short",
        UPCLONE_PORT="http",
        UPCLONE_BASE_URL="example.com",
        UPCLONE_LOG_LEVEL="loud",
        UPCLONE_FAILPOINT="0",
        DATABASE_URL="mysql://localhost/upclone",
    )
    assert sorted(found) == [
        "DATABASE_URL: must start with postgresql:// or postgres://",
        "UPCLONE_BASE_URL: must be an http:// or https:// address without query and fragment",
        "UPCLONE_FAILPOINT: should be greater than or equal to 1",
        "UPCLONE_LOG_LEVEL: should be 'debug', 'info', 'warning' or 'error'",
        "UPCLONE_PORT: should be a valid integer, unable to parse string as an integer",
        "UPCLONE_SECRET_KEY: should have at least 32 characters",
    ]


def test_a_gateway_is_set_up_whole_or_not_at_all():
    """What is missing is named. Test money is for the demo, unless somebody asks for it."""
    assert mistakes(UPCLONE_SECRET_KEY=SECRET, UPCLONE_STRIPE_SECRET_KEY="sk_test_1234") == [
        "UPCLONE_STRIPE_WEBHOOK_SECRET: must be set, because UPCLONE_STRIPE_SECRET_KEY is"
    ]
    assert sorted(mistakes(UPCLONE_SECRET_KEY=SECRET, UPCLONE_PAYPAL_CLIENT_ID="client-1234")) == [
        "UPCLONE_PAYPAL_CLIENT_SECRET: must be set, because UPCLONE_PAYPAL_CLIENT_ID is",
        "UPCLONE_PAYPAL_WEBHOOK_ID: must be set, because UPCLONE_PAYPAL_CLIENT_ID is",
    ]
    assert not load({"UPCLONE_SECRET_KEY": SECRET}).sandbox
    assert load({"UPCLONE_SECRET_KEY": SECRET, "UPCLONE_SANDBOX": "1"}).sandbox
    assert load({"UPCLONE_DEMO": "1"}).sandbox


def test_mistakes_do_not_repeat_secrets():
    """What a message quotes ends in logs."""
    assert "hunter2" not in "".join(mistakes(UPCLONE_SECRET_KEY="hunter2", DATABASE_URL="mysql://u:hunter2@h/d"))
    shown = repr(load({"UPCLONE_SECRET_KEY": SECRET, "DATABASE_URL": "postgres://u:hunter2@h/d"}))
    assert SECRET not in shown
    assert "hunter2" not in shown


def test_a_misspelled_variable_is_found():
    """A typo is not ignored in silence; a variable of someone else is."""
    assert mistakes(UPCLONE_SECRET_KEY=SECRET, UPCLONE_PROT="80") == [
        "UPCLONE_PROT: there is no such setting; UPCLONE_PORT is meant?"
    ]
    assert load({"UPCLONE_SECRET_KEY": SECRET, "UPCLONE_SOMETHING_ELSE": "80"})


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_database_addresses_are_normalised(scheme: str):
    """Platforms hand out either scheme; SQLAlchemy takes one."""
    settings = load(
        {
            "UPCLONE_SECRET_KEY": SECRET,
            "DATABASE_URL": f"{scheme}://u:p@h:5433/d?sslmode=require",
            "DATABASE_OWNER_URL": f"{scheme}://o:p@h/d",
        }
    )
    assert settings.database_url == "postgresql+psycopg://u:p@h:5433/d?sslmode=require"
    assert settings.database_owner_url == "postgresql+psycopg://o:p@h/d"


def test_empty_counts_as_not_set():
    """`UPCLONE_PORT=` in a unit file is the default, not a mistake."""
    assert load({"UPCLONE_SECRET_KEY": SECRET, "UPCLONE_PORT": " ", "DATABASE_URL": ""}).port == 8000


@pytest.mark.parametrize(
    ("host", "address"),
    [("0.0.0.0", "http://localhost:9000"), ("::1", "http://[::1]:9000"), ("::", "http://localhost:9000")],
)
def test_the_address_follows_host_and_port(host: str, address: str):
    """Links lead somewhere even when only the port was set."""
    env = {"UPCLONE_SECRET_KEY": SECRET, "UPCLONE_HOST": host, "UPCLONE_PORT": "9000"}
    assert load(env).base_url == address
    assert load({**env, "UPCLONE_BASE_URL": "https://up.example/"}).base_url == "https://up.example"


def test_the_webhook_secret_follows_the_key():
    """Derived, so that one secret is enough, and never the key itself."""
    one, other = (load({"UPCLONE_SECRET_KEY": letter * 32}) for letter in "ab")
    assert one.sandbox_webhook_secret not in (other.sandbox_webhook_secret, one.secret_key)
    assert load({"UPCLONE_SECRET_KEY": "a" * 32}).sandbox_webhook_secret == one.sandbox_webhook_secret


def test_the_webhook_secret_can_be_rotated():
    """The old one stays accepted as long as it is set; both are long enough not to be guessed."""
    new = {"UPCLONE_SECRET_KEY": SECRET, "UPCLONE_SANDBOX_WEBHOOK_SECRET": "n" * 32}
    assert load(new).sandbox_webhook_secrets == ("n" * 32,)
    assert load(new | {"UPCLONE_SANDBOX_WEBHOOK_OLD_SECRET": "o" * 32}).sandbox_webhook_secrets == ("n" * 32, "o" * 32)
    with pytest.raises(SettingsError, match="UPCLONE_SANDBOX_WEBHOOK_OLD_SECRET"):
        load(new | {"UPCLONE_SANDBOX_WEBHOOK_OLD_SECRET": "short"})


def test_each_endpoint_at_stripe_has_a_secret_of_its_own():
    """A setting holds several, with commas between them; while they are rotated, the old ones count, too."""
    given = {"UPCLONE_SECRET_KEY": SECRET, "UPCLONE_STRIPE_SECRET_KEY": "sk_test_12345"}
    new = given | {"UPCLONE_STRIPE_WEBHOOK_SECRET": "whsec_own, whsec_connect"}
    assert load(new).stripe_webhook_secrets == ("whsec_own", "whsec_connect")
    old = new | {"UPCLONE_STRIPE_WEBHOOK_OLD_SECRET": "whsec_before"}
    assert load(old).stripe_webhook_secrets == ("whsec_own", "whsec_connect", "whsec_before")


def test_the_home_may_be_written_with_a_tilde():
    """As in a .env file, where no shell expands it."""
    assert load({"UPCLONE_SECRET_KEY": SECRET, "UPCLONE_HOME": "~/up"}).home == Path.home() / "up"


def test_settings_are_frozen():
    """What was checked at start stays."""
    settings: Settings = load({"UPCLONE_SECRET_KEY": SECRET})
    with pytest.raises(ValidationError):
        settings.port = 1


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("https://mail.example.org", "must be smtps://"),
        ("smtp://ada@mail.example.org", "must have a user and a password"),
        ("smtp+plain://ada:secret@mail.example.org", "must not send a password without TLS"),
        ("smtp://ada:s%C3%A9same@mail.example.org", "must have a user and a password in ASCII"),
        ("smtp://mail.example.org:port", "Port could not be cast"),
    ],
)
def test_a_mail_server_that_cannot_be_used_is_refused_at_start(url: str, says: str):
    """A password never travels in the clear, and a slip is found before the first letter."""
    [line] = mistakes(UPCLONE_SECRET_KEY=SECRET, UPCLONE_SMTP_URL=url)
    assert line.startswith(f"UPCLONE_SMTP_URL: {says}")
    assert "secret@" not in line


@pytest.mark.parametrize(
    "sender", ["upclone", "a@b@c", "upclone <post@example.org>, eve@example.org", "été@example.org"]
)
def test_a_sender_that_is_no_single_address_is_refused(sender: str):
    """Every letter is from one address."""
    [line] = mistakes(UPCLONE_SECRET_KEY=SECRET, UPCLONE_MAIL_FROM=sender)
    assert line.startswith("UPCLONE_MAIL_FROM: ")


def test_letters_come_from_where_the_marketplace_is():
    """Nothing but the address of the site needs to be set; without a server letters stay in a folder."""
    settings = load(
        {"UPCLONE_SECRET_KEY": SECRET, "UPCLONE_BASE_URL": "https://work.example.org/", "UPCLONE_HOME": "/x"}
    )
    assert settings.mail_from == "upclone <no-reply@work.example.org>"
    assert (settings.mail, settings.mail_folder) == ("folder", Path("/x/mail"))
    assert load({"UPCLONE_SECRET_KEY": SECRET}).mail_from == "upclone <no-reply@localhost>"


def test_providers_are_set_up_by_their_name():
    """Google and LinkedIn need an id and a secret; any other its issuer too. Secrets are not shown."""
    env = {"UPCLONE_SECRET_KEY": SECRET}
    for name in ("GOOGLE", "LINKEDIN", "WORK"):
        env |= {f"UPCLONE_OIDC_{name}_CLIENT_ID": "id", f"UPCLONE_OIDC_{name}_CLIENT_SECRET": "hush"}
    env["UPCLONE_OIDC_WORK_ISSUER"] = "https://login.example.org/realm/"
    settings = load(env)
    assert [(each.name, each.title, each.issuer) for each in settings.oidc] == [
        ("google", "Google", "https://accounts.google.com"),
        ("linkedin", "LinkedIn", "https://www.linkedin.com/oauth"),
        ("work", "Work", "https://login.example.org/realm/"),
    ]
    assert "hush" not in repr(settings)


def test_what_is_wrong_with_a_provider_is_named():
    """By its own variables."""
    found = mistakes(
        UPCLONE_SECRET_KEY=SECRET,
        UPCLONE_OIDC_WORK_CLIENT_ID="id",
        UPCLONE_OIDC_HOME_ISSUER="http://login.example.org",
        UPCLONE_OIDC_HOME_CLIENT_ID="id",
        UPCLONE_OIDC_HOME_CLIENT_SECRET="hush",
    )
    assert sorted(found) == [
        "UPCLONE_OIDC_HOME_ISSUER: must be an https:// address without query and fragment",
        "UPCLONE_OIDC_WORK_CLIENT_SECRET: must be set",
        "UPCLONE_OIDC_WORK_ISSUER: must be set",
    ]
    [line] = mistakes(UPCLONE_SECRET_KEY=SECRET, UPCLONE_OIDC_GOOGLE_SECRET="hush")
    assert line.startswith("UPCLONE_OIDC_GOOGLE_SECRET: a provider has ISSUER")


def test_files_lie_in_a_folder_until_a_bucket_is_named():
    """And the secret of the bucket is not printed."""
    plain = load({"UPCLONE_SECRET_KEY": "s" * 40, "UPCLONE_HOME": "/srv/upclone"})
    assert (plain.storage, str(plain.files_folder), plain.upload_mb) == ("folder", "/srv/upclone/files", 25)
    bucket = load(
        {"UPCLONE_SECRET_KEY": "s" * 40, "UPCLONE_S3_BUCKET": "upclone-files", "UPCLONE_S3_SECRET_KEY": "hidden"}
    )
    assert bucket.storage == "s3"
    assert "hidden" not in repr(bucket)


def test_a_form_may_lead_to_the_pages_of_gateways_that_are_switched_on():
    """To none by default; to a simulator's own address where one stands in."""
    assert load({"UPCLONE_DEMO": "1"}).gateway_pages == ()
    demo = {"UPCLONE_DEMO": "1"}
    stripe = {"UPCLONE_STRIPE_SECRET_KEY": "sk_test_12345678", "UPCLONE_STRIPE_WEBHOOK_SECRET": "whsec_12345678"}
    assert "https://checkout.stripe.com" in load({**demo, **stripe}).gateway_pages
    simulated = {**stripe, "UPCLONE_STRIPE_API_BASE": "http://127.0.0.1:9999/stripe"}
    assert load({**demo, **simulated}).gateway_pages == ("http://127.0.0.1:9999",)
