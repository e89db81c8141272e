"""A small writer of SVG: every text and attribute is escaped on the way in."""

from datetime import date
from fractions import Fraction
from html import escape

from xinlu.portal.look.numbers import fixed


class Markup(str):
    """Text that may stand in a page as it is; templates do not escape it again."""

    __slots__ = ()

    def __html__(self) -> str:
        """Return the text itself: the protocol by which templates know safe text."""
        return str(self)


def el(name: str, *children: str, **attributes: object) -> Markup:
    """Return one element; `None` leaves an attribute out, `_` in its name becomes `-`.

    >>> el("text", "<B>", x="5%", class_="label", fill=None)
    '<text x="5%" class="label">&lt;B&gt;</text>'
    """
    written = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(str(value))}"'
        for key, value in attributes.items()
        if value is not None
    )
    inner = "".join(
        child if isinstance(child, Markup) else escape(child, quote=False) for child in children
    )
    return Markup(f"<{name}{written}>{inner}</{name}>")


def join(*parts: str) -> Markup:
    """Return elements one after the other."""
    return Markup("".join(parts))


def picture(label: str, height: int, *parts: str, class_: str) -> Markup:
    """Return a drawing as wide as its place and `height` px high, which says `label` to a listener.

    Places inside are percentages across and pixels down, so letters keep their size on a phone.
    """
    return el(
        "svg",
        *parts,
        class_=class_,
        width="100%",
        height=height,
        role="img",
        aria_label=label,
        focusable="false",
    )


def quiet(drawing: Markup, said: str) -> Markup:
    """Return a drawing with the sentence that stands for it in the elder layout."""
    return join(drawing, el("p", said, class_="only-elder"))


def share(value: Fraction | int, low: Fraction | int, high: Fraction | int) -> Fraction:
    """Return where `value` lies between `low` and `high`, from 0 to 1, at the edge if outside."""
    if high <= low:
        return Fraction(0)
    return max(Fraction(0), min(Fraction(1), Fraction(value - low) / Fraction(high - low)))


def across(part: Fraction) -> str:
    """Return a share of the width as SVG writes it.

    >>> across(Fraction(1, 3))
    '33.333%'
    """
    return f"{fixed(part * 100, 3)}%"


def day_share(day: date, since: date, until: date) -> Fraction:
    """Return where `day` lies between two days."""
    return share(day.toordinal(), since.toordinal(), until.toordinal())


def anchor_for(place: Fraction) -> str:
    """Return how a text at `place` is anchored so that it stays inside the drawing."""
    if place < Fraction(12, 100):
        return "start"
    if place > Fraction(88, 100):
        return "end"
    return "middle"


def marker(place: Fraction, top: int, size: int = 6) -> Markup:
    """Return the yellow marker, its point 16 px under `top`."""
    shape = f"M{-size} 0h{2 * size}v{size + 3}l{-size} {size}l{-size} {-size}z"
    return el(
        "svg",
        el("path", d=shape, class_="ruler-marker"),
        x=across(place),
        y=top,
        overflow="visible",
        width=1,
        height=1,
    )
