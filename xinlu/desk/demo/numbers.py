"""Numbers of the demo city, drawn by lot from series that are given to no one."""

from datetime import date, timedelta
from random import Random

from xinlu.kernel.identifiers.fictional import fictional_resident_id

_FIRST_BIRTH, _LAST_BIRTH = date(1964, 1, 1), date(2001, 12, 31)
_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"


def person_number(rng: Random, division: str) -> str:
    """Return a 公民身份号码 with the sequence 000, which nobody has."""
    span = (_LAST_BIRTH - _FIRST_BIRTH).days
    birth = _FIRST_BIRTH + timedelta(days=rng.randint(0, span))
    return fictional_resident_id(birth, division=division)


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
