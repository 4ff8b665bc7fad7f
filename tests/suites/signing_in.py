"""What a store promises of sessions, links, keys of scripts and second factors. Both stores pass it."""

from __future__ import annotations

import hashlib
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import UUID

import pytest
from attrs import evolve

from tests import builders as build
from tests.builders import AT, new_id
from upclone.application.ports.store import UnitOfWork
from upclone.domain.errors import NotFound
from upclone.domain.people import proofs, sessions
from upclone.domain.people.accounts import Account, AccountRole, State
from upclone.domain.people.factors import SecondFactor
from upclone.domain.people.proofs import Proof, Purpose
from upclone.domain.people.sessions import Origin, Session
from upclone.domain.people.tokens import PersonalToken, Scope

HOUR = timedelta(hours=1)
LATER = AT + HOUR


def hash_of(text: object) -> bytes:
    return hashlib.sha256(str(text).encode()).digest()


def session_of(account: Account) -> Session:
    return sessions.begin(new_id(), account.id, Origin("192.0.2.7", "Firefox"), AT)


def token_of(account: Account, key: str) -> PersonalToken:
    return PersonalToken(new_id(), account.id, "Export", hash_of(key), frozenset({Scope.READ, Scope.MONEY}), AT, LATER)


class SigningInSuite:
    """Inherit it, and say where the store comes from."""

    @pytest.fixture
    def unit_of_work(self) -> UnitOfWork:
        raise NotImplementedError

    @pytest.fixture
    def account(self, unit_of_work: UnitOfWork) -> Account:
        made = build.account()
        with unit_of_work() as work:
            work.accounts.add(made)
        return made

    @pytest.fixture
    def session(self, unit_of_work: UnitOfWork, account: Account) -> Session:
        made = session_of(account)
        with unit_of_work() as work:
            work.sessions.add(made)
        return made

    def test_a_session_opens_its_account(self, unit_of_work: UnitOfWork, account: Account, session: Session):
        """Session and account come together, as they are now."""
        with unit_of_work() as work:
            work.accounts.save(evolve(account, name="Ada King"))
        with unit_of_work() as work:
            opened = work.sessions.opened(session.id)
            assert opened == (evolve(account, name="Ada King"), session)
            assert work.sessions.opened(new_id()) is None

    def test_a_revoked_session_opens_nothing(self, unit_of_work: UnitOfWork, account: Account, session: Session):
        """Only its own account ends it, and once."""
        with unit_of_work() as work:
            assert not work.sessions.revoke(new_id(), session.id, AT)
            assert work.sessions.revoke(account.id, session.id, AT)
            assert not work.sessions.revoke(account.id, session.id, AT)
        with unit_of_work() as work:
            assert work.sessions.opened(session.id) is None
            assert work.sessions.of(account.id) == ()

    def test_sessions_are_listed_by_their_last_use(self, unit_of_work: UnitOfWork, account: Account, session: Session):
        """The last used first; all but one can be ended together."""
        other = session_of(account)
        with unit_of_work() as work:
            work.sessions.add(other)
            work.sessions.saw(session.id, LATER)
        with unit_of_work() as work:
            assert work.sessions.of(account.id) == (evolve(session, seen_at=LATER), other)
            assert work.sessions.revoke_all(account.id, LATER, but=other.id) == 1
            assert [each.id for each in work.sessions.of(account.id)] == [other.id]
            assert work.sessions.revoke_all(account.id, LATER) == 1

    def test_a_refresh_token_is_good_for_once(self, unit_of_work: UnitOfWork, session: Session):
        """It names its session once; afterwards it is known to be spent, and when."""
        key = hash_of(session.id)
        with unit_of_work() as work:
            work.sessions.keep_refresh(session.id, key, LATER)
        with unit_of_work() as work:
            assert work.sessions.spent(key) is None
            assert work.sessions.spend_refresh(key, AT) == session.id
            assert work.sessions.spend_refresh(key, AT) is None
            spent = work.sessions.spent(key)
        assert spent is not None
        assert (spent.session_id, spent.used_at) == (session.id, AT)

    def test_a_refresh_token_ends(self, unit_of_work: UnitOfWork, account: Account, session: Session):
        """With its time, and with its session."""
        old, new = hash_of(("old", session.id)), hash_of(new_id())
        with unit_of_work() as work:
            work.sessions.keep_refresh(session.id, old, AT)
            work.sessions.keep_refresh(session.id, new, LATER)
            assert work.sessions.spend_refresh(old, AT) is None
            work.sessions.revoke(account.id, session.id, AT)
            assert work.sessions.spend_refresh(new, AT) is None

    def test_of_many_at_once_one_gets_the_refresh_token(self, unit_of_work: UnitOfWork, session: Session):
        """Eight spend it together: one has it."""
        key = hash_of(session.id)
        with unit_of_work() as work:
            work.sessions.keep_refresh(session.id, key, LATER)

        def spend(_: int) -> UUID | None:
            with unit_of_work() as work:
                return work.sessions.spend_refresh(key, AT)

        with ThreadPoolExecutor(8) as pool:
            got = list(pool.map(spend, range(8)))
        assert got.count(session.id) == 1
        assert got.count(None) == 7

    @pytest.fixture
    def proof(self, unit_of_work: UnitOfWork, account: Account) -> Proof:
        made = proofs.ask(new_id(), account, Purpose.RESET_PASSWORD, account.email, AT)
        with unit_of_work() as work:
            work.proofs.add(made)
        return made

    def test_a_proof_is_good_for_once(self, unit_of_work: UnitOfWork, proof: Proof):
        """For its purpose, within its time, once."""
        with unit_of_work() as work:
            assert work.proofs.get(proof.id) == proof
            assert work.proofs.spend(proof.id, Purpose.VERIFY_EMAIL, AT) is None
            assert work.proofs.spend(proof.id, Purpose.RESET_PASSWORD, proof.expires_at) is None
            assert work.proofs.spend(proof.id, Purpose.RESET_PASSWORD, AT) == evolve(proof, used_at=AT)
            assert work.proofs.spend(proof.id, Purpose.RESET_PASSWORD, AT) is None
        with pytest.raises(NotFound), unit_of_work() as work:
            work.proofs.get(new_id())

    def test_proofs_are_cancelled_by_their_purpose(self, unit_of_work: UnitOfWork, account: Account, proof: Proof):
        """Those of other purposes still hold."""
        with unit_of_work() as work:
            work.proofs.cancel(account.id, Purpose.CHANGE_EMAIL, at=AT)
            assert work.proofs.get(proof.id).used_at is None
            work.proofs.cancel(account.id, Purpose.CHANGE_EMAIL, Purpose.RESET_PASSWORD, at=AT)
            assert work.proofs.spend(proof.id, Purpose.RESET_PASSWORD, AT) is None

    def test_a_key_of_a_script_opens_its_account(self, unit_of_work: UnitOfWork, account: Account):
        """Until its end, and until it is revoked by its own account."""
        token = token_of(account, f"first of {account.id}")
        with unit_of_work() as work:
            work.personal_tokens.add(token)
        with unit_of_work() as work:
            assert work.personal_tokens.opened(token.hash, AT) == (account, token)
            assert work.personal_tokens.opened(token.hash, LATER) is None
            assert work.personal_tokens.opened(hash_of("another"), AT) is None
            work.personal_tokens.saw(token.id, AT)
            assert work.personal_tokens.of(account.id) == (evolve(token, used_at=AT),)
            assert not work.personal_tokens.revoke(new_id(), token.id, AT)
            assert work.personal_tokens.revoke(account.id, token.id, AT)
            assert not work.personal_tokens.revoke(account.id, token.id, AT)
            assert work.personal_tokens.opened(token.hash, AT) is None
            assert work.personal_tokens.of(account.id) == ()

    def test_all_keys_of_an_account_end_together(self, unit_of_work: UnitOfWork, account: Account):
        """Newest first in the list; none is left."""
        made = [token_of(account, f"{number} of {account.id}") for number in range(3)]
        with unit_of_work() as work:
            for token in made:
                work.personal_tokens.add(token)
            assert work.personal_tokens.of(account.id) == tuple(reversed(made))
            assert work.personal_tokens.revoke_all(account.id, AT) == 3
            assert work.personal_tokens.of(account.id) == ()

    def test_a_second_factor_takes_each_step_once(self, unit_of_work: UnitOfWork, account: Account):
        """No code is taken twice, and none from before."""
        factor = SecondFactor(account.id, "sealed", AT)
        with unit_of_work() as work:
            assert work.second_factors.of(account.id) is None
            work.second_factors.put(factor)
            work.second_factors.put(evolve(factor, confirmed_at=AT, step=5))
        with unit_of_work() as work:
            assert [work.second_factors.take_step(account.id, step) for step in (5, 4, 6, 6)] == [
                False,
                False,
                True,
                False,
            ]
            assert work.second_factors.of(account.id) == evolve(factor, confirmed_at=AT, step=6)

    def test_a_recovery_code_is_good_for_once(self, unit_of_work: UnitOfWork, account: Account):
        """New ones take the place of the old; dropping the factor drops them."""
        with unit_of_work() as work:
            work.second_factors.put(SecondFactor(account.id, "sealed", AT))
            work.second_factors.put_codes(account.id, (hash_of(0),))
            work.second_factors.put_codes(account.id, (hash_of(1), hash_of(2)))
            assert [work.second_factors.spend_code(account.id, hash_of(each), AT) for each in (0, 1, 1)] == [
                False,
                True,
                False,
            ]
            assert work.second_factors.codes_left(account.id) == 1
            work.second_factors.drop(account.id)
        with unit_of_work() as work:
            assert work.second_factors.of(account.id) is None
            assert work.second_factors.codes_left(account.id) == 0

    def test_admins_who_may_act_are_counted(self, unit_of_work: UnitOfWork, account: Account):
        """A suspended one holds no door open."""
        admin = build.account(role=AccountRole.ADMIN)
        away = build.account(role=AccountRole.ADMIN, state=State.SUSPENDED)
        with unit_of_work() as work:
            for each in (admin, away):
                work.accounts.add(each)
        with unit_of_work() as work:
            found = {each.id for each in work.accounts.lock_admins()}
        assert admin.id in found
        assert not {away.id, account.id} & found
