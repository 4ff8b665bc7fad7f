"""The words of a match: why a part has its points, and what would raise the score, in English and French.

`{days:day|days}` in a sentence is the word for one or for several, by the number that the fact `days` is.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from attrs import frozen

from upclone.domain.market.scores import Fact
from upclone.domain.market.taxonomy import Taxonomy
from upclone.domain.money import Money

REASONS: Final[Mapping[str, tuple[str, str]]] = {
    "skills_open": ("The job names no skills.", "La mission ne demande aucune compétence précise."),
    "skills_share": (
        "Has {matched} of {of} {of:skill|skills} asked for; missing: {missing}.",
        "Possède {matched} sur {of} des compétences demandées ; il manque : {missing}.",
    ),
    "skills_all": ("Has every skill asked for.", "Possède toutes les compétences demandées."),
    "category_open": ("The job names no category.", "La mission n’indique pas de catégorie."),
    "category_same": ("Works in {category}.", "Travaille dans {category}."),
    "category_near": ("Works close to {category}.", "Travaille dans un domaine proche de {category}."),
    "category_other": ("Does not list {category}.", "N’indique pas {category}."),
    "rate_unknown": ("No hourly rate is given.", "Aucun tarif horaire n’est indiqué."),
    "rate_other_currency": ("The rate is not in {currency}.", "Le tarif n’est pas en {currency}."),
    "rate_open": ("A fixed price: the offer decides.", "Un prix fixe : l’offre décidera."),
    "rate_within": ("{asked} an hour is within the budget.", "{asked} de l’heure tient dans le budget."),
    "rate_above": ("{asked} an hour; the budget pays {pays}.", "{asked} de l’heure ; le budget permet {pays}."),
    "availability_unknown": ("Does not say when they are free.", "N’indique pas ses disponibilités."),
    "availability_now": (
        "{hours} {hours:hour|hours} a week, at once.",
        "{hours} {hours:heure|heures} par semaine, tout de suite.",
    ),
    "availability": (
        "{hours} {hours:hour|hours} a week, in {days} {days:day|days}.",
        "{hours} {hours:heure|heures} par semaine, dans {days} {days:jour|jours}.",
    ),
    "place_not_on_site": ("Does not work on site.", "Ne travaille pas sur place."),
    "place_unknown": ("Does not say where they work.", "N’indique pas son lieu de travail."),
    "place_there": ("Works in or near {city}.", "Travaille à {city} ou tout près."),
    "place_away": ("{km} km from {city}.", "À {km} km de {city}."),
    "place_not_remote": ("Does not work remotely.", "Ne travaille pas à distance."),
    "place_remote": ("Works remotely.", "Travaille à distance."),
    "place_clock": ("{hours} {hours:hour|hours} between the clocks.", "{hours} {hours:heure|heures} de décalage."),
    "place_same_clock": ("No hour between the clocks.", "Pas de décalage horaire."),
    "language_spoken": ("Speaks the job’s language.", "Parle la langue de la mission."),
    "language_missing": ("Does not list the job’s language.", "N’indique pas la langue de la mission."),
    "rating_none": ("No reviews yet: counted as an average start.", "Pas encore d’avis : compté comme un bon début."),
    "rating": ("{reviews} {reviews:review|reviews}, {rating} stars.", "{reviews} avis, {rating} étoiles."),
    "completed": (
        "{contracts} {contracts:contract|contracts} completed.",
        "{contracts} {contracts:contrat terminé|contrats terminés}.",
    ),
    "completed_none": ("No contract completed yet.", "Aucun contrat terminé pour l’instant."),
    "response_unknown": ("Not known yet how soon they answer.", "Délai de réponse encore inconnu."),
    "response": (
        "Usually answers within {minutes} {minutes:minute|minutes}.",
        "Répond d’ordinaire en {minutes} {minutes:minute|minutes}.",
    ),
    "response_at_once": ("Usually answers within a minute.", "Répond d’ordinaire en moins d’une minute."),
    "newness": ("New here: {days} {days:day|days}.", "Ici depuis peu : {days} {days:jour|jours}."),
    "newness_today": ("New here since today.", "Ici depuis aujourd’hui."),
    "newness_none": ("No longer new here.", "Ici depuis un moment."),
}

TO_THEM: Final[Mapping[str, tuple[str, str]]] = {
    "skills_share": (
        "You have {matched} of {of} {of:skill|skills} asked for; missing: {missing}.",
        "Vous avez {matched} sur {of} des compétences demandées ; il manque : {missing}.",
    ),
    "skills_all": ("You have every skill asked for.", "Vous avez toutes les compétences demandées."),
    "category_same": ("You work in {category}.", "Vous travaillez dans {category}."),
    "category_near": ("You work close to {category}.", "Vous travaillez dans un domaine proche de {category}."),
    "category_other": ("You don’t list {category}.", "Vous n’indiquez pas {category}."),
    "rate_unknown": ("You give no hourly rate.", "Vous n’indiquez pas de tarif horaire."),
    "rate_other_currency": ("Your rate is not in {currency}.", "Votre tarif n’est pas en {currency}."),
    "availability_unknown": ("You don’t say when you are free.", "Vous n’indiquez pas vos disponibilités."),
    "place_not_on_site": ("You don’t work on site.", "Vous ne travaillez pas sur place."),
    "place_unknown": ("You don’t say where you work.", "Vous n’indiquez pas votre lieu de travail."),
    "place_there": ("You work in or near {city}.", "Vous travaillez à {city} ou tout près."),
    "place_not_remote": ("You don’t work remotely.", "Vous ne travaillez pas à distance."),
    "place_remote": ("You work remotely.", "Vous travaillez à distance."),
    "language_spoken": ("You speak the job’s language.", "Vous parlez la langue de la mission."),
    "language_missing": ("You don’t list the job’s language.", "Vous n’indiquez pas la langue de la mission."),
    "response_unknown": ("Not known yet how soon you answer.", "Délai de réponse encore inconnu."),
    "response": (
        "You usually answer within {minutes} {minutes:minute|minutes}.",
        "Vous répondez d’ordinaire en {minutes} {minutes:minute|minutes}.",
    ),
    "response_at_once": ("You usually answer within a minute.", "Vous répondez d’ordinaire en moins d’une minute."),
    "newness": ("You are new here: {days} {days:day|days}.", "Vous êtes ici depuis peu : {days} {days:jour|jours}."),
    "newness_today": ("You are new here since today.", "Vous êtes ici depuis aujourd’hui."),
    "newness_none": ("You are no longer new here.", "Vous êtes ici depuis un moment."),
}
"""What is said otherwise to the freelancer whom it is about."""

OWN: Final[Mapping[str, tuple[str, str]]] = {**REASONS, **TO_THEM}

IMPROVEMENTS: Final[Mapping[str, tuple[str, str]]] = {
    "add_skill": ("Add the skill {skill}", "Ajoutez la compétence {skill}"),
    "add_category": ("Add the category {category}", "Ajoutez la catégorie {category}"),
    "speak": ("Speak the job’s language", "Parlez la langue de la mission"),
    "lower_rate": ("Ask for {rate} an hour", "Demandez {rate} de l’heure"),
    "name_rate": ("Name a rate of {rate} an hour", "Indiquez un tarif de {rate} de l’heure"),
    "say_when_free": ("Say when you are free", "Indiquez vos disponibilités"),
    "more_hours": ("Offer {hours} {hours:hour|hours} a week", "Proposez {hours} {hours:heure|heures} par semaine"),
    "start_sooner": ("Start at once", "Commencez tout de suite"),
    "work_remotely": ("Work remotely", "Travaillez à distance"),
    "work_on_site": ("Work on site in {city}", "Travaillez sur place à {city}"),
    "widen_radius": ("Travel up to {km} km", "Acceptez d’aller jusqu’à {km} km"),
    "answer_sooner": (
        "Answer within {minutes} {minutes:minute|minutes}",
        "Répondez en {minutes} {minutes:minute|minutes}",
    ),
    "complete_one_more": ("Complete one more contract well", "Terminez bien un contrat de plus"),
}
"""Said to the freelancer, whoever reads it."""

_AMOUNTS: Final = ("asked", "pays", "rate")
_NONE: Final[Mapping[str, tuple[str, str]]] = {
    "skills_share": ("missing", "skills_all"),
    "availability": ("days", "availability_now"),
    "place_clock": ("hours", "place_same_clock"),
    "completed": ("contracts", "completed_none"),
    "response": ("minutes", "response_at_once"),
    "newness": ("days", "newness_today"),
}
"""Where a fact is nothing, another sentence says so."""


@frozen
class _Count:
    """A number that chooses between the word for one and the word for several: French says none as it says one."""

    number: int
    language: str

    def __format__(self, forms: str) -> str:
        one, parted, several = forms.partition("|")
        if not parted:
            return str(self.number)
        return one if self.number == 1 or (self.number == 0 and self.language == "fr") else several


def words(
    of: Mapping[str, tuple[str, str]], code: str, facts: Mapping[str, Fact], known: Taxonomy, language: str
) -> str:
    """One sentence, with the names of skills and categories in the same language."""
    counted, otherwise = _NONE.get(code, ("", code))
    if counted and not facts[counted]:
        code = otherwise
    sentence = of[code][language == "fr"]
    currency = str(facts.get("currency", ""))
    if language == "fr":
        sentence = sentence.replace(" ;", "\u202f;").replace(" :", "\u00a0:")
    return sentence.format(**{name: _said(name, fact, currency, known, language) for name, fact in facts.items()})


def _said(name: str, fact: Fact, currency: str, known: Taxonomy, language: str) -> str | _Count:
    if name == "matched" and isinstance(fact, tuple):
        return str(len(fact))
    if isinstance(fact, tuple):
        return ", ".join(_named(slug, known, language) for slug in fact) or "—"
    if name in _AMOUNTS and currency and isinstance(fact, int):
        return _pointed(str(Money(fact, currency)), language)
    if name == "rating" and isinstance(fact, int):
        return _pointed(f"{fact // 100}.{fact % 100:02}", language)
    if isinstance(fact, int):
        return _Count(fact, language)
    return _named(fact, known, language) if name in ("skill", "category") and isinstance(fact, str) else str(fact)


def _named(slug: str, known: Taxonomy, language: str) -> str:
    found = known.skills.get(slug) or known.categories.get(slug)
    return found.names.in_(language) if found else slug


def _pointed(figure: str, language: str) -> str:
    return figure.replace(".", ",") if language == "fr" else figure
