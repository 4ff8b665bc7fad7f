"""Where content lies: a folder, or a bucket of S3."""

from upclone.adapters.storage.folder import FolderStorage
from upclone.adapters.storage.s3 import S3Storage

__all__ = ["FolderStorage", "S3Storage"]
