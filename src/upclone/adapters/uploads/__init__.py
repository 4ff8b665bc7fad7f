"""What people upload, judged by what it contains and made harmless before it is kept."""

from upclone.adapters.uploads.intake import UploadIntake

__all__ = ["UploadIntake"]
