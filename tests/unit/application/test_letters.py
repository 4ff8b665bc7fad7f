"""Letters follow from events: to the right address, in the reader's language, and never with a link that is used."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from attrs import evolve

from tests import builders as build
from tests.builders import AT, OPERATOR, new_id
from tests.market_place import MarketPlace, SwitchedOn, market_place
from upclone.adapters.memory import FixedClock, MemoryStore, SteppingIds
from upclone.adapters.system import HmacSeals
from upclone.application.people.links import proof_of, token_of
from upclone.application.ports.mail import FACTS, Letter, LetterKind
from upclone.application.reactions.letters import LETTERS
from upclone.application.reactions.listening import LISTENERS
from upclone.domain.actors import Role
from upclone.domain.events import Event
from upclone.domain.people import accounts, addresses, factors, identities, proofs, suspensions
from upclone.domain.people.accounts import Account
from upclone.domain.people.proofs import Purpose


class Town:
    """One person, whose events are recorded here, and the letters that follow."""

    def __init__(self) -> None:
        ids = SteppingIds()
        self.store = MemoryStore(ids, LISTENERS)
        self.place: MarketPlace = market_place(self.store, FixedClock(), ids, SwitchedOn(()))
        self.ada: Account = evolve(build.account("Ada"), language="fr")
        with self.store() as work:
            work.accounts.add(self.ada)

    def proof(self, purpose: Purpose, address: str, used: bool = False) -> proofs.Proof:
        proof = proofs.ask(new_id(), self.ada, purpose, address, AT)
        with self.store() as work:
            work.proofs.add(proof)
            if used:
                work.proofs.spend(proof.id, purpose, AT)
        return proof

    def happens(self, kind: type[Event], **facts: Any) -> None:
        """Record an event about the person."""
        common: dict[str, Any] = {"subject_id": self.ada.id, "by": self.ada.id, "role": Role.HOLDER, "at": AT}
        with self.store() as work:
            work.record(kind(**{**common, **facts}))

    def letters(self) -> tuple[Letter, ...]:
        """What was sent, after every reaction has run twice."""
        for each in self.store.take_pending():
            for _ in range(2):
                self.place.reactions.react(each.event_id, each.reaction)
        return self.place.mail.letters


@pytest.fixture
def town() -> Town:
    return Town()


@pytest.mark.parametrize(
    ("event", "purpose", "kind", "page"),
    [
        (proofs.EmailVerificationAsked, Purpose.VERIFY_EMAIL, LetterKind.VERIFY_EMAIL, "/account/verify"),
        (proofs.PasswordResetAsked, Purpose.RESET_PASSWORD, LetterKind.RESET_PASSWORD, "/account/password"),
        (proofs.EmailChangeAsked, Purpose.CHANGE_EMAIL, LetterKind.CHANGE_EMAIL, "/account/email"),
    ],
)
def test_a_link_goes_to_the_address_that_is_to_be_proven(
    town: Town, event: type[Event], purpose: Purpose, kind: LetterKind, page: str
):
    """Once, with the link and the same code to paste, good for its own purpose alone."""
    proof = town.proof(purpose, "new@example.org")
    town.happens(event, proof_id=proof.id)
    [letter] = town.letters()
    assert (letter.kind, letter.to, letter.language) == (kind, "new@example.org", "fr")
    assert letter.facts["link"] == f"http://localhost{page}?token={letter.facts['code']}"
    assert letter.facts["expires_at"] == proof.expires_at.isoformat()
    seals = HmacSeals("a secret of tests, 32 letters long")
    assert [each for each in Purpose if proof_of(seals, each, letter.facts["code"])] == [purpose]
    assert proof_of(seals, purpose, letter.facts["code"]) == proof.id


def test_a_link_that_was_used_is_not_sent(town: Town):
    """A letter that waited for its server does not bring what is of no use any more."""
    proof = town.proof(Purpose.VERIFY_EMAIL, town.ada.email, used=True)
    town.happens(proofs.EmailVerificationAsked, proof_id=proof.id)
    assert town.letters() == ()


def test_the_old_address_can_object(town: Town):
    """Whoever had the address hears of the change there, with a link that undoes it, and not where it went."""
    undo = town.proof(Purpose.UNDO_EMAIL, "old@example.org")
    town.happens(addresses.EmailChanged, objection_id=undo.id)
    [letter] = town.letters()
    assert (letter.kind, letter.to) == (LetterKind.EMAIL_CHANGED, "old@example.org")
    assert letter.facts["link"].startswith("http://localhost/account/email/undo?token=")
    assert town.ada.email not in str(dict(letter.facts))


@pytest.mark.parametrize(
    ("event", "facts", "kind", "says"),
    [
        (addresses.EmailVerified, {}, LetterKind.WELCOME, {"link": "http://localhost/account/profile"}),
        (addresses.EmailRestored, {}, LetterKind.EMAIL_RESTORED, {"at": AT.isoformat()}),
        (accounts.PasswordChanged, {"reset": True}, LetterKind.PASSWORD_CHANGED, {"at": AT.isoformat()}),
        (
            suspensions.AccountSuspended,
            {"reason": "Spam."},
            LetterKind.ACCOUNT_SUSPENDED,
            {"reason": "Spam.", "until": ""},
        ),
        (
            suspensions.AccountSuspended,
            {"reason": "Spam.", "until": AT},
            LetterKind.ACCOUNT_SUSPENDED,
            {"until": AT.isoformat()},
        ),
        (suspensions.AccountBanned, {"reason": "Fraud."}, LetterKind.ACCOUNT_BANNED, {"reason": "Fraud."}),
        (suspensions.AccountReinstated, {}, LetterKind.ACCOUNT_REINSTATED, {"link": "http://localhost/sign-in"}),
        (
            identities.IdentityLinked,
            {"provider": "linkedin", "title": "LinkedIn", "opening": False},
            LetterKind.SIGN_IN_LINKED,
            {"provider": "LinkedIn"},
        ),
        (
            identities.IdentityUnlinked,
            {"provider": "linkedin", "title": "LinkedIn"},
            LetterKind.SIGN_IN_UNLINKED,
            {"provider": "LinkedIn"},
        ),
        (factors.SecondFactorEnabled, {}, LetterKind.SECOND_FACTOR_CHANGED, {"change": "on"}),
        (factors.SecondFactorDisabled, {}, LetterKind.SECOND_FACTOR_CHANGED, {"change": "off"}),
        (factors.RecoveryCodesRenewed, {}, LetterKind.SECOND_FACTOR_CHANGED, {"change": "codes"}),
        (factors.RecoveryCodeUsed, {"left": 4}, LetterKind.SECOND_FACTOR_CHANGED, {"change": "code_used", "left": "4"}),
    ],
)
def test_who_is_told_what(
    town: Town, event: type[Event], facts: dict[str, Any], kind: LetterKind, says: dict[str, str]
):
    """Each event brings one letter to the account's address, by name, however often its job runs."""
    by = OPERATOR.id if event.__name__.startswith("Account") else town.ada.id
    town.happens(event, by=by, **facts)
    [letter] = town.letters()
    assert (letter.kind, letter.to, letter.language) == (kind, town.ada.email, "fr")
    assert letter.facts["name"] == "Ada"
    assert says.items() <= letter.facts.items()


def test_nobody_writes_to_a_closed_account(town: Town):
    """Who left is left alone."""
    with town.store() as work:
        work.accounts.save(evolve(work.accounts.get(town.ada.id), state=accounts.State.CLOSED))
    town.happens(accounts.PasswordChanged, reset=False)
    assert town.letters() == ()


def test_every_letter_hears_of_its_event():
    """An event with a letter has the reaction; nothing else has."""
    assert {name for name, reactions in LISTENERS.items() if "letter" in reactions} == {e.__name__ for e in LETTERS}


@pytest.mark.parametrize("token", ["", ".", "x" * 32, f"{'0' * 32}.", f"{'0' * 32}.{'A' * 43}", "é.é", "zz.zz"])
def test_a_token_that_we_never_sent_names_no_proof(token: str):
    """Guessing, cutting and pasting lead nowhere."""
    assert proof_of(HmacSeals("a secret of tests, 32 letters long"), Purpose.VERIFY_EMAIL, token) is None


def test_a_token_is_of_one_installation():
    """Another secret makes other links."""
    proof = proofs.ask(UUID(int=7), build.account(), Purpose.VERIFY_EMAIL, "a@example.org", AT + timedelta(days=1))
    token = token_of(HmacSeals("one secret"), proof)
    assert proof_of(HmacSeals("another secret"), Purpose.VERIFY_EMAIL, token) is None


def test_a_letter_says_all_its_facts_and_no_others():
    """A template never meets a fact that is missing."""
    with pytest.raises(AssertionError):
        Letter("a@example.org", "en", LetterKind.WELCOME, {"name": "Ada"}, "key")
    assert set(FACTS) == set(LetterKind)
