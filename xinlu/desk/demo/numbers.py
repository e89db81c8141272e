"""Numbers of nobody: they hold every check, and their division or sequence is given to no one."""

from collections.abc import Callable
from datetime import date, timedelta
from random import Random

from xinlu.kernel.identifiers import IdentifierError, credit_code, organisation_code, resident_id

_FIRST_BIRTH, _LAST_BIRTH = date(1964, 1, 1), date(2001, 12, 31)
_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"


def completed(check: Callable[[str], str], body: str) -> str:
    """Return `body` with the check character that `check` expects.

    >>> completed(resident_id, "99010119900101000")
    '990101199001010000'
    """
    try:
        return check(f"{body}0")
    except IdentifierError as wrong:
        return check(f"{body}{wrong.params['expected']}")


def firm_code(head: str, division: str, serial: int) -> str:
    """Return the credit code of a fictional firm ("91") or sole trader ("92")."""
    return completed(credit_code, head + division + completed(organisation_code, f"MA{serial:06d}"))


def person_number(rng: Random, division: str) -> str:
    """Return a 公民身份号码 with the sequence 000, which nobody has."""
    span = (_LAST_BIRTH - _FIRST_BIRTH).days
    birth = _FIRST_BIRTH + timedelta(days=rng.randint(0, span))
    return completed(resident_id, f"{division}{birth:%Y%m%d}000")


def plate(rng: Random, colour: str) -> str:
    """Return a plate of a series that is not given out, 渝X or 渝Z."""
    head = f"渝{rng.choice('XZ')}"
    if colour == "黄绿":
        return f"{head}{rng.randint(10000, 99999)}{rng.choice('DF')}"
    if colour == "渐变绿":
        return f"{head}{rng.choice('DF')}{rng.randint(10000, 99999)}"
    if rng.random() < 0.4:
        return f"{head}{rng.choice(_LETTERS)}{rng.randint(1000, 9999)}"
    return f"{head}{rng.randint(10000, 99999)}"
