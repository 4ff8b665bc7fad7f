"""A freelance marketplace with escrow. `upclone.domain` needs attrs alone; the rest comes with `upclone[server]`."""

__version__ = "0.1.0"
