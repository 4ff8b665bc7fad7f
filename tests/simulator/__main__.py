"""Serve until it is told to stop; the address is the first line that is printed."""

from __future__ import annotations

import argparse
import signal
import sys
from types import FrameType

from tests.simulator.halves import halves
from tests.simulator.server import Server
from tests.simulator.world import World

HELP = """
Both gateways are here, with test money. Let upclone use them:

  UPCLONE_STRIPE_SECRET_KEY=sk_test_simulator UPCLONE_STRIPE_WEBHOOK_SECRET=whsec_simulator \\
  UPCLONE_STRIPE_API_BASE={address}/stripe \\
  UPCLONE_PAYPAL_CLIENT_ID=simulator UPCLONE_PAYPAL_CLIENT_SECRET=simulator UPCLONE_PAYPAL_WEBHOOK_ID=WHSIMULATOR \\
  UPCLONE_PAYPAL_API_BASE={address}/paypal make serve

What it has seen: {address}/_/state. Ctrl+C ends it.
"""


def main() -> None:
    """`--port 0` takes a free one."""
    parser = argparse.ArgumentParser(prog="python -m tests.simulator", description=__doc__)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--upclone", default="", help="where letters go: http://127.0.0.1:8000")
    parser.add_argument("--help-text", action="store_true", help="print how to let upclone use it")
    given = parser.parse_args()
    world = World(halves, upclone=given.upclone)
    server = Server(given.port, world)
    with world.lock:
        world.reset(given.seed)
    world.start()
    print(world.address, flush=True)
    if given.help_text:
        print(HELP.format(address=world.address), flush=True)
    signal.signal(signal.SIGTERM, _stop)
    try:
        server.serve_forever(poll_interval=0.05)
    except KeyboardInterrupt:
        world.stopping.set()


def _stop(signum: int, frame: FrameType | None) -> None:
    sys.exit(0)


if __name__ == "__main__":
    main()
