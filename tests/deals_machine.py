"""A random walk through whole deals: every command, by anybody, in any order, with a gateway that answers as it likes.

Each command is previewed first. The preview must leave nothing behind and must say exactly what then happens, worked
out from the store itself; a refused command must change nothing; and after every step the money must be right.
Stores inherit the machine and say how to begin.
"""

from __future__ import annotations

import sys
from abc import abstractmethod
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import timedelta
from functools import partial
from typing import Any, TypeVar
from uuid import UUID

from attrs import fields, frozen
from hypothesis import note
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from tests import invariants
from tests.deals_commands import COMMANDS, Scene
from tests.gateway_world import GatewayWorld, Mood, Seen
from tests.market_place import MarketPlace
from tests.outcomes import foretold, happened
from tests.snapshots import Snapshot
from upclone.adapters.memory import FixedClock
from upclone.application.deals.contracts import Offered
from upclone.application.ports.gateways import Answer, Notice, Operation, Status
from upclone.application.reactions.listening import LISTENERS, NOTIFY
from upclone.domain.actors import member
from upclone.domain.deals.milestones import Milestone
from upclone.domain.errors import Unavailable, UpcloneError
from upclone.domain.market.briefs import Brief, Payment
from upclone.domain.market.rounds import Step
from upclone.domain.money import Money
from upclone.domain.people.accounts import Account, AccountRole

Value = TypeVar("Value")
DATA = st.data()
MARKET = ("jobs_", "proposals_", "invitations_", "accounts_", "sanctions_", "contracts_")
WORK = ("milestones_", "escrow_fund")
DISPUTES = ("disputes_",)
MONEY = ("transfers_", "escrow_fund", "escrow_return", "milestones_release", "milestones_refund")
ANYTHING = ("",)
DONE: Counter[str] = Counter()
"""How often each command went through, and how often it was refused (`name!`), over all walks of this process."""


@frozen
class Bench:
    """A store to walk on. `take` hands over the reactions that wait: (event, reaction)."""

    place: MarketPlace
    clock: FixedClock
    world: GatewayWorld
    snapshot: Callable[[], Snapshot]
    take: Callable[[], list[tuple[UUID, str]]]


class DealsMachine(RuleBasedStateMachine):
    """Inherit it, and begin."""

    bench: Bench

    @abstractmethod
    def begin(self) -> Bench:
        """A store with nothing in it."""

    @initialize(data=DATA)
    def two_contracts_run(self, data: st.DataObject) -> None:
        """Two clients, two freelancers, one who is both, two operators; each client has a signed contract. One is paid
        for its first milestone, the other's payment is under way."""
        self.bench = self.begin()
        self.place, self.world, self.clock = self.bench.place, self.bench.world, self.bench.clock
        self.world.lent = lambda: any(each.kind == "freelancer_debt" for each in invariants.sums(self.bench.snapshot()))
        self.waiting: list[tuple[UUID, str]] = []
        both = frozenset({AccountRole.CLIENT, AccountRole.FREELANCER})
        ada, bela = (self._sign_up(name, both - {AccountRole.FREELANCER}) for name in ("Ada", "Bela"))
        cleo, dan = (self._sign_up(name, both - {AccountRole.CLIENT}) for name in ("Cleo", "Dan"))
        self._sign_up("Ege", both)
        for name in ("Olga", "Otto"):
            self.place.accounts.create_admin(f"{name}@example.org", "long enough", name)
        pairs = ((ada, cleo, "EUR"), (bela, data.draw(st.sampled_from([cleo, dan])), data.draw(CURRENCY)))
        for client, freelancer, currency in pairs:
            amounts = data.draw(st.lists(AMOUNT, min_size=1, max_size=3))
            self._hire(client, freelancer, [Money(minor, currency) for minor in amounts], data.draw(KILL_FEES))
        self._tell_people()
        self.now = self.bench.snapshot()
        first, second = (milestone for milestone in self.now.all(Milestone) if milestone.number == 1)
        self._fund(first, Mood.INSTANT)
        self._fund(second, Mood.PENDING)
        self._settled(self.bench.snapshot())

    def _fund(self, milestone: Milestone, mood: Mood) -> None:
        client = member(milestone.parties.client)
        self.place.escrow.fund(client, milestone.contract_id, milestone.id, milestone.amount, "sandbox", "tok_ok")
        self._tell_people()
        self.world.mood = mood
        self.place.reactions.react(*self.waiting.pop())
        self.world.mood = Mood.PENDING

    def _sign_up(self, name: str, roles: frozenset[AccountRole]) -> Account:
        return self.place.accounts.sign_up(f"{name}@example.org", "long enough", name, roles)

    def _hire(self, client: Account, freelancer: Account, amounts: list[Money], kill_fee: int) -> None:
        plan = tuple(Step(f"Part {number}", amount) for number, amount in enumerate(amounts, 1))
        whole = Money(sum(amount.amount_minor for amount in amounts), amounts[0].currency)
        place = self.place
        job = place.jobs.post(client.actor, Brief("Fence", "White.", Payment.FIXED, Money(1_000_000, whole.currency)))
        proposal = place.proposals.bid(freelancer.actor, job.id, whole, "I paint.", plan)
        offered = Offered(kill_fee_basis_points=kill_fee, review_days=1, answer_days=1, negotiation_days=2)
        contract = place.contracts.hire(client.actor, job.id, proposal.id, offered)
        for account in (client, freelancer):
            place.contracts.sign(account.actor, contract.id, contract.terms.digest())

    @rule(data=DATA)
    @precondition(lambda self: _sensible(self.now, MARKET))
    def market(self, data: st.DataObject) -> None:
        """Jobs, proposals, and contracts up to their end."""
        self._do(data, MARKET)

    @rule(data=DATA)
    @precondition(lambda self: _sensible(self.now, WORK))
    def work(self, data: st.DataObject) -> None:
        """Milestones and their money."""
        self._do(data, WORK)

    @rule(data=DATA)
    @precondition(lambda self: _sensible(self.now, WORK))
    def work_goes_on(self, data: st.DataObject) -> None:
        """The same again: most of what people do here is this."""
        self._do(data, WORK)

    @rule(data=DATA)
    @precondition(lambda self: _sensible(self.now, DISPUTES))
    def disputes(self, data: st.DataObject) -> None:
        """Disputes."""
        self._do(data, DISPUTES)

    @rule(data=DATA)
    @precondition(lambda self: _sensible(self.now, MONEY))
    def money(self, data: st.DataObject) -> None:
        """Withdrawals, and payments that went wrong."""
        self._do(data, MONEY)

    @rule(data=DATA)
    def anything_by_anybody(self, data: st.DataObject) -> None:
        """Any command, on anything, by anybody: mostly refused, and then nothing may have changed."""
        chosen = data.draw(st.sampled_from(sorted(COMMANDS)), label="command")
        self._do_by_anybody(data, chosen, self.now.all(COMMANDS[chosen].on))

    @rule(data=DATA)
    def the_right_thing_by_anybody(self, data: st.DataObject) -> None:
        """A command that could go through, by anybody: it does only for whom it is."""
        chosen = data.draw(st.sampled_from(_sensible(self.now, ANYTHING)), label="command")
        self._do_by_anybody(data, chosen, COMMANDS[chosen].makes_sense(self.now))

    def _do_by_anybody(self, data: st.DataObject, chosen: str, subjects: list[Any]) -> None:
        scene, command = self._scene(data), COMMANDS[chosen]
        if not subjects:
            return
        subject = _pick(data, subjects)
        actor = _pick(data, [account.actor for account in scene.now.all(Account)])
        if self._attempt(command.call(scene, actor, subject), chosen):
            assert command.entitles(scene, actor, subject), f"{actor} had no right to {chosen}"

    def _do(self, data: st.DataObject, names: tuple[str, ...]) -> None:
        scene = self._scene(data)
        name = data.draw(st.sampled_from(_sensible(self.now, names)), label="command")
        actor, subject = _pick(data, list(COMMANDS[name].aims(scene)))
        self._attempt(COMMANDS[name].call(scene, actor, subject), name)

    def _scene(self, data: st.DataObject) -> Scene:
        return Scene(self.place, self.now, data.draw)

    @rule(data=DATA)
    @precondition(lambda self: self.waiting)
    def the_gateway_is_called(self, data: st.DataObject) -> None:
        """A reaction runs: in any order, more than once, and the gateway may not answer."""
        chosen = _pick(data, self.waiting)
        self.world.mood = data.draw(st.sampled_from([*Mood, Mood.PENDING, Mood.INSTANT]), label="mood")
        before = self.now
        try:
            self.place.reactions.react(*chosen)
            if data.draw(st.booleans(), label="the job is done for good"):
                self.waiting.remove(chosen)
        except Unavailable:
            assert self.world.mood in (Mood.DOWN, Mood.CUT)
        finally:
            self.world.mood = Mood.PENDING
        self._settled(before)

    @rule(data=DATA)
    @precondition(lambda self: self.world.operations)
    def the_gateway_moves(self, data: st.DataObject) -> None:
        """A payer approves or does not, a bank pays or does not, and later takes it back."""
        known = list(self.world.operations.values())
        pending = [each for each in known if each.status is Status.PENDING]
        seen = _pick(data, pending if pending and data.draw(st.booleans(), label="one that is pending") else known)
        asked = seen.asked
        if seen.status is Status.PENDING:
            ends = [Status.SUCCEEDED, Status.SUCCEEDED, Status.FAILED]
            end = data.draw(st.sampled_from(ends + [Status.EXPIRED] * (seen.operation is Operation.PAYMENT)))
            if end is Status.SUCCEEDED:
                self.world.succeed(seen, self._paid(data, seen))
            else:
                self.world.end(seen, end)
        elif seen.status is Status.SUCCEEDED and seen.operation is not Operation.PAYMENT:
            self.world.end(seen, Status.FAILED)
        elif seen.status is Status.SUCCEEDED and len(self.world.extras) < 3:
            self.world.pay_again(seen, data.draw(st.sampled_from([asked, Money(5, asked.currency)])))
        if data.draw(st.booleans(), label="it is told at once"):
            self._attempt_settling(self.world.say(seen))

    def _paid(self, data: st.DataObject, seen: Seen) -> Money:
        """What was asked for, now and then another sum or another currency. A transfer moves what it was asked to."""
        minor, currency = seen.asked.amount_minor, seen.asked.currency
        wrong = [Money(minor + 1, currency), Money(max(1, minor - 1), currency), Money(minor, "PLN")]
        right = [seen.asked] * 6
        return data.draw(st.sampled_from(right + wrong if seen.operation is Operation.PAYMENT else right))

    @rule(data=DATA)
    @precondition(lambda self: self.world.operations)
    def the_gateway_tells(self, data: st.DataObject) -> None:
        """A webhook, the poller, an old answer again, a payment that came twice, a letter about nothing."""
        way = data.draw(st.sampled_from(["webhook", "poll", "again", "twice", "unknown"]), label="way")
        before = self.now
        if way == "webhook":
            seen = _pick(data, list(self.world.operations.values()))
            self.place.operations.noticed("sandbox", Notice("any", seen.operation, seen.key))
            self._settled(before)
        elif way == "poll":
            self.clock.advance(timedelta(seconds=20))
            self.world.mood = data.draw(st.sampled_from([Mood.PENDING, Mood.DOWN, Mood.DECLINING]), label="mood")
            self.place.operations.poll()
            self.place.lookbacks.look()
            self.world.mood = Mood.PENDING
            self._settled(before)
        elif way == "again" and self.world.answers:
            self._attempt_settling(_pick(data, self.world.answers))
        elif way == "twice" and self.world.extras:
            ref = data.draw(st.sampled_from(sorted(self.world.extras)))
            self.world.extras_told.add(ref)
            self._attempt_settling(self.world.extras[ref].answer)
        elif way == "unknown":
            key = data.draw(st.sampled_from([str(self.place.ids.new()), "what?", f"{self.place.ids.new()}:1"]))
            operation = data.draw(st.sampled_from(Operation))
            self._attempt_settling(Answer(operation, key, Status.SUCCEEDED, "ref", Money(1, "EUR")))
            assert self.bench.snapshot() == before

    def _attempt_settling(self, answer: Answer) -> None:
        self._attempt(lambda: self.place.operations.settle(answer), f"settle {answer.operation} {answer.status}")

    @rule(data=DATA)
    def time_passes(self, data: st.DataObject) -> None:
        """To any deadline, the second before or after it; what is due may happen then, in any order, or not yet."""
        due = sorted({each.at for each in self.now.due.values()})
        now = self.clock.now()
        steps = [timedelta(seconds=1), timedelta(hours=5)]
        steps += [at + timedelta(seconds=off) - now for at in due[:4] for off in (-1, 0, 1)]
        self.clock.advance(data.draw(st.sampled_from([step for step in steps if step > timedelta(0)])))
        if data.draw(st.integers(0, 9), label="a stray job") == 9:
            kinds = ("contract", "milestone", "hold", "dispute", "job", "proposal", "invitation", "sanction")
            known = [(type(each).__name__.lower(), id) for id, (each, _) in self.now.objects.items()]
            self._fire(*_pick(data, [(kind, id) for kind, id in known if kind in kinds]))

    @rule(data=DATA)
    @precondition(lambda self: self._overdue())
    def a_deadline_fires(self, data: st.DataObject) -> None:
        """The job of a deadline that is over runs."""
        self._fire(*_pick(data, self._overdue()))

    def _overdue(self) -> list[tuple[str, UUID]]:
        return [(each.process, id) for id, each in self.now.due.items() if each.over_at <= self.clock.now()]

    def _fire(self, process: str, id: UUID) -> None:
        """Due, early, or when the object has long moved on."""
        before = self.now
        self._attempt(lambda: self.place.deadlines.fire(process, id), f"fire {process}")
        if (due := before.due.get(id)) is None or due.over_at > self.clock.now():
            assert self.now == before, "nothing happens before the second of a deadline is over"
        left = self.now.due.get(id)
        waits = process in ("milestone", "dispute") and self._withheld(id)
        assert waits or left is None or left.over_at > self.clock.now(), "what is due happens when its deadline fires"

    def _withheld(self, id: UUID) -> bool:
        """Whether an operator holds money of the contract that it is a part of."""
        found = self.now.objects.get(id)
        return found is not None and self.now.get(found[0].contract_id).withheld

    def _attempt(self, call: Callable[[], object], name: str) -> bool:
        """Preview it, do it, and compare. The answer says whether it went through."""
        note(f"at {self.clock.now():%d.%m. %H:%M:%S}: {name}")
        before = self.now
        expected: object
        try:
            expected = foretold(self.place.previews.preview(call), before)
        except UpcloneError as error:
            expected = _facts(error)
        assert self.bench.snapshot() == before, "a preview leaves nothing behind"
        refused = _refusal(call)
        if refused is not None:
            assert refused == expected, "the preview is refused as the command is"
            assert self.bench.snapshot() == before, "a refused command changes nothing"
            DONE[f"{name}!"] += 1
            return False
        DONE[name] += 1
        after = self.bench.snapshot()
        news = {each.id: each.event.name for each in after.history} if after.history != before.history else {}
        old = {each.id for each in before.history}
        follows = {(id, each) for id, event in news.items() if id not in old for each in LISTENERS.get(event, ())}
        assert after.queued == before.queued | follows, "what follows waits in the same transaction"
        self._tell_people()
        assert happened(before, after, self.bench.snapshot()) == expected, "the preview is what happened"
        self._settled(before)
        return True

    def _tell_people(self) -> None:
        """Run the notifications that wait, twice: it makes no difference. Calls of the gateway wait for their rule."""
        taken = self.bench.take()
        self.waiting += [each for each in taken if each[1] != NOTIFY]
        for event_id, reaction in [*taken, *taken]:
            if reaction == NOTIFY:
                self.place.reactions.react(event_id, reaction)

    def _settled(self, before: Snapshot) -> None:
        self._tell_people()
        self.now = now = self.bench.snapshot()
        invariants.check_step(before, now)
        invariants.check(now)
        invariants.check_gateway(now, self.world.known())

    def _goes_through(self, call: Callable[[], object]) -> None:
        before = self.now
        call()
        self._settled(before)

    def teardown(self) -> None:
        """Once everything was called, answered and told, nothing is on its way and the gateway agrees to the cent."""
        if sys.exc_info()[0] is not None:
            return  # the walk failed, or was given up: its end would hide why
        place, world = self.place, self.world
        for _ in range(2):
            for waiting in self.waiting:
                self._goes_through(partial(place.reactions.react, *waiting))
            for seen in list(world.operations.values()):
                if seen.status is Status.PENDING:
                    world.succeed(seen)
                notice = Notice("last", seen.operation, seen.key)
                self._goes_through(partial(place.operations.noticed, "sandbox", notice))
            for ref, extra in world.extras.items():
                world.extras_told.add(ref)
                self._goes_through(partial(place.operations.settle, extra.answer))
            self.clock.advance(timedelta(minutes=1))
            self._goes_through(place.operations.poll)
        assert self.world.known() == self.world.funds()
        invariants.check_rest(self.now)


CURRENCY = st.sampled_from(["EUR", "JPY", "KWD", "BHD"])
AMOUNT = st.sampled_from([1, 99, 1_005, 12_345, 99_999, 250_001, 1_000_000])
KILL_FEES = st.sampled_from([0, 3_333, 10_000])


def _facts(error: UpcloneError) -> tuple[object, ...]:
    """Errors compare by identity; what they say must be the same."""
    return (type(error), *(getattr(error, each.name) for each in fields(type(error))))


def _sensible(now: Snapshot, names: tuple[str, ...]) -> list[str]:
    """The commands whose names begin so that could go through now."""
    return sorted(name for name, each in COMMANDS.items() if name.startswith(names) and each.makes_sense(now))


def _pick(data: st.DataObject, values: Sequence[Value]) -> Value:
    """One of them, drawn as its place: a failing walk is then short to read."""
    return values[data.draw(st.integers(0, len(values) - 1), label="which")]


def _refusal(call: Callable[[], object]) -> tuple[object, ...] | None:
    try:
        call()
    except UpcloneError as error:
        return _facts(error)
    return None
