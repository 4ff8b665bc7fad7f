"""The words of a match: why a part has its points, and what would raise the score, in English and French."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from upclone.domain.market.scores import Fact
from upclone.domain.market.taxonomy import Taxonomy
from upclone.domain.money import Money

REASONS: Final[Mapping[str, tuple[str, str]]] = {
    "skills_open": ("The job names no skills.", "La mission ne demande aucune compétence précise."),
    "skills_share": (
        "Has {matched} of {of} skills asked for; missing: {missing}.",
        "Possède {matched} des {of} compétences demandées ; il manque : {missing}.",
    ),
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
    "availability_now": ("{hours} hours a week, at once.", "{hours} heures par semaine, tout de suite."),
    "availability": ("{hours} hours a week, in {days} days.", "{hours} heures par semaine, dans {days} jours."),
    "place_not_on_site": ("Does not work on site.", "Ne travaille pas sur place."),
    "place_unknown": ("Does not say where they work.", "N’indique pas son lieu de travail."),
    "place_there": ("Works in or near {city}.", "Travaille à {city} ou tout près."),
    "place_away": ("{km} km from {city}.", "À {km} km de {city}."),
    "place_not_remote": ("Does not work remotely.", "Ne travaille pas à distance."),
    "place_remote": ("Works remotely.", "Travaille à distance."),
    "place_clock": ("{hours} hours between the clocks.", "{hours} heures de décalage."),
    "language_spoken": ("Speaks the job’s language.", "Parle la langue de la mission."),
    "language_missing": ("Does not list the job’s language.", "N’indique pas la langue de la mission."),
    "rating_none": ("No reviews yet: counted as an average start.", "Pas encore d’avis : compté comme un bon début."),
    "rating": ("{reviews} reviews, {rating} stars.", "{reviews} avis, {rating} étoiles."),
    "completed": ("{contracts} contracts completed.", "{contracts} contrats terminés."),
    "response_unknown": ("Not known yet how soon they answer.", "Délai de réponse encore inconnu."),
    "response": ("Usually answers within {minutes} minutes.", "Répond d’ordinaire en {minutes} minutes."),
    "newness": ("New here: {days} days.", "Ici depuis peu : {days} jours."),
    "newness_none": ("No longer new here.", "N’est plus nouveau ici."),
}

IMPROVEMENTS: Final[Mapping[str, tuple[str, str]]] = {
    "add_skill": ("Add the skill {skill}", "Ajouter la compétence {skill}"),
    "add_category": ("Add the category {category}", "Ajouter la catégorie {category}"),
    "speak": ("Speak the job’s language", "Parler la langue de la mission"),
    "lower_rate": ("Ask for {rate} an hour", "Demander {rate} de l’heure"),
    "name_rate": ("Name a rate of {rate} an hour", "Indiquer un tarif de {rate} de l’heure"),
    "say_when_free": ("Say when you are free", "Indiquer ses disponibilités"),
    "more_hours": ("Offer {hours} hours a week", "Proposer {hours} heures par semaine"),
    "start_sooner": ("Start at once", "Commencer tout de suite"),
    "work_remotely": ("Work remotely", "Travailler à distance"),
    "work_on_site": ("Work on site in {city}", "Travailler sur place à {city}"),
    "widen_radius": ("Travel up to {km} km", "Se déplacer jusqu’à {km} km"),
    "answer_sooner": ("Answer within {minutes} minutes", "Répondre en {minutes} minutes"),
    "complete_one_more": ("Complete one more contract well", "Bien terminer un contrat de plus"),
}

_AMOUNTS: Final = ("asked", "pays", "rate")


def words(
    of: Mapping[str, tuple[str, str]], code: str, facts: Mapping[str, Fact], known: Taxonomy, language: str
) -> str:
    """One sentence, with the names of skills and categories in the same language."""
    if code == "availability" and not facts["days"]:
        code = "availability_now"
    sentence = of[code][language == "fr"]
    currency = str(facts.get("currency", ""))
    return sentence.format(**{name: _said(name, fact, currency, known, language) for name, fact in facts.items()})


def _said(name: str, fact: Fact, currency: str, known: Taxonomy, language: str) -> str:
    if name == "matched" and isinstance(fact, tuple):
        return str(len(fact))
    if isinstance(fact, tuple):
        return ", ".join(_named(slug, known, language) for slug in fact) or "—"
    if name in _AMOUNTS and currency and isinstance(fact, int):
        return str(Money(fact, currency))
    if name == "rating" and isinstance(fact, int):
        return f"{fact // 100}.{fact % 100:02}"
    return _named(fact, known, language) if name in ("skill", "category") and isinstance(fact, str) else str(fact)


def _named(slug: str, known: Taxonomy, language: str) -> str:
    found = known.skills.get(slug) or known.categories.get(slug)
    return found.names.in_(language) if found else slug
