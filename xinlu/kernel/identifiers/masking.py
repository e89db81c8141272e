"""What of personal data is shown to whom does not need the whole. One style per platform."""

from typing import Literal, get_args

Style = Literal["6+4", "court", "3+2"]

_KEPT: dict[str, tuple[int, int]] = {"6+4": (6, 4), "court": (10, 4), "3+2": (3, 2)}
_FULL_LENGTH = 18


def mask(text: str, left: int, right: int) -> str:
    """Return `text` with all but its first `left` and last `right` characters as asterisks.

    A text too short to hide anything is hidden whole. (Templates speak of 保留左/右 so many.)
    """
    if left < 0 or right < 0:
        raise ValueError(f"Kept characters cannot be negative: {left} and {right}.")
    hidden = len(text) - left - right
    if hidden <= 0:
        return "*" * len(text)
    return f"{text[:left]}{'*' * hidden}{text[len(text) - right :]}"


def mask_resident_id(text: str, style: Style = "6+4") -> str:
    """Mask a 公民身份号码.

    "6+4" hides the whole day of birth; "court" (as lists of 失信被执行人) hides month and day and
    shows the year; "3+2" shows least. Who sees one person in two styles sees the union of both.
    A number that has not 18 characters is never shown in the court style, whose places assume them.
    """
    if style not in get_args(Style):
        raise ValueError(f"There is no style of masking '{style}'.")
    if style == "court" and len(text) != _FULL_LENGTH:
        style = "6+4"
    return mask(text, *_KEPT[style])


def mask_name(text: str) -> str:
    """Mask a person's name: of two characters the second, of more all but first and last.

    No official rule was found; this is the common practice. A single character is hidden.
    """
    return mask(text, 1, 0 if len(text) == 2 else 1)


def mask_phone(text: str) -> str:
    """Mask a telephone number: first three and last four stay; of a short one the last two."""
    return mask(text, 3, 4) if len(text) >= 10 else mask(text, 0, 2)
