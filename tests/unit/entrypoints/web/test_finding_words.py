"""What rules find in a job is said in the reader's language."""

from upclone.domain.market import briefs, reviewing
from upclone.domain.market.briefs import Brief, Duration, Payment
from upclone.domain.market.suspicions import SUSPICIONS
from upclone.domain.money import Money
from upclone.entrypoints.web.words.market_findings import FOUND


def _budgets() -> set[str]:
    asked = [(payment, minor) for payment in Payment for minor in (1, 10**12)]
    made = [
        Brief("A menu", "Four pages.", payment, Money(minor, "EUR"), duration=Duration.DAYS) for payment, minor in asked
    ]
    return {found.words for brief in made for found in reviewing.review(brief)}


def test_everything_that_is_found_is_listed() -> None:
    """And nothing else: a list that nobody says any more would be translated for nobody."""
    loud = Brief("PLEASE WRITE ABOUT HOUSES", "Four pages.", Payment.FIXED, Money(50000, "EUR"))
    said = {each.words for each in SUSPICIONS} | {briefs.EVERY_JOB.words, reviewing.A_COPY.words} | _budgets()
    said |= {found.words for found in reviewing.review(loud)}
    assert said == set(FOUND)
