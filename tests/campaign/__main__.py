"""`python -m tests.campaign --seed S --runs N`: that many runs, from seed S on; what broke, with the seeds."""

from __future__ import annotations

import argparse
import hashlib
import sys
import time
from collections import Counter

from tests import databases
from tests.campaign.plants import PLANTS
from tests.campaign.shares import play_all
from tests.campaign.walk import GATEWAYS, KINDS


def main() -> int:
    """0 where every run held; with `--plant`, where one did not."""
    parser = argparse.ArgumentParser(prog="python -m tests.campaign", description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--runs", type=int, default=100)
    parser.add_argument("--jobs", type=int, default=1, help="processes, each with a database of its own")
    parser.add_argument("--gateway", choices=[*GATEWAYS, "both"], default="both")
    parser.add_argument("--kinds", nargs="*", choices=KINDS, help="what else there is, instead of what each seed says")
    parser.add_argument("--plant", choices=sorted(PLANTS), default="", help="a bug, to see it caught")
    parser.add_argument("--show", action="store_true", help="print what happened in each run that broke")
    given = parser.parse_args()
    began, broken, counts, traces = time.monotonic(), [], Counter[str](), hashlib.sha256()
    with databases.SERVER as urls:
        for each in play_all(urls, given):
            if each.broken:
                broken.append(each.seed)
                print("\n".join([each.broken, *(each.lines if given.show else ())]), flush=True)
            counts += each.counts
            traces.update(each.trace.encode())
    took = time.monotonic() - began
    print(f"{given.runs} runs from seed {given.seed} ({given.gateway}): {len(broken)} broken {broken[:20]}")
    print(f"{took:.0f} s, {given.runs / took:.1f} runs a second; trace {traces.hexdigest()[:16]}")
    print(", ".join(f"{name} {times}" for name, times in counts.most_common()))
    return int(bool(broken) is not bool(given.plant))


if __name__ == "__main__":
    sys.exit(main())
