"""What is wrong with a form, told above it."""

from pathlib import Path

import pytest
from flask import Flask
from flask_babel import force_locale

from upclone.entrypoints.web import languages, site
from upclone.entrypoints.web.forms import Form
from upclone.entrypoints.web.summaries import PLACE, filled
from upclone.entrypoints.web.words.errors import told_of_fields

PAGE = f"""<ul>{PLACE}</ul>
<label for="f-title" class="x">Title &amp; more <span>(optional)</span></label><input id="f-title">
<label for="f-links">Links</label><textarea id="f-links"></textarea>
<label class="block"><span>Company</span><input type="text" id="f-freelancer-experience-1-company"></label>
<label for="f-milestones-1-amount">Amount</label><input id="f-milestones-1-amount"><p id="f-milestones"></p>"""
WRONG = Form(
    errors={
        "milestones.1.amount": "must be more than zero",
        "freelancer.experience.1.company": "Field required",
        "links.2": "must be a web address such as https://example.org",
        "nowhere": "is <not> a known field",
        "title": "must have at most 150 characters",
        "milestones": "must sum to the price: they sum to 50.00 EUR, the price is 1250.00 EUR",
    }
)


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        (
            "en",
            (
                '<a class="underline" href="#f-title">Title &amp; more: must have at most 150 characters.</a>',
                'href="#f-links">Links: line 3: must be a web address such as https://example.org.</a>',
                'href="#f-freelancer-experience-1-company">Company (line 2): this field is required.</a>',
                'href="#f-milestones-1-amount">Amount (line 2): must be more than zero.</a>',
                '#f-milestones">Milestones: must sum to the price: they sum to €50.00, the price is €1,250.00.</a>',
                "Is &lt;not&gt; a known field.",
            ),
        ),
        (
            "fr",
            (
                "Title &amp; more\u202f: doit avoir au plus 150 caractères.",
                "Links\u202f: ligne 3\u202f: doit être une adresse web, par exemple https://example.org.",
                "Company (ligne 2)\u202f: ce champ est obligatoire.",
                "Amount (ligne 2)\u202f: doit être plus que zéro.",
                "elles font 50,00\u00a0€",
                "Is &lt;not&gt; a known field.",
            ),
        ),
    ],
)
def test_it_is_told_in_the_order_of_the_page_by_its_labels(language: str, expected: tuple[str, ...]) -> None:
    """With the row of a list; each leads to its field, and what has none on the page leads nowhere."""
    app = Flask(site.__name__)
    app.root_path = str(Path(site.__file__).parent)
    languages.speak(app, lambda: language)
    with app.test_request_context(), force_locale(language):
        lines = filled(PAGE, told_of_fields(WRONG)).partition("<ul>")[2].partition("</ul>")[0].split("</li>")
    for line, words in zip(lines, expected, strict=False):
        assert words in line


def test_a_page_without_a_summary_stays_as_it_is() -> None:
    """And one whose form is fine."""
    assert filled("<p>", WRONG) == "<p>"
    assert filled(PAGE, Form()) == PAGE
