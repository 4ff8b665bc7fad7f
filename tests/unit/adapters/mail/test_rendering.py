"""Letters say the same in text and HTML, in both languages, and nothing that people typed is more than words."""

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.letters import CODE, LINK, letter
from upclone.adapters.mail import LANGUAGES, Templates
from upclone.adapters.mail.rendering import COLUMNS
from upclone.application.ports.mail import Item, LetterKind
from upclone.entrypoints.web.words.telling import paid

TEMPLATES = Templates("https://upclone.example")
EVERY = [(kind, language) for kind in LetterKind for language in LANGUAGES]
NASTY = '<script>alert(1)</script>"><img src=x onerror=alert(1)>\r\nBcc: eve@example.org\r\n\r\n{{ 7*7 }}{% raw %}'


class Seen(HTMLParser):
    """The elements, their attributes and the text of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.links: set[str] = set()
        self.words = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.links |= {value or "" for name, value in attrs if name in {"href", "src"}}

    def handle_data(self, data: str) -> None:
        self.words += f" {data}"


def words(text: str) -> set[str]:
    """The words of a text, without the addresses of pages."""
    return set(re.findall(r"[^\W\d_]{4,}", re.sub(r"https?://\S+", "", text)))


@pytest.mark.parametrize(("kind", "language"), EVERY)
def test_the_text_part_says_what_the_html_part_says(kind: LetterKind, language: str):
    """Whoever reads mail as text misses no sentence and no link."""
    rendered = TEMPLATES.render(letter(kind, language))
    seen = Seen(rendered.html[rendered.html.index("<body") :])
    missing = words(seen.words) - words(rendered.text) - words(rendered.subject)
    hidden = re.search(r"overflow:hidden;\">(.*?)</div>", rendered.html)
    # A link in words there is an address here.
    stop = {"stop", "these", "letters", "arrêter", "messages", "choose", "choisir", "daily"}
    assert missing - words(hidden.group(1) if hidden else "") - stop == set()
    assert all(link in rendered.text for link in seen.links)


@pytest.mark.parametrize(("kind", "language"), EVERY)
def test_text_is_wrapped(kind: LetterKind, language: str):
    """No line is longer than 72 columns unless a page's address is; paragraphs stand one blank line apart."""
    text = TEMPLATES.render(letter(kind, language)).text
    assert [line for line in text.splitlines() if len(line) > COLUMNS and LINK not in line and CODE not in line] == []
    assert "\n\n\n" not in text
    assert "\n-- \n" in text


@pytest.mark.parametrize("kind", LetterKind)
def test_each_language_has_its_own_words(kind: LetterKind):
    """French readers get French; a language that we don't write gets English."""
    english, french = (TEMPLATES.render(letter(kind, language)) for language in LANGUAGES)
    assert english.subject != french.subject
    assert 'lang="fr"' in french.html
    assert TEMPLATES.render(letter(kind, "pt")) == english


@pytest.mark.parametrize(("kind", "language"), EVERY)
def test_what_people_typed_is_inert(kind: LetterKind, language: str):
    """P22: scripts, headers and template marks in any fact that people wrote are words in the letter, or nothing."""
    typed = dict.fromkeys(("name", "reason", "title", "search", "provider"), NASTY)
    rendered = TEMPLATES.render(letter(kind, language, **{k: v for k, v in typed.items() if k in letter(kind).facts}))
    seen = Seen(rendered.html)
    assert not seen.tags & {"script", "img"}
    assert not {name for name in seen.attributes if name.startswith("on")}
    assert "\n" not in rendered.subject
    assert "\r" not in rendered.subject + rendered.text
    assert "\n\nBcc" not in rendered.text
    assert " 49" not in rendered.text


@pytest.mark.parametrize("name", ["Win at www.evil.example", "https://evil.example", "Cheap.shop", "eve@evil.example"])
@pytest.mark.parametrize("kind", LetterKind)
def test_a_name_that_is_an_advertisement_is_not_sent(kind: LetterKind, name: str):
    """Who signs up chooses the name and the address: strangers must not get somebody's link in a letter of ours."""
    rendered = TEMPLATES.render(letter(kind, name=name))
    assert "evil" not in rendered.text + rendered.html
    assert "shop" not in rendered.text + rendered.html
    assert "Hello," in rendered.text


@pytest.mark.parametrize("name", ["Ada Byron", "O’Neill", "Jean-Luc", "Łukasz", "李小龍", "Dr. Strange"])
def test_a_name_is_said(name: str):
    """Everybody else is greeted by it."""
    assert f"Hello {name}," in TEMPLATES.render(letter(name=name)).text


@given(st.text(max_size=300))
def test_any_reason_stays_a_quotation(reason: str):
    """Whatever a moderator wrote can't pass for our own words."""
    text = TEMPLATES.render(letter(LetterKind.ACCOUNT_BANNED, reason=reason)).text
    body = text.partition("This is why:")[2].partition("You can still")[0]
    assert all(line.startswith("> ") for line in body.splitlines() if line.strip())


def test_times_are_written_as_the_language_does():
    """Days and times are words, in UTC."""
    assert "1 March 2026, 09:05 UTC" in TEMPLATES.render(letter()).html
    assert "1er mars 2026 à 09:05 UTC" in TEMPLATES.render(letter(language="fr")).html
    told = TEMPLATES.render(letter(LetterKind.LEAVING, until="2026-12-24"))
    assert "On 24 December 2026 your profile" in " ".join(told.text.split())


def test_a_suspension_without_end_names_none():
    """An open end is no date."""
    assert "suspended. This is why" in TEMPLATES.render(letter(LetterKind.ACCOUNT_SUSPENDED, until="")).text


def test_amounts_are_written_as_the_language_does():
    """Also those among the facts of a line; what only looks like one stays as it was."""
    templates = Templates("https://upclone.example", paid=paid)
    items = (Item("PaymentFunded", "Person 1 · A logo for 12345.50 EUR · 12345.50 EUR · 5 XYZ", LINK),)
    news = templates.render(letter(LetterKind.NEWS, "fr", items=items))
    assert "Person 1 · A logo for 12345.50 EUR · 12\u202f345,50\u00a0€ · 5 XYZ" in " ".join(news.text.split("\n"))
    assert "12\u202f345,50\u00a0€" in news.html
    withheld = LetterKind.MONEY_WITHHELD
    assert "1\u202f648,00\u00a0€" in templates.render(letter(withheld, "fr")).text
    assert "€1,648.00" in templates.render(letter(withheld, "en")).text
