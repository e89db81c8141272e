"""Numbers of nobody: they hold every check, and are given to no one."""

from collections.abc import Callable
from datetime import date

from xinlu.kernel.identifiers.shape import IdentifierError
from xinlu.kernel.identifiers.subjects import credit_code, organisation_code, resident_id


def completed(check: Callable[[str], str], body: str) -> str:
    """Return `body` with the check character that `check` expects.

    >>> completed(resident_id, "99010119900101000")
    '990101199001010000'
    """
    try:
        return check(f"{body}0")
    except IdentifierError as wrong:
        return check(f"{body}{wrong.params['expected']}")


def fictional_credit_code(serial: int, *, division: str = "500101", head: str = "91") -> str:
    """Return a 统一社会信用代码: `head` "91" is a firm, "92" a sole trader, "11" an authority."""
    return completed(credit_code, head + division + completed(organisation_code, f"MA{serial:06d}"))


def fictional_resident_id(born: date, *, division: str = "500101") -> str:
    """Return a 公民身份号码 with the sequence 000, which nobody has."""
    return completed(resident_id, f"{division}{born:%Y%m%d}000")
