"""The control API under /_/: what tests see, and what they make happen. JSON in, JSON out."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Any

from attrs import asdict

from tests.simulator.faults import KINDS, Rule
from tests.simulator.wire import Problem, Reply, Request
from tests.simulator.world import World


def answer(world: World, request: Request) -> Reply:
    """One request to the control."""
    name = request.path.removeprefix("/_/")
    if name == "rest":
        return Reply(200, {"rest": _rest(world, request.json.get("patience_s", 10.0))})
    command = COMMANDS.get(name)
    if command is None:
        return Reply(404, {"commands": [*COMMANDS, "rest"]})
    with world.lock:
        try:
            return Reply(200, command(world, request.json))
        except Problem as problem:
            return problem.reply
        except (KeyError, ValueError, TypeError) as fault:
            return Reply(400, {"error": f"{type(fault).__name__}: {fault}"})


def _state(world: World, _: Any) -> Any:
    return {
        "now": world.now(),
        "totals": world.ledger.totals(),
        "operations": world.ledger.operations(),
        "effects": world.ledger.lines(),
        "rules": [asdict(rule) for rule in world.faults.rules],
        "odds": world.faults.odds,
        "hooks": {name: asdict(hook) for name, hook in world.office.hooks.items()},
        "letters_waiting": world.office.waiting(world.now()),
        "bugs": world.bugs,
    }


def _reset(world: World, given: Mapping[str, Any]) -> Any:
    """`seed`; everything that was known is forgotten, the hooks too."""
    world.reset(given.get("seed", 0))
    return {}


def _rules(world: World, given: Mapping[str, Any]) -> Any:
    """`rules`: more of them, after those there are; `replace` takes those away first."""
    if given.get("replace"):
        world.faults.rules = []
    world.faults.rules += [Rule(**each) for each in given.get("rules", [])]
    return {}


def _seed(world: World, given: Mapping[str, Any]) -> Any:
    """`seed` and `odds`, by kind, each between 0 and 1, together 1 at most."""
    odds = dict(given.get("odds", {}))
    if odds.keys() - KINDS or sum(odds.values()) > 1:
        raise ValueError(f"odds: kinds are {', '.join(sorted(KINDS))}, and sum to 1 at most")
    world.faults.seed, world.faults.odds = int(given["seed"]), odds
    world.office.chance.seed(int(given["seed"]))
    return {}


def _heal(world: World, _: Any) -> Any:
    world.heal()
    return {}


def _clock(world: World, given: Mapping[str, Any]) -> Any:
    """`advance_s`."""
    world.advance(float(given.get("advance_s", 0)))
    return {"now": world.now()}


def _hook(world: World, given: Mapping[str, Any]) -> Any:
    """`api`, and what of its hook changes: url, secret, held, copies, shuffled, delay_s, drop."""
    hook = world.office.hooks[given["api"]]
    for name, value in given.items():
        if name != "api":
            getattr(hook, name)
            setattr(hook, name, value)
    return asdict(hook)


def _letters(world: World, given: Mapping[str, Any]) -> Any:
    """All letters, of `api` where it is given, with headers as they would be signed now."""
    wanted = given.get("api")
    found = []
    for letter in world.office.letters:
        if wanted in (None, letter.api):
            headers = world.halves[letter.api].sign(letter.body, world.office.hooks[letter.api].secret)
            found.append({**letter.seen, "headers": dict(headers)})
    return found


def _forge(world: World, given: Mapping[str, Any]) -> Any:
    """A letter with `body` that nobody at `api` has signed."""
    world.tell(given["api"], given["body"].encode(), forged=True)
    return {}


def _trace(world: World, _: Any) -> Any:
    return list(world.faults.trace)


def _act(world: World, given: Mapping[str, Any]) -> Any:
    """`api`, `action`, `ref`, and whatever that action takes."""
    rest = {name: value for name, value in given.items() if name not in ("api", "action", "ref")}
    return world.halves[given["api"]].act(given["action"], given.get("ref", ""), rest)


def _rest(world: World, patience_s: float) -> bool:
    """Waits, without the lock, until nothing is due and no letter can go."""
    end = time.monotonic() + patience_s
    while not world.at_rest():
        if time.monotonic() > end:
            return False
        time.sleep(0.005)
    return True


COMMANDS: Mapping[str, Callable[[World, Any], Any]] = {
    "state": _state, "reset": _reset, "rules": _rules, "seed": _seed, "heal": _heal, "clock": _clock, "hook": _hook,
    "letters": _letters, "forge": _forge, "trace": _trace, "act": _act,
}  # fmt: skip
