"""The table of settings in docs/operating.md, from the words that the page of settings has: `make words` writes it."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from upclone.entrypoints.settings import Settings, load, variable
from upclone.entrypoints.shown import Shown, shown
from upclone.entrypoints.web.words.admin_settings import ABOUT, GROUPS, told

OPERATING: Final = Path(__file__).parents[1] / "docs" / "operating.md"
BEGIN, END = "<!-- settings -->", "<!-- end of settings -->"
SEE: Final = {
    "verified_email_required": "[Quotas](#quotas)",
    "quotas": "[Quotas](#quotas)",
    "redis_url": "[Quotas](#quotas)",
    "stripe_secret_key": "[Gateways](gateways.md)",
    "paypal_client_id": "[Gateways](gateways.md)",
    "reconciliation_limit": "[Reconciliation](reconciliation.md)",
    "two_person_limit": "[Two people](#two-people-and-the-audit)",
    "sandbox": "[The sandbox gateway](#the-sandbox-gateway)",
    "smtp_url": "[Mail](#mail)",
    "s3_bucket": "[Files](#files)",
    "job_review": "[Moderation](moderation.md)",
    "company_vat_number": "[Invoices](invoices.md)",
    "company_small_business": "[Invoices](invoices.md)",
    "oidc": "[Signing in through others](#signing-in-through-google-linkedin-and-others)",
    "failpoint": "[When things fail](#when-things-fail)",
}
PROVIDER: Final = "`UPCLONE_OIDC_‹NAME›_CLIENT_ID`, `…_CLIENT_SECRET`, `…_ISSUER`, `…_TITLE`"


def table() -> str:
    """Group by group."""
    usual, demo = _usual(UPCLONE_SECRET_KEY="x" * 32), _usual(UPCLONE_DEMO="1")
    parts = []
    for group in GROUPS:
        rows = [_row(name, usual[name], demo[name]) for name in group.settings]
        parts.append(
            "\n".join((f"**{group.title}**\n", "| variable | by default | what it is |", "|---|---|---|", *rows))
        )
    return "\n\n".join(parts)


def renewed(text: str) -> str:
    """The document with its table as it should be."""
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n\n{table()}\n\n{END}{after}"


def _usual(**env: str) -> dict[str, Shown]:
    return {each.name: each for each in shown(load(env))}


def _row(name: str, usual: Shown, demo: Shown) -> str:
    about = told(usual).about
    default = str(about.unset) or _written(usual)
    if usual.usual != demo.usual and not about.unset:
        default += f"; {_written(demo)} in the demo"
    says = f"{about.title}. {about.says}" + "".join(f" `{value}`: {words}." for value, words in about.values.items())
    see = f" See {SEE[name]}." if name in SEE else ""
    spelled = PROVIDER if name == "oidc" else f"`{variable(name)}`"
    return f"| {spelled} | {default}{_bounds(name)} | {says}{see} |"


def _written(row: Shown) -> str:
    """As somebody would set it, with what it counts."""
    value, unit = {"True": "1", "False": "0"}.get(row.usual or "", row.usual), ABOUT[row.name].unit
    return (f"`{value}`" if value else "none") + (f" {unit.value}" if unit else "")


def _bounds(name: str) -> str:
    """What a figure may be."""
    known = Settings.model_fields[name].metadata
    least, most = ([getattr(each, end) for each in known if hasattr(each, end)] for end in ("ge", "le"))
    return f" ({least[0]} to {most[0]})" if least and most else ""


def main() -> None:
    """Write it."""
    OPERATING.write_text(renewed(OPERATING.read_text()))


if __name__ == "__main__":
    main()
