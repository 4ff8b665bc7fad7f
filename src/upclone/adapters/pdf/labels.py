"""Every word that a document says for itself, in English and French."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from attrs import field, frozen

from upclone.domain.errors import Invalid

LANGUAGES: Final = ("en", "fr")

LABELS: Final[Mapping[str, tuple[str, str]]] = {
    # documents
    "contract": ("Contract", "Contrat"),
    "invoice": ("Invoice", "Facture"),
    "page": ("Page {page} / {pages}", "Page {page} / {pages}"),
    "terms_hash": ("Terms SHA-256", "SHA-256 des conditions"),
    "content_hash": ("Content SHA-256", "SHA-256 du contenu"),
    "generated": ("Generated {at}", "Généré le {at}"),
    # a contract's head
    "job": ("Job: {title}", "Mission : {title}"),
    "version": ("Terms version {number}", "Conditions, version {number}"),
    "fixed": ("Fixed price", "Prix fixe"),
    "hourly": ("Hourly", "À l’heure"),
    "value": ("Contract value", "Montant du contrat"),
    "rate": ("Hourly rate", "Taux horaire"),
    "weekly_limit": ("Weekly limit", "Limite hebdomadaire"),
    "weeks_by": ("Weeks begin by", "Semaines selon"),
    "no_limit": ("None", "Aucune"),
    "hours": ("{hours} h {minutes}", "{hours} h {minutes}"),
    "milestone_count": ("Milestones", "Jalons"),
    "review": ("Review period", "Délai de relecture"),
    "expiry": ("Offer valid until", "Offre valable jusqu’au"),
    "days_1": ("1 day", "1 jour"),
    "days": ("{count} days", "{count} jours"),
    # parties
    "client": ("Client", "Client"),
    "freelancer": ("Freelancer", "Prestataire"),
    "seller": ("Seller", "Vendeur"),
    "buyer": ("Bill to", "Facturé à"),
    # tables
    "milestones": ("Milestones", "Jalons"),
    "number": ("#", "N°"),
    "milestone": ("Milestone", "Jalon"),
    "added": ("Added after signing, agreed by both", "Ajouté après la signature, d’un commun accord"),
    "changed": ("Changed after signing, agreed by both", "Modifié après la signature, d’un commun accord"),
    "due": ("Due", "Échéance"),
    "state": ("State", "État"),
    "amount": ("Amount", "Montant"),
    "total": ("Total", "Total"),
    "no_milestones": ("No milestone has been agreed yet.", "Aucun jalon n’a encore été convenu."),
    "what": ("Description", "Désignation"),
    "quantity": ("Quantity", "Quantité"),
    "no_lines": ("No work is billed.", "Aucune prestation facturée."),
    # fees
    "fees": ("Platform fees", "Frais de la plateforme"),
    "client_pays": ("Paid by the client, on top of the work", "À la charge du client, en plus du prix"),
    "client_fee": ("{percent} of the work", "{percent} du prix"),
    "freelancer_pays": ("Kept from the freelancer’s pay", "Retenus sur la part du prestataire"),
    "tier_upto": ("Up to {upto}", "Jusqu’à {upto}"),
    "tier_between": ("From {above} to {upto}", "De {above} à {upto}"),
    "tier_above": ("Above {above}", "Au-delà de {above}"),
    "tier_all": ("On every amount", "Sur tout montant"),
    "tier_note": (
        "Each rate applies to its own slice of what this contract has released so far.",
        "Chaque taux s’applique à sa propre tranche de ce que ce contrat a déjà versé.",
    ),
    "fee_client": ("Client fee", "Frais du client"),
    "fee_freelancer": ("Freelancer fee", "Frais du prestataire"),
    # periods and cancellation
    "periods": ("Periods and cancellation", "Délais et annulation"),
    "review_note": (
        "To review submitted work. Without an answer, it is approved.",
        "Pour relire le travail remis. Sans réponse, il est accepté.",
    ),
    "answer": ("Answer to a dispute", "Réponse à un litige"),
    "answer_note": (
        "For the other party, once a dispute is opened.",
        "Pour l’autre partie, une fois le litige ouvert.",
    ),
    "negotiation": ("Negotiation of a dispute", "Négociation d’un litige"),
    "negotiation_note": (
        "For both parties, once it is answered. Then an operator decides.",
        "Pour les deux parties, après la réponse. Ensuite, un opérateur tranche.",
    ),
    "appeal": ("Appeal", "Recours"),
    "appeal_note": (
        "Against a ruling. The money stays frozen meanwhile.",
        "Contre une décision. Les fonds restent gelés entre-temps.",
    ),
    "kill_fee": ("Cancellation by the client", "Annulation par le client"),
    "kill_fee_value": (
        "{percent} of funded work that was not submitted yet",
        "{percent} du travail financé et non encore remis",
    ),
    "kill_fee_note": (
        "The rest goes back to the client. A freelancer who cancels gives everything back.",
        "Le reste revient au client. Un prestataire qui annule rend tout.",
    ),
    # scope and signatures
    "scope": ("Scope of work", "Description de la mission"),
    "signatures": ("Signatures", "Signatures"),
    "signed": ("Signed {at}", "Signé le {at}"),
    "unsigned": ("Not signed yet", "Pas encore signé"),
    "signed_hash": ("Signed terms, SHA-256", "Conditions signées, SHA-256"),
    "same_terms": ("Signed these terms", "A signé ces conditions"),
    "other_terms": ("Signed other terms", "A signé d’autres conditions"),
    "terms_in_force": ("Terms in force, SHA-256", "Conditions en vigueur, SHA-256"),
    # an invoice
    "issued": ("Issued", "Émise le"),
    "for_contract": ("Contract", "Contrat"),
    "subtotal": ("Subtotal", "Sous-total"),
    "paid": ("Paid", "Payé"),
    "refunded": ("Refunded", "Remboursé"),
    "net": ("Net to the freelancer", "Net pour le prestataire"),
    "ledger": ("Ledger entries", "Écritures comptables"),
    # issued papers
    "credit_note": ("Credit note", "Avoir"),
    "chain_hash": ("Chained SHA-256", "SHA-256 chaîné"),
    "credits": ("Takes back invoice {number}", "Annule la facture {number}"),
    "supplied": ("Supplied", "Prestation du"),
    "vat": ("VAT", "TVA"),
    "vat_number": ("VAT {number}", "TVA {number}"),
    "registration": ("Registered {number}", "Immatriculation {number}"),
    "net_price": ("Net of VAT", "Montant HT"),
    "gross_price": ("Total, VAT included", "Total TTC"),
    "credited": ("Credited", "Crédité"),
    "mentions": ("Notes", "Mentions"),
    "given_back": ("The work was given back.", "La prestation a été remboursée."),
    "charged_back": ("The payer’s bank took the payment back.", "La banque du payeur a repris le paiement."),
    "because": ("Reason: {reason}", "Motif : {reason}"),
    # statements
    "statement": ("Statement", "Relevé"),
    "earnings": ("Earnings", "Revenus"),
    "spending": ("Spending", "Dépenses"),
    "account_holder": ("Account of", "Compte de"),
    "kept_by": ("Kept by", "Tenu par"),
    "from_day": ("From", "Du"),
    "to_day": ("Until before", "Jusqu’avant le"),
    "the_beginning": ("the beginning", "début"),
    "now": ("now", "ce jour"),
    "zone": ("Time zone", "Fuseau horaire"),
    "opening": ("Opening balance", "Solde d’ouverture"),
    "closing": ("Closing balance", "Solde de clôture"),
    "date": ("Date", "Date"),
    "movement": ("Movement", "Mouvement"),
    "gross": ("Gross", "Brut"),
    "fee": ("Fee", "Frais"),
    "moved": ("Net", "Net"),
    "balance": ("Balance", "Solde"),
    "nothing_moved": ("Nothing moved in this period.", "Aucun mouvement sur cette période."),
    "vat_within": ("VAT within, by the papers issued", "dont TVA, d’après les factures émises"),
    # states, as the machines name them
    "state.offered": ("Offered", "Proposé"),
    "state.active": ("Active", "En cours"),
    "state.declined": ("Declined", "Refusé"),
    "state.withdrawn": ("Withdrawn", "Retiré"),
    "state.expired": ("Expired", "Expiré"),
    "state.paused": ("Paused", "En pause"),
    "state.completed": ("Completed", "Terminé"),
    "state.cancelled": ("Cancelled", "Annulé"),
    "state.proposed": ("Proposed", "Proposé"),
    "state.planned": ("Planned", "Prévu"),
    "state.funding": ("Funding", "Financement"),
    "state.funded": ("Funded", "Financé"),
    "state.submitted": ("Submitted", "Remis"),
    "state.changes_requested": ("Changes asked", "À reprendre"),
    "state.approved": ("Approved", "Accepté"),
    "state.disputed": ("Disputed", "En litige"),
    "state.settled": ("Settled", "Réglé"),
    "state.requested": ("Requested", "Demandé"),
    "state.held": ("In escrow", "Sous séquestre"),
    "state.frozen": ("Frozen", "Gelé"),
    "state.released": ("Released", "Versé"),
    "state.refunded": ("Refunded", "Remboursé"),
    "state.split": ("Split", "Partagé"),
    "state.pending": ("Pending", "En attente"),
    "state.due": ("Due", "À payer"),
    "state.paid": ("Paid", "Payé"),
    "state.failed": ("Failed", "Échoué"),
}


def _supported(labels: Labels, attribute: object, language: str) -> None:
    if language not in LANGUAGES:
        raise Invalid("language", "must be one of " + ", ".join(LANGUAGES))


@frozen
class Labels:
    """The table in one language. Raises Invalid for a language that is not in it."""

    language: str = field(validator=_supported)

    def __call__(self, key: str, **facts: object) -> str:
        """The words for `key`, with `facts` filled in."""
        return LABELS[key][LANGUAGES.index(self.language)].format(**facts)

    def state(self, value: str) -> str:
        """A state in words. A state that is new to the table is printed as it is named, rather than not at all."""
        key = f"state.{value}"
        return self(key) if key in LABELS else value.replace("_", " ")

    def days(self, count: int) -> str:
        """A period in days."""
        return self("days_1") if count == 1 else self("days", count=count)
