"""Start a simulator, and tell it what to do."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import requests
from attrs import field, frozen


@frozen
class Simulator:
    """The control API, in Python. `address` is where it listens."""

    address: str
    _session: requests.Session = field(factory=requests.Session, repr=False, eq=False)

    def tell(self, command: str, **given: Any) -> Any:
        """One command of control.py."""
        answer = self._session.post(f"{self.address}/_/{command}", json=given, timeout=30)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def base(self, api: str) -> str:
        """What the API's base address is set to."""
        return f"{self.address}/{api}"

    def reset(self, seed: int = 0) -> None:
        """A new world."""
        self.tell("reset", seed=seed)

    def fault(self, fault: str, **rule: Any) -> None:
        """Let calls go wrong: api, operation and key are patterns; nth counts from 1; times is how often at most."""
        self.tell("rules", rules=[{"fault": fault, **rule}])

    def act(self, api: str, action: str, ref: str = "", **given: Any) -> Any:
        """What happens at the gateway without upclone: pay, decline, dispute, decide, fail …"""
        return self.tell("act", api=api, action=action, ref=ref, **given)

    def rest(self, patience_s: float = 10.0) -> None:
        """Wait until nothing is due and every letter that can be delivered is."""
        assert self.tell("rest", patience_s=patience_s)["rest"], "the simulator does not come to rest"

    def letters(self, api: str) -> list[tuple[bytes, dict[str, str]]]:
        """Its letters so far, each with headers signed now."""
        return [(letter["body"].encode(), letter["headers"]) for letter in self.tell("letters", api=api)]

    def state(self) -> Any:
        """Everything that is counted. A bug of the simulator's own is nothing to go on with."""
        state = self.tell("state")
        assert not state["bugs"], "\n".join(state["bugs"])
        return state

    def balance(self, api: str, currency: str) -> int:
        """What lies on the platform's account, in minor units."""
        return int(self.state()["totals"].get(api, {}).get(currency, {}).get("balance", 0))

    def repeated(self) -> list[Any]:
        """Operations that had their effect more than once: there must be none."""
        return [each for each in self.state()["operations"] if each["key"] and each["effects"] > 1]

    def effects(self, api: str) -> Counter[str]:
        """How many operations of each kind had an effect."""
        counted: Counter[str] = Counter()
        for each in self.state()["operations"]:
            if each["api"] == api:
                counted[each["operation"]] += each["effects"]
        return counted


@contextmanager
def running(*arguments: str) -> Iterator[Simulator]:
    """A simulator of one's own, on a free port, until the block ends."""
    root = Path(__file__).parents[2]
    command = [sys.executable, "-m", "tests.simulator", "--port", "0", *arguments]
    with subprocess.Popen(command, cwd=root, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            line = process.stdout.readline()
            assert line.startswith("http://"), "the simulator did not start"
            yield Simulator(line.strip())
        finally:
            process.terminate()
