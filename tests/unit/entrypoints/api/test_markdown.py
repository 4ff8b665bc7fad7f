"""Markdown becomes HTML that does nothing."""

import re

import pytest

from upclone.entrypoints.api.markdown import as_html

PAYLOADS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "![x](https://evil.example/pixel.png)",
    "![x](javascript:alert(1))",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](java\nscript:alert(1))",
    "[x](vbscript:msgbox)",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "<javascript:alert(1)>",
    "<a href='javascript:alert(1)' onclick=alert(1)>x</a>",
    '[x](https://a.example "onmouseover=alert(1)")',
    '[x](https://a.example" onmouseover="alert(1))',
    "<svg/onload=alert(1)>",
    "<iframe src=https://evil.example></iframe>",
    "<style>@import 'https://evil.example'</style>",
    "<base href=https://evil.example>",
    "```html\n<script>alert(1)</script>\n```",
    '```"><script>alert(1)</script>\nx\n```',
    "`<script>`",
    "[r]: javascript:alert(1)\n\n[r]",
    "<details open ontoggle=alert(1)>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "|<img src=x>|b|\n|-|-|\n|c|<script>|",
    "<!--><script>alert(1)</script-->",
    "<math><mtext><style><img src onerror=alert(1)></style></mtext></math>",
]
TAG = re.compile(r"<(/?)([a-z0-9]+)((?:\s+[a-z]+=\"[^\"<>]*\")*)\s*/?>")
KNOWN = {"p", "br", "code", "pre", "a", "table", "thead", "tbody", "tr", "th", "td"}


@pytest.mark.parametrize("payload", PAYLOADS)
def test_nothing_runs_and_nothing_is_fetched(payload: str):
    """Only known tags come out, only links have attributes, and these lead to the web and vouch for nobody."""
    html = as_html(payload)
    assert "<" not in TAG.sub("", html), html
    for _, tag, attributes in TAG.findall(html):
        assert tag in KNOWN
        assert not attributes or tag == "a"
        names = dict(re.findall(r"([a-z]+)=\"([^\"]*)\"", attributes))
        assert set(names) <= {"href", "title", "rel"}
        assert names.get("href", "https:").startswith(("https:", "http:", "mailto:"))


def test_what_it_is_for():
    """Headings, lists, emphasis, code, tables, and links without a recommendation."""
    html = as_html("# Shop\n\n* **forty** products\n* [the old one](https://shop.example)\n\n|a|b|\n|-|-|\n|c|d|")
    for part in ("<h1>Shop</h1>", "<strong>forty</strong>", "<td>d</td>"):
        assert part in html
    assert '<a href="https://shop.example" rel="nofollow noopener">the old one</a>' in html


def test_what_was_written_can_be_read():
    """A tag that somebody writes about is shown, not lost."""
    assert "&lt;b&gt;" in as_html("Use <b> here")
