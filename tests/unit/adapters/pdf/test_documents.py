"""The printed documents: what they say, in both languages, and that nothing a user types can break them."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import timedelta
from io import BytesIO

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from tests.unit.adapters.pdf.samples import AT, CONTRACT, INVOICE, TERMS, eur, milestones, pages, text
from upclone.adapters.pdf.documents import PdfDocuments
from upclone.adapters.pdf.labels import LABELS
from upclone.application.ports.documents import (
    Documents,
    Fees,
    FeeTier,
    HourlyTerms,
    PartyCard,
    SignatureRow,
    digest,
)
from upclone.domain.errors import Invalid
from upclone.domain.money import MAX_MINOR, Money

PDF: Documents = PdfDocuments()


def test_an_english_contract_says_what_was_agreed() -> None:
    """Parties, amounts, fees, periods, scope and signatures stand in it, in every script that the fonts cover."""
    said = text(PDF.contract(CONTRACT, "en"))
    for words in (
        "Rebuild of the checkout", "Job: Flask engineer for a shop", "Atelier Lumière", "12 rue de l’Échiquier",
        "Łucja Şahin", "Fixed price", "Terms version 3", "1,250.00 EUR", "3,750.00 EUR", "5.5% of the work",
        "Up to 500.00 EUR: 20%",
        "From 500.00 EUR to 10,000.00 EUR: 10%", "Above 10,000.00 EUR: 5%", "7 days", "1 day", "21 days",
        "12.5% of funded work",
        "Привет, Ελλάδα!", "All for 5 €.", "Signed 18 November 2026, 14:05 UTC", "Signed these terms", "Not signed yet",
    ):  # fmt: skip
        assert words in said


def test_a_french_contract_says_the_same_in_french() -> None:
    """Labels, states, amounts and dates follow the language; what users wrote stays as it is."""
    said = text(PDF.contract(CONTRACT, "fr"))
    for words in (
        "Mission : Flask engineer for a shop", "Prix fixe", "1 250,00 €", "3 750,00 €", "5,5 % du prix", "Financé",
        "7 jours", "1 jour", "21 jours",
        "Jusqu’à 500,00 € : 20 %", "Signé le 18 novembre 2026 à 14:05 UTC", "Pas encore signé",
        "Привет, Ελλάδα!",
    ):  # fmt: skip
        assert words in said


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ("Bill to", "2,250.50 EUR", "Client fee (5%)", "2,363.02 EUR", "-225.05 EUR", "Net to", "2,025.45 EUR")),
        ("fr", ("Facturé à", "2 250,50 €", "Frais du client (5 %)", "2 363,02 €", "-225,05 €", "2 025,45 €")),
    ],
)
def test_an_invoice_prints_the_ledgers_amounts(language: str, words: tuple[str, ...]) -> None:
    """Every amount, both parties and the ledger's entries stand in it, on one page."""
    printed = pages(PDF.invoice(INVOICE, language))
    assert len(printed) == 1
    for part in (*words, *INVOICE.ledger_entries, "Łucja Şahin", "Atelier Lumière", "12 h 30"):
        assert part.lower() in printed[0].lower()


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_same_document_gives_the_same_bytes(language: str) -> None:
    """Two prints are one file; another language or another fact is another one."""
    assert PDF.contract(CONTRACT, language) == PDF.contract(CONTRACT, language)
    assert PDF.invoice(INVOICE, language) == PDF.invoice(INVOICE, language)
    assert PDF.contract(CONTRACT, language) != PDF.contract(evolve(CONTRACT, title="Another"), language)


def test_the_same_document_gives_the_same_bytes_in_another_process() -> None:
    """Nothing of the process (hash seed, zone, temporary paths) gets into the file."""
    code = (
        "import sys; from tests.unit.adapters.pdf.samples import CONTRACT;"
        "from upclone.adapters.pdf.documents import PdfDocuments;"
        "sys.stdout.buffer.write(PdfDocuments().contract(CONTRACT, 'en'))"
    )
    for seed, zone in (("1", "Asia/Tokyo"), ("2", "UTC")):
        surroundings = {**os.environ, "PYTHONHASHSEED": seed, "TZ": zone}
        run = subprocess.run([sys.executable, "-c", code], env=surroundings, capture_output=True, check=True)
        assert run.stdout == PDF.contract(CONTRACT, "en")


def test_the_file_describes_itself() -> None:
    """Title, author, language, time of creation and identifier are those of the document."""
    reader = PdfReader(BytesIO(PDF.contract(CONTRACT, "fr")))
    assert reader.metadata is not None
    assert reader.metadata.title == "Contrat CT-2026-00042 · Rebuild of the checkout"
    assert reader.metadata.author == "Atelier Lumière, Łucja Şahin"
    assert reader.metadata.creation_date == AT
    assert reader.trailer["/Root"]["/Lang"] == "fr"
    assert len(reader.trailer["/ID"][0].original_bytes) == 16
    fonts = [font for page in reader.pages for font in page["/Resources"]["/Font"].values()]
    assert fonts
    assert all("FontFile2" in str(font.get_object()["/DescendantFonts"][0]["/FontDescriptor"]) for font in fonts)


@pytest.mark.parametrize("count", [0, 1, 60])
def test_every_page_names_the_document(count: int) -> None:
    """Page x of y, reference, id and hash stand on each page; the table's head is repeated and no milestone is lost."""
    printed = pages(PDF.contract(evolve(CONTRACT, milestones=milestones(count)), "en"))
    for number, page in enumerate(printed, 1):
        assert f"Page {number} / {len(printed)}" in page
        for words in (CONTRACT.reference, CONTRACT.id, TERMS):
            assert words in page
    rows = [page for page in printed if "Step " in page]
    assert all("MILESTONE" in page and "AMOUNT" in page for page in rows)
    assert [f"Step {number}." in " ".join(printed) for number in range(1, count + 1)] == [True] * count
    assert len(rows) == {0: 0, 1: 1}.get(count, len(rows))
    if count == 60:
        assert len(rows) > 3
        assert "Total 75,000.00 EUR" in " ".join(printed)


def test_a_row_stays_on_one_page() -> None:
    """A milestone's title and its description are not torn apart."""
    rows = tuple(
        evolve(row, description=f"begin{row.number}. " + "words " * 60 + f"end{row.number}.") for row in milestones(30)
    )
    printed = pages(PDF.contract(evolve(CONTRACT, milestones=rows), "en"))
    for row in rows:
        home = [page for page in printed if row.title in page]
        assert len(home) == 1
        assert f"begin{row.number}." in home[0]
        assert f"end{row.number}." in home[0]


def test_a_row_taller_than_a_page_goes_on() -> None:
    """Nothing of a very long description is lost."""
    long = evolve(CONTRACT.milestones[0], description=" ".join(f"w{number}." for number in range(4000)))
    printed = pages(PDF.contract(evolve(CONTRACT, milestones=(long, CONTRACT.milestones[1])), "en"))
    found = " ".join(printed)
    assert len(printed) > 4
    assert all(f"w{number}." in found for number in range(4000))
    assert "Step 2." in found


def test_thirty_pages_of_scope_are_printed_whole() -> None:
    """Paragraphs flow over pages without losing a word."""
    scope = "\n\n".join(f"Paragraph {number}. " + "All that was agreed. " * 40 for number in range(180))
    printed = pages(PDF.contract(evolve(CONTRACT, scope=scope), "en"))
    assert len(printed) >= 30
    found = " ".join(printed)
    assert all(f"Paragraph {number}." in found for number in range(180))
    assert found.count("agreed.") == 180 * 40


def test_long_words_are_broken_and_lose_nothing() -> None:
    """A word wider than its column goes on below, to its last letter."""
    word = "".join(f"{number:04}" for number in range(300))
    row = evolve(CONTRACT.milestones[0], title="T", description=word)
    printed = "".join(text(PDF.contract(evolve(CONTRACT, milestones=(row,)), "en")).split())
    assert word in printed


def test_markup_and_page_aliases_are_printed_as_typed() -> None:
    """Markdown, HTML, links and fpdf2's own placeholders are plain letters, and the file holds no link."""
    raw = "**bold** __under__ ~~gone~~ [link](https://evil.example) <b>tag</b> {nb} %PDF (x) \\"
    file = PDF.contract(evolve(CONTRACT, scope=raw, title="{nb} **T**"), "en")
    assert raw in text(file)
    assert "{nb} **T**" in text(file)
    assert all("/Annots" not in page for page in PdfReader(BytesIO(file)).pages)


def test_direction_overrides_do_not_reorder_an_amount() -> None:
    """A right-to-left override can't show another price than the one that is stored."""
    said = text(PDF.contract(evolve(CONTRACT, scope="Pay \u202e00.001\u202c EUR\x00\x07"), "en"))
    assert "Pay 00.001 EUR" in said


def test_a_character_without_a_glyph_leaves_a_visible_box() -> None:
    """Emoji and CJK do not stop a document, and do not vanish from it either."""
    assert "Ship □ to □□" in text(PDF.contract(evolve(CONTRACT, scope="Ship \U0001f680\ufe0f to 東京"), "en"))


def test_what_follows_a_box_is_still_in_its_own_letters() -> None:
    """A line that ends in the fallback font does not turn the next line into other letters."""
    row = evolve(CONTRACT.milestones[0], title="Ship \U0001f680", description="\U0001f680\nPlain words → ✓\nand more")
    said = text(PDF.contract(evolve(CONTRACT, milestones=(row,), scope="First 東\nSecond line\nThird →\nFourth"), "en"))
    assert "Ship □ □ Plain words → ✓ and more" in said
    assert "First □ Second line Third → Fourth" in said


def test_a_heading_is_not_left_alone() -> None:
    """The table's heading and head go to the next page together with a first row that is too high for this one."""
    high = evolve(CONTRACT.milestones[0], description="words " * 700)
    printed = pages(PDF.contract(evolve(CONTRACT, milestones=(high,)), "en"))
    assert "AMOUNT" not in printed[0]
    assert "AMOUNT" in printed[1]
    assert "Step 1." in printed[1]


def test_a_signature_under_other_terms_says_so() -> None:
    """Who signed an earlier version is not shown as having signed this one."""
    old = SignatureRow("Łucja Şahin", "freelancer", AT - timedelta(days=9), "ab" * 32)
    said = text(PDF.contract(evolve(CONTRACT, signatures=(*CONTRACT.signatures, old)), "en"))
    assert "Signed other terms" in said
    assert "Not signed yet" not in said
    assert "".join(said.split()).count("ab" * 32) == 1


def test_hourly_terms_replace_the_price() -> None:
    """Rate and weekly limit stand where the price would."""
    hourly = evolve(CONTRACT, milestones=(), hourly=HourlyTerms(eur(7_550), 25 * 60 + 30, "Europe/Paris"))
    said = text(PDF.contract(hourly, "en"))
    assert "75.50 EUR" in said
    assert "25 h 30" in said
    assert "Europe/Paris" in said
    assert "None" in text(PDF.contract(evolve(hourly, hourly=HourlyTerms(eur(7_550))), "en"))


def test_empty_fields_leave_no_holes() -> None:
    """Documents without milestones, signatures, scope or entries are printed all the same."""
    bare = PartyCard("", "")
    empty = evolve(
        CONTRACT, title="", job_title="", client=bare, freelancer=bare, milestones=(), signatures=(), scope="  \n",
        terms_hash="", fees=Fees(0, ()), reference="", id="",
    )  # fmt: skip
    assert "No milestone has been agreed yet." in text(PDF.contract(empty, "en"))
    nothing = evolve(INVOICE, lines=(), fees=(), ledger_entries=(), seller=bare, buyer=bare, number="")
    assert "Aucune prestation facturée." in text(PDF.invoice(nothing, "fr"))


@pytest.mark.parametrize("amount", [Money(MAX_MINOR, "EUR"), Money(MAX_MINOR, "KWD"), Money(-MAX_MINOR, "JPY")])
def test_the_largest_amounts_fit_their_columns(amount: Money) -> None:
    """The last digit of the largest amount is printed, decimals as the currency has them."""
    rows = (evolve(CONTRACT.milestones[0], amount=amount),)
    fees = Fees(500, (FeeTier(None, 1000),))
    said = text(PDF.contract(evolve(CONTRACT, currency=amount.currency, milestones=rows, fees=fees), "en"))
    written = {
        "EUR": "10,000,000,000,000.00 EUR",
        "KWD": "1,000,000,000,000.000 KWD",
        "JPY": "-1,000,000,000,000,000 JPY",
    }
    assert said.count(written[amount.currency]) == 3
    assert "On every amount: 10%" in said


def test_a_state_that_is_new_to_the_table_is_still_printed() -> None:
    """A machine may grow a state before a translator knows of it."""
    assert "half done" in text(PDF.contract(evolve(CONTRACT, state="half_done"), "fr"))


def test_another_language_is_refused() -> None:
    """No document comes out in a language that was not asked for."""
    with pytest.raises(Invalid) as refused:
        PDF.contract(CONTRACT, "de")
    assert refused.value.field == "language"


def test_times_without_a_zone_are_refused() -> None:
    """A naive time would be read in the zone of the machine that prints it."""
    with pytest.raises(Invalid):
        evolve(CONTRACT, generated_at=AT.replace(tzinfo=None))


def test_the_digest_covers_the_facts_and_not_the_printing() -> None:
    """Printing later does not change it; one cent does."""
    assert digest(INVOICE) == digest(evolve(INVOICE, generated_at=AT + timedelta(days=1)))
    assert digest(INVOICE) != digest(evolve(INVOICE, paid=eur(1)))
    assert digest(INVOICE) in text(PDF.invoice(INVOICE, "en"))


def test_every_label_has_the_same_blanks_in_both_languages() -> None:
    """A translation can't lose a fact."""
    for key, (english, french) in LABELS.items():
        assert english, key
        assert french, key
        blanks = [sorted(part for part in words.split() if "{" in part) for words in (english, french)]
        assert [len(found) for found in blanks] == [len(blanks[0])] * 2, key


ANY = st.text(max_size=300)


@settings(max_examples=15, deadline=None)
@given(ANY, ANY, ANY, ANY, st.text(max_size=2000), st.sampled_from(["en", "fr"]))
def test_no_text_breaks_a_document(title: str, name: str, note: str, code: str, scope: str, language: str) -> None:
    """Whatever users type, both documents come out and can be read."""
    party = PartyCard(name, note, name, title)
    row = evolve(CONTRACT.milestones[0], title=title, description=scope, state=code)
    signature = SignatureRow(name, "client", AT, code)
    contract = evolve(
        CONTRACT, title=title, job_title=note, client=party, milestones=(row,) * 2, scope=scope, reference=code,
        id=code, terms_hash=code, signatures=(signature,), state=code,
    )  # fmt: skip
    lines = (evolve(INVOICE.lines[0], title=title, quantity=code),)
    invoice = evolve(INVOICE, number=code, seller=party, lines=lines, ledger_entries=(code, name))
    assert PdfReader(BytesIO(PDF.contract(contract, language))).pages
    assert PdfReader(BytesIO(PDF.invoice(invoice, language))).pages


def test_each_side_reads_its_own_figures() -> None:
    """The buyer's copy does not say what the seller nets, nor the seller's what the buyer's fee was paid with."""
    buyers = evolve(INVOICE, net_to_freelancer=None)
    sellers = evolve(INVOICE, paid=None, refunded=None)
    assert "Net to" not in text(PDF.invoice(buyers, "en"))
    assert "Refunded" not in text(PDF.invoice(sellers, "en"))


def test_what_was_agreed_after_signing_says_so() -> None:
    """The terms' hash is without it, so the paper tells it apart."""
    first, *rest = CONTRACT.milestones
    amended = evolve(CONTRACT, milestones=(evolve(first, amended="changed"), *rest, evolve(first, amended="added")))
    said = text(PDF.contract(amended, "en"))
    assert said.count("Changed after signing, agreed by both") == 1
    assert said.count("Added after signing, agreed by both") == 1
    assert "after signing" not in text(PDF.contract(CONTRACT, "en"))
