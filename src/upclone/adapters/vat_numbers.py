"""VAT numbers by python-stdnum: it keeps the form and the check digits of each country's, and is released as they
change; to write 30 of them anew would be to maintain them.
"""

from __future__ import annotations

from typing import Any, Final

from upclone.domain.payments.taxes import UNION

_PREFIX: Final = {"GR": "EL", "MC": "FR"}
_LONGEST: Final = 30


class StdnumVatNumbers:
    """Nothing is asked of VIES or any other service: that a number exists is the operator's to look up."""

    def known(self, country: str) -> bool:
        """Whether numbers of this country can be checked."""
        return country in UNION or country in ("CH", "GB", "MC", "NO")

    def canonical(self, country: str, number: str) -> str | None:
        """The number with its prefix and without spaces; None where there can be no such number."""
        from stdnum.exceptions import ValidationError

        prefix = _PREFIX.get(country, country)
        try:
            compact: str = _of(country).validate(number[:_LONGEST].strip().upper())
        except ValidationError:
            return None
        return prefix + compact.removeprefix(prefix)


def _of(country: str) -> Any:
    from stdnum.util import get_cc_module

    return get_cc_module({"MC": "fr"}.get(country, country.lower()), "vat")
