"""Letters: their words in each language, as messages that every mail program reads, and two ways out."""

from upclone.adapters.mail.folder import Folder, FolderMail
from upclone.adapters.mail.message import Writer
from upclone.adapters.mail.rendering import LANGUAGES, Rendered, Templates
from upclone.adapters.mail.smtp import SmtpMail

__all__ = ["LANGUAGES", "Folder", "FolderMail", "Rendered", "SmtpMail", "Templates", "Writer"]
