"""The state of one simulator: everything in it is read and changed under `lock`."""

from __future__ import annotations

import heapq
import random
import time
import traceback
from collections.abc import Callable
from threading import Event, RLock, Thread

from attrs import define, field

from tests.simulator.faults import Faults
from tests.simulator.ledger import Effect, Ledger
from tests.simulator.letters import WRONG_SECRET, Hook, Letter, Office, deliver
from tests.simulator.wire import Half

SECRETS = {"stripe": "whsec_simulator", "paypal": "WHSIMULATOR"}


@define(eq=False)
class World:
    """`halves` builds each gateway anew at a reset. `address` is where this simulator listens."""

    halves_of: Callable[[World], dict[str, Half]]
    address: str = ""
    upclone: str = ""
    lock: RLock = field(factory=RLock)
    stopping: Event = field(factory=Event)
    healed: Event = field(factory=Event)
    halves: dict[str, Half] = field(init=False)
    ledger: Ledger = field(init=False)
    faults: Faults = field(init=False)
    office: Office = field(init=False)
    offset: float = field(init=False)
    bugs: list[str] = field(factory=list)
    sending: int = field(default=0, init=False)
    round: int = field(default=0, init=False)
    _due: list[tuple[float, int, Callable[[], None]]] = field(init=False)
    _number: int = field(default=0, init=False)

    def __attrs_post_init__(self) -> None:
        self.reset(0)

    def reset(self, seed: int) -> None:
        """Everything as on the first day. Calls that hang are let go."""
        self.healed.set()
        self.healed = Event()
        self.round += 1
        self.ledger, self.faults, self.office = Ledger(), Faults(seed=seed), Office(chance=random.Random(seed))
        self.offset, self._due, self.bugs = 0.0, [], []
        self.halves = self.halves_of(self)
        for name in self.halves:
            url = f"{self.upclone}/webhooks/{name}" if self.upclone else ""
            self.office.hooks[name] = Hook(url, SECRETS.get(name, ""))

    def now(self) -> float:
        """Unix seconds on the simulator's clock."""
        return time.time() + self.offset

    def later(self, seconds: float, action: Callable[[], None]) -> None:
        """Do it when the clock has come so far."""
        self._number += 1
        heapq.heappush(self._due, (self.now() + seconds, self._number, action))

    def run_due(self) -> bool:
        """Do what is due, in its order; whether there was anything."""
        now, worked = self.now(), False
        while self._due and self._due[0][0] <= now:
            heapq.heappop(self._due)[2]()
            worked = True
        return worked

    def advance(self, seconds: float) -> None:
        """Move the clock; what becomes due happens."""
        self.offset += seconds
        while self.run_due():
            pass

    def heal(self) -> None:
        """No faults any more; calls that hang are let go; letters that were held, delayed or lost go out."""
        self.faults.stop()
        self.healed.set()
        self.healed = Event()
        self.office.flush(self.now())

    def moved(self, effect: Effect) -> None:
        """A balance changed."""
        self.ledger.move(effect)

    def tell(self, api: str, body: bytes, forged: bool = False) -> None:
        """Something happened that the gateway writes a letter about."""
        self.office.write(api, body, self.now(), forged)

    def at_rest(self) -> bool:
        """Nothing is due, no letter waits that could go."""
        with self.lock:
            now = self.now()
            return not self.sending and not self.office.waiting(now) and not (self._due and self._due[0][0] <= now)

    def start(self) -> None:
        """Let time pass, and the post go, by themselves."""
        Thread(target=self._tick, name="post", daemon=True).start()

    def _tick(self) -> None:
        while not self.stopping.is_set():
            try:
                worked = self._step()
            except Exception:  # noqa: BLE001 - a bug of the simulator's: tests look for it
                self.bugs.append(traceback.format_exc())
                worked = False
            if not worked:
                self.stopping.wait(0.01)

    def _step(self) -> bool:
        with self.lock:
            worked = self.run_due()
            letter, round_ = self.office.next(self.now()), self.round
            if letter is None:
                return worked
            hook = self.office.hooks[letter.api]
            secret = WRONG_SECRET if letter.forged else hook.secret
            headers = dict(self.halves[letter.api].sign(letter.body, secret))
            self.sending += 1
        try:
            answer = deliver(hook.url, letter.body, headers)
        finally:
            with self.lock:
                self.sending -= 1
        if round_ == self.round:
            self._sent(letter, answer)
        return True

    def _sent(self, letter: Letter, answer: str) -> None:
        with self.lock:
            letter.attempts += 1
            letter.answer = answer
            if answer.startswith("2") or letter.forged:
                letter.delivered += 1
                letter.attempts = 0
            else:
                letter.retry = time.monotonic() + min(0.1 * 2**letter.attempts, 5.0)
