"""The sandbox: a payment gateway with test money that behaves like a real one, as its test tokens say."""

from upclone.adapters.sandbox.gateway import SandboxGateway
from upclone.adapters.sandbox.loop import SandboxLoop
from upclone.adapters.sandbox.post import Post
from upclone.adapters.sandbox.tokens import PAYMENTS, PAYOUTS, sentences

__all__ = ["PAYMENTS", "PAYOUTS", "Post", "SandboxGateway", "SandboxLoop", "sentences"]
