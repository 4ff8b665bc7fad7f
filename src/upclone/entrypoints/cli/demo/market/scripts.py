"""What comes of a contract: words that are played one after the other, each some time after the one before it."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from attrs import frozen

HOURS: Final = {
    "sign": 20, "sign_client": 6, "fund": 10, "hosted": 8, "declined": 8, "disputable": 10, "won": 10, "lost": 10,
    "submit": 80, "changes": 30, "approve": 32, "part": 40, "give": 26, "give_part": 26, "back": 40,
    "propose": 30, "agree": 14, "change": 30, "pause": 30, "resume": 160, "complete": 12, "cancel": 40, "leave": 40,
    "withdraw": 50, "decline": 40, "dispute": 30, "answer": 26, "evidence": 12, "escalate": 30, "settle": 20,
    "settled": 14, "drop": 26, "split": 40, "refund": 40, "release": 40, "rework": 40, "accept": 10, "appeal": 20,
    "hold": 14,
    "week": 168, "fortnight": 370, "days": 90,
}  # fmt: skip
"""Verb → the hours before it, more or less. The last line's are waits: the clock acts meanwhile."""

WAITS: Final = frozenset({"week", "fortnight", "days"})
FUNDS: Final = frozenset({"fund", "hosted", "disputable", "won", "lost"})


@frozen
class Script:
    """`live` ends now, and not some months ago. Of an hourly one `weeks` is how long it is, `verbs` what is special."""

    verbs: tuple[str, ...]
    live: bool
    weeks: int = 0

    @property
    def hourly(self) -> bool:
        """Whether it is paid by the hour."""
        return self.weeks > 0

    @property
    def milestones(self) -> int:
        """How many are planned: those that money comes for, and one that waits, while the contract goes on."""
        return max(1, sum(verb in FUNDS for verb in self.verbs) + (self.live and "complete" not in self.verbs))

    def gaps(self, pace: float) -> tuple[timedelta, ...]:
        """The time before each verb; `pace` from 0 (fast) to 1."""
        return tuple(
            timedelta(hours=HOURS[verb] * (1 if verb in WAITS or verb == "hosted" else 0.6 + 0.8 * pace))
            for verb in self.verbs
        )

    def length(self, pace: float) -> timedelta:
        """From the offer to its last verb."""
        if self.hourly:
            return timedelta(weeks=self.weeks)
        return sum(self.gaps(pace), timedelta())


def _live(words: str) -> Script:
    return Script(tuple(words.split()), live=True)


def _past(words: str) -> Script:
    return Script(tuple(words.split()), live=False)


_ONE: Final = _past("sign fund submit approve complete")
_TWO: Final = _past("sign fund submit approve fund submit changes submit approve complete")

FIXED: Final = (
    _live("sign fund submit"),
    _ONE,
    _live("sign fund"),
    _TWO,
    _live("sign fund submit changes"),
    _past("sign fund submit fortnight fund submit approve complete"),
    _live("sign fund submit dispute"),
    _ONE,
    _live("sign"),
    _past("sign won week submit approve complete"),
    _live("sign fund submit approve fund"),
    _past("sign fund cancel"),
    _live("sign fund submit dispute answer evidence"),
    _TWO,
    _live("sign fund submit approve propose"),
    _past("sign fund part submit approve back complete"),
    _live("sign hosted"),
    _past("sign fund submit dispute answer settle settled fund submit approve complete"),
    _live("sign fund submit dispute answer escalate"),
    _past("sign fund pause resume submit approve complete"),
    _live("sign fund submit approve fund submit changes submit"),
    _past("decline"),
    _live("sign fund pause"),
    _past("sign fund submit dispute answer escalate refund days fund submit approve complete"),
    _live("sign disputable"),
    _past("sign lost fortnight fund submit approve complete"),
    _live("sign fund give_part submit approve change"),
    _past("sign fund give fund submit approve complete"),
    _live("sign fund submit dispute answer escalate release appeal"),
    _past("fortnight"),
    _live("sign fund submit dispute answer escalate rework"),
    _past("sign fund submit dispute drop approve complete"),
    _live("sign fund submit hold"),
    _past("sign fund submit dispute answer escalate split accept accept complete"),
    _live(""),
    _past("withdraw"),
    _live("sign declined fund"),
    _past("sign fund leave"),
    _live("sign fund submit approve propose agree fund"),
)
"""Of the jobs that no one is named for, in their order."""

HOURLY: Final = (
    Script(("bill",), live=True, weeks=6),
    Script(("bill", "complete"), live=False, weeks=5),
    Script(("bill", "question", "stand_by"), live=True, weeks=4),
    Script((), live=True, weeks=3),  # nobody said how hours are charged: weeks wait for their money
    Script(("charge_fails",), live=True, weeks=3),
    Script(("bill", "question", "stand_by", "rule_out"), live=True, weeks=5),
    Script(("bill", "question", "withdraw_hours"), live=True, weeks=7),
)

_DEMO: Final = "Idris Haddad"

WITH_THE_DEMO: Final[dict[str, tuple[str, Script | None]]] = {
    "Refondre la page d’accueil": (_DEMO, _TWO),
    "Abonnement mensuel": (_DEMO, _live("sign fund submit approve fund submit")),
    "Appli interne": (_DEMO, _live("sign fund submit approve fund submit dispute answer")),
    "Maintenance du site": (_DEMO, Script(("bill", "timer"), live=True, weeks=9)),
    "Collecte de dons": (_DEMO, _past("sign fund submit approve fund submit approve fund submit approve complete")),
    "Course platform": (_DEMO, _live("sign fund submit changes")),
    "Checkout that does not": (_DEMO, _live("sign fund submit approve fund")),
    "Booking page": (_DEMO, _live("")),
}
"""What who signs in as the freelancer of the demonstration has before them."""

NAMED: Final[dict[str, tuple[str, Script | None]]] = {
    "Étiquettes pour quatre cafés": ("Sofía Restrepo", _ONE),
    "Série de photos": ("Beatriz Falcão", _live("sign fund submit approve fund")),
    "Rédiger les fiches": ("Élodie Marchal", _live("sign fund submit dispute answer escalate split")),
    "Audit de référencement": ("Mehdi Ayari", _past("sign fund submit fortnight complete")),
    "Lettre d’information": ("Chloé Fontanel", _live("sign fund submit changes")),
    "Film de deux minutes": ("Callum Reid", _live("sign_client")),
    "Contrat type": ("Inès Carpentier", _ONE),
    "Traduire la boutique": ("Noémie Lacasse", _live("sign fund")),
    "Jingle": ("Jonas Vermeulen", _live("sign hosted")),
    "Support client deux heures": ("Grace Wanjiru", Script(("bill", "question"), live=True, weeks=6)),
    "Mesurer ce que nous coûtent": ("Oumar Diallo", _past("sign fund cancel")),
    "Identité pour notre gamme": ("draft", None),
    "Automatiser les bons": ("expired", None),
    "Stand pour le salon": ("pending", None),
    "Former l’équipe": ("closed", None),
    "Vérifier l’accessibilité du": ("open", None),
    "Tableau de bord des ventes": ("open", None),
    "Prévisionnel de trésorerie": ("open", None),
    "Plan d’aménagement": ("open", None),
    "Vidéos courtes": ("open", None),
}
"""What the client of the demonstration has, besides."""
