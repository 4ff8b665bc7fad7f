"""Both gateways on one loopback port, in a process of their own: `python -m tests.simulator`.

The real SDKs talk to it unchanged. It keeps its own ledger and clock, knows nothing of upclone, and fails on command.
A gateway's half is a `Half` (wire.py) with its routes; faults, letters, control and the hosted page are here for all.
"""
