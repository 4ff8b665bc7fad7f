"""Settings of the market and of the people in it."""

from __future__ import annotations

from typing import Final

from flask_babel import lazy_gettext as _

from upclone.entrypoints.web.words.admin_settings_about import About, Group, Unit

_MARKET: Final = {
    "job_review": About(
        _("Who reviews jobs"),
        _("By rules, only jobs in which they find something wait for a moderator; else every job waits for one."),
        values={"automatic": _("By rules"), "moderator": _("By a moderator")},
    ),
    "job_open_days": About(
        _("How long a job stays open"), _("For jobs whose client names no last day to apply."), Unit.DAYS
    ),
    "jobs_per_day": About(
        _("New jobs of one client"), _("How many jobs one account may post in a day, by UTC."), Unit.A_DAY
    ),
    "bids_per_day": About(
        _("Proposals of one freelancer"),
        _("How many proposals one account may send in a day, by UTC. Nobody can pay for more."),
        Unit.A_DAY,
    ),
    "invitations_per_day": About(
        _("Invitations of one client"),
        _("How many freelancers one account may invite in a day, by UTC."),
        Unit.A_DAY,
    ),
    "offers_per_day": About(
        _("Direct offers of one client"),
        _("How many offers without a public job one account may make in a day, by UTC."),
        Unit.A_DAY,
    ),
    "recommendations_per_day": About(
        _("Jobs that fit, told to one freelancer"),
        _("How many new jobs one person is told of in a day because they fit. At 0 nobody is told."),
        Unit.A_DAY,
    ),
}
_ACCOUNTS: Final = {
    "verified_email_required": About(
        _("Addresses must be proven"),
        _("Nobody gets in before they opened the link that was sent to their address."),
    ),
    "refresh_days": About(
        _("Staying signed in"),
        _("How long somebody who does nothing stays signed in. Nobody does for more than 180 days."),
        Unit.DAYS,
    ),
    "token_minutes": About(
        _("Tokens of the API"), _("How long a bearer token lasts before it has to be renewed."), Unit.MINUTES
    ),
    "quotas": About(
        _("Limits of attempts"),
        _("How often somebody may try to sign in, ask for letters or search before they have to wait."),
        unset=_("the limits that come with upclone"),
    ),
    "oidc": About(
        _("Signing in through others"),
        _("A provider, such as Google or LinkedIn, whose button stands on the pages of signing in and up."),
        unset=_("passwords only"),
    ),
    "activity_days": About(
        _("Memory of one’s own activity"),
        _("How long what people looked at and did is kept for themselves. After that it is deleted."),
        Unit.DAYS,
    ),
}
_LETTERS: Final = {
    "smtp_url": About(
        _("Mail server"),
        _("The server that sends letters, with its user and password."),
        unset=_("letters stay in the folder mail of the data folder"),
    ),
    "mail_from": About(
        _("Sender of letters"),
        _("The name and the address that letters come from."),
        unset=_("no-reply@ the host of the marketplace’s address"),
    ),
}
_FILES: Final = {
    "upload_mb": About(_("Largest file"), _("No single file that is uploaded may be larger."), Unit.MIB),
    "uploads_per_day": About(
        _("Files of one account"), _("How many files one account may upload in a day, by UTC."), Unit.A_DAY
    ),
    "upload_mb_per_day": About(
        _("Volume of one account"), _("How much one account may upload in a day, by UTC."), Unit.MIB_A_DAY
    ),
    "s3_bucket": About(
        _("Bucket for files"),
        _("Keeps files in a bucket of Amazon S3, or of anything else that speaks it."),
        unset=_("files stay in the folder files of the data folder"),
    ),
    "s3_region": About(_("Region of the bucket"), _("Where the bucket is, as its provider calls the place.")),
    "s3_endpoint": About(
        _("Address of the storage"), _("Where the storage answers, if it is not Amazon’s."), unset=_("Amazon’s own")
    ),
    "s3_access_key": About(
        _("Key of the storage: its name"),
        _("Who upclone is to the storage; comes with the secret below."),
        unset=_("what the machine’s role says"),
    ),
    "s3_secret_key": About(
        _("Key of the storage: its secret"),
        _("Proves to the storage that it is upclone."),
        unset=_("what the machine’s role says"),
    ),
}

GROUPS: Final[tuple[Group, ...]] = (
    Group(_("The market"), icon="briefcase", settings=_MARKET),
    Group(_("Accounts and signing in"), icon="users", settings=_ACCOUNTS),
    Group(_("Letters"), icon="mail", settings=_LETTERS),
    Group(_("Files"), icon="paperclip", settings=_FILES),
)
