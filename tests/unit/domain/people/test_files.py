"""Names that are safe to show and to save under, and what a day has room for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import AT
from upclone.domain.errors import TooMany
from upclone.domain.people.files import LONGEST_NAME, MEBIBYTE, DayLimit, safe_name


@pytest.mark.parametrize(
    ("given_name", "kept"),
    [
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\Users\\ada\\plan.doc", "plan.pdf"),
        ("CON", "file CON.pdf"),
        ("lpt1.txt", "file lpt1.pdf"),
        ("a\x00b\r\n.pdf", "ab.pdf"),
        ("invoice\u202egpj.exe", "invoicegpj.pdf"),
        ('"; filename="evil.html', "; filename= evil.pdf"),
        ("a:b|c?.pdf", "a b c.pdf"),
        ("...", "file.pdf"),
        (".htaccess", "htaccess.pdf"),
        ("", "file.pdf"),
        ("2024.12 report", "2024.12 report.pdf"),
        ("e\u0301te\u0301.jpg", "\u00e9t\u00e9.pdf"),
    ],
)
def test_a_name_is_no_path(given_name: str, kept: str):
    """Nor a device, a header, a hidden file, or a word that reads backwards."""
    assert safe_name(given_name, "pdf") == kept


@given(name=st.text(max_size=300))
def test_any_name_becomes_one(name: str):
    """Whatever people, or programs, write."""
    safe = safe_name(name, "txt")
    assert safe.endswith(".txt")
    assert len(safe) <= LONGEST_NAME
    assert not set(safe) & set('/\\:*?"<>|\n\r\t\x00\u202e')
    assert not safe.startswith((".", " "))
    assert safe_name(safe, "txt") == safe


def test_a_day_has_room_for_so_much():
    """The limit is named, with the time from which there is room again."""
    limit = DayLimit(files=2, mebibytes=1)
    limit.check(2, MEBIBYTE, AT)
    with pytest.raises(TooMany) as many:
        limit.check(3, 0, AT)
    with pytest.raises(TooMany) as large:
        limit.check(1, MEBIBYTE + 1, AT)
    assert (many.value.limit, large.value.limit) == (2, 1)
    assert many.value.again_at == large.value.again_at == AT.replace(day=6, hour=0)
