"""`make stress`: 200 people at once browse, read, bid and open their dashboards for a minute.

Each is signed in, looks at a page, thinks for half a second to two and a half, and goes on; one step in twelve is a
bid, by the form of the page. The server is one process with its embedded database and its jobs, on the same machine.
Printed: answers, mistakes, and the 50th and 95th of a hundred times a page. Any answer that is an error ends it with 1.
"""

from __future__ import annotations

import argparse
import random
import re
import sys
import tempfile
import time
from collections import Counter, defaultdict
from pathlib import Path
from threading import Lock, Thread
from typing import Any, Final

import requests
from attrs import define, field

from bench.pages import WORDS, site
from tests.web_world import FormOnPage, forms_of

PASSWORD: Final = "correct horse battery staple"
_JOB: Final = re.compile(r'href="(?:/en)?/jobs/([0-9a-f-]{36})"')


@define
class Seen:
    """Times by page, and what went wrong."""

    took: dict[str, list[float]] = field(factory=lambda: defaultdict(list))
    wrong: Counter[str] = field(factory=Counter)
    lock: Lock = field(factory=Lock)

    def keep(self, page: str, seconds: float, status: int) -> None:
        """One answer. A bid that the rules refuse is an answer like others."""
        with self.lock:
            self.took[page].append(seconds)
            if status >= 500 or status in (400, 401, 403, 404, 405, 413, 429):
                self.wrong[f"{page}: {status}"] += 1


@define
class Somebody:
    """One person at a browser."""

    base: str
    number: int
    seen: Seen
    line: requests.Session = field(factory=requests.Session)
    jobs: list[str] = field(factory=list)

    def joins(self) -> None:
        """Open an account and a session, by the pages."""
        body = {
            "email": f"stress{self.number}@example.org", "password": PASSWORD, "name": f"Person {self.number}",
            "roles": ["freelancer"] if self.number % 4 else ["client"],
        }  # fmt: skip
        made = self.line.post(f"{self.base}/api/v1/users/signup", json=body, timeout=60)
        assert made.status_code == 201, made.text
        page = self.line.get(f"{self.base}/en/sign-in", timeout=60)
        form = next(each for each in forms_of(page.text) if "email" in each.names)
        sent = {**dict(form.fields), "email": body["email"], "password": PASSWORD}
        entered = self.line.post(f"{self.base}/en/sign-in", data=sent, timeout=60)
        assert "/dashboard" in entered.url, entered.url

    def goes(self, page: str, address: str) -> str:
        """Look at a page."""
        begun = time.perf_counter()
        answer = self.line.get(f"{self.base}/en{address}", timeout=60)
        self.seen.keep(page, time.perf_counter() - begun, answer.status_code)
        return answer.text

    def lives(self, until: float) -> None:
        """Until the minute is over."""
        chance = random.Random(self.number)
        while time.monotonic() < until:
            time.sleep(chance.uniform(0.5, 2.5))
            step = chance.randrange(12)
            if step < 4 or not self.jobs:
                text = self.goes("job search", f"/jobs?q={chance.choice(WORDS)}")
                self.jobs = list(dict.fromkeys(_JOB.findall(text))) or self.jobs
            elif step < 7:
                self.goes("job", f"/jobs/{chance.choice(self.jobs)}")
            elif step < 9:
                self.goes("dashboard", "/dashboard")
            elif step < 10:
                self.goes("freelancer search", f"/freelancers?q={chance.choice(WORDS)}")
            elif step < 11:
                self.goes("notifications", "/notifications")
            elif self.number % 4:
                self.bids(chance.choice(self.jobs))

    def bids(self, job: str) -> None:
        """By the form, as the page has it."""
        text = self.goes("form of a bid", f"/jobs/{job}/apply")
        form = next((each for each in forms_of(text) if "cover_letter" in each.names), None)
        if form is None:
            return
        begun = time.perf_counter()
        answer = self.line.post(f"{self.base}/en/jobs/{job}/apply", data=filled(form), timeout=60)
        self.seen.keep("bid", time.perf_counter() - begun, answer.status_code)


def filled(form: FormOnPage) -> dict[str, Any]:
    """A bid: the answers to the job's questions are as short as its reader is busy."""
    sent = {name: value for name, value in form.fields if value}
    answers = {name: "Yes." for name in form.names if name.startswith("answers")}
    return {**sent, **answers, "price": sent.get("price", "500"), "cover_letter": "I have done three of these."}


def main() -> int:
    """Play it, and print what was seen."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--people", type=int, default=200)
    words.add_argument("--seconds", type=float, default=60)
    asked = words.parse_args()
    seen = Seen()
    with tempfile.TemporaryDirectory(prefix="upclone-stress-") as name:
        Path(name).chmod(0o711)
        with site(Path(name)) as (port, _):
            people = [Somebody(f"http://127.0.0.1:{port}", number, seen) for number in range(asked.people)]
            for person in people:
                person.joins()
            print(f"{asked.people} people for {asked.seconds:g} s …", file=sys.stderr, flush=True)
            until = time.monotonic() + asked.seconds
            threads = [Thread(target=person.lives, args=(until,)) for person in people]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
    print(f"{'page':<20}{'answers':>9}{'p50':>10}{'p95':>10}")
    for page, took in sorted(seen.took.items()):
        took.sort()
        middle, slow = took[len(took) // 2], took[int(len(took) * 0.95)]
        print(f"{page:<20}{len(took):>9,}{middle * 1e3:>7,.0f} ms{slow * 1e3:>7,.0f} ms")
    for what, count in seen.wrong.most_common():
        print(f"WRONG {count} × {what}")
    total = sum(map(len, seen.took.values()))
    print(f"{total:,} answers, {sum(seen.wrong.values())} errors")
    return 1 if seen.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
