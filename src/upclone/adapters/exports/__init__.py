"""One's own data as one archive."""

from upclone.adapters.exports.archive import ZipExports

__all__ = ["ZipExports"]
