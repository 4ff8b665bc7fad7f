"""What is told of settings: everything but secrets, what differs from what it would be, and each in words."""

from tests.settings_table import OPERATING, renewed
from upclone.entrypoints.settings import Settings, load
from upclone.entrypoints.shown import shown
from upclone.entrypoints.web.words.admin_settings import ABOUT

SECRET = "x" * 32


def told(**env: str) -> dict[str, tuple[str | None, str | None, bool]]:
    found = shown(load({"UPCLONE_SECRET_KEY": SECRET, **env}))
    return {each.variable: (each.value, each.usual, each.is_set) for each in found}


def test_nothing_is_changed_but_what_was_set():
    """Values that follow from others count as theirs."""
    assert [name for name, (_, _, is_set) in told().items() if is_set] == ["UPCLONE_SECRET_KEY"]
    rows = told(UPCLONE_PORT="9000", UPCLONE_HELD_DAYS="90", UPCLONE_PAYOUT_METHOD_DAYS="5")
    assert rows["UPCLONE_PORT"] == ("9000", "8000", True)
    assert rows["UPCLONE_BASE_URL"] == ("http://127.0.0.1:9000", "http://127.0.0.1:9000", False)
    assert rows["UPCLONE_HELD_DAYS"] == ("90", "90", False)
    assert rows["UPCLONE_PAYOUT_METHOD_DAYS"] == ("5", "3", True)


def test_the_demo_has_its_own_defaults():
    """What the demo switches by itself nobody has changed."""
    rows = {each.variable: each for each in shown(load({"UPCLONE_DEMO": "1"}))}
    assert [name for name, each in rows.items() if each.is_set] == ["UPCLONE_DEMO"]
    assert rows["UPCLONE_PAYOUT_METHOD_DAYS"].usual == "0"


def test_an_address_that_was_set_is_changed_and_its_sender_follows():
    """The sender of letters comes from the address."""
    rows = told(UPCLONE_BASE_URL="https://market.example.org")
    assert rows["UPCLONE_BASE_URL"] == ("https://market.example.org", "http://127.0.0.1:8000", True)
    assert rows["UPCLONE_MAIL_FROM"][2] is False


def test_secrets_are_only_there_or_not():
    """Neither what they are nor what they would be."""
    rows = told(UPCLONE_STRIPE_SECRET_KEY="sk_live_1234", UPCLONE_STRIPE_WEBHOOK_SECRET="whsec_1234")
    assert rows["UPCLONE_STRIPE_SECRET_KEY"] == (None, None, True)
    assert rows["UPCLONE_PAYPAL_CLIENT_SECRET"] == (None, None, False)


def test_every_setting_has_its_words():
    """A new one is described before it can be set."""
    assert ABOUT.keys() == Settings.model_fields.keys()


def test_the_table_for_operators_says_the_same():
    """docs/operating.md has it from there: `make words` writes it."""
    kept = OPERATING.read_text()
    assert renewed(kept) == kept
