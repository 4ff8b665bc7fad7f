"""What a password must be: long enough, and not among the first that anybody would try."""

from __future__ import annotations

from typing import Final

from upclone.domain.errors import Invalid

SHORTEST: Final = 10
LONGEST: Final = 200

_WORDS: Final = """
0000000000 0123456789 1111111111 1122334455 1234512345 123456789a 1234567890 12345678900 1234567891 12345678910
123456789012 1234567899 123qwe123qwe 1q2w3e4r5t 1q2w3e4r5t6y 1qaz2wsx3edc 9876543210 a123456789 abc1234567 abcd123456
abcd1234567 abcdefghij administrator asdfasdfasdf asdfghjkl1 azertyuiop azertyuiop1 bonjour123 changeme12 changeme123
football12 football123 helloworld iloveyou12 iloveyou123 letmein123 michelle123 motdepasse motdepasse1 motdepasse123
p@ssw0rd12 p@ssw0rd123 p@ssword123 pass123456 passw0rd12 passw0rd123 password00 password01 password10 password11
password12 password123 password1234 password12345 password99 password1! princess123 q1w2e3r4t5 q1w2e3r4t5y6 qazwsxedc1
qazwsxedcrfv qwer123456 qwerty1234 qwerty12345 qwerty123456 qwertyqwerty qwertyuiop qwertyuiop1 qwertyuiop[] qwertz1234
qwertzuiop soleil1234 spiderman1 sunshine12 sunshine123 superman12 superman123 upclone123 upclone1234 welcome123
welcome1234 zaq12wsxcde3 zxcvbnm123
"""
COMMON: Final = frozenset(_WORDS.split())
"""The most common ones of ten characters and more. One character over and over is refused by itself."""


def check(password: str, email: str, name: str, field: str = "password") -> None:
    """Raises Invalid, which names `field`."""
    if not SHORTEST <= len(password) <= LONGEST:
        raise Invalid(field, f"must have {SHORTEST} to {LONGEST} characters")
    typed = password.casefold().strip()
    known = {email.casefold(), email.split("@")[0].casefold(), name.casefold(), "".join(name.casefold().split())}
    if typed in known:
        raise Invalid(field, "must not be the e-mail address or the name")
    if typed in COMMON or len(set(typed)) < 3:
        raise Invalid(field, "is one of the first that anybody would try")
