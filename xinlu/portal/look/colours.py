"""Colours as figures: read from the tokens, compared, and seen as others see them."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

TOKENS = Path(__file__).resolve().parent.parent / "static" / "xinlu" / "css" / "tokens.css"

Rgb = tuple[float, float, float]

#: Machado, Oliveira, Fernandes (2009), severity 1.0, on linear light.
SEEN: dict[str, tuple[Rgb, Rgb, Rgb]] = {
    "红色弱": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "绿色弱": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "蓝色弱": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
    "灰度": ((0.2126, 0.7152, 0.0722),) * 3,
}


@cache
def tokens(path: Path = TOKENS) -> dict[str, str]:
    """Return the colours of the site by name, as the first block of the tokens says them."""
    block = path.read_text("utf-8").split("}", 1)[0]
    return dict(re.findall(r"--([\w-]+):\s*(#[0-9A-Fa-f]{6});", block))


def linear(colour: str) -> Rgb:
    """Return the light of a colour written `#RRGGBB`, each part from 0 to 1."""

    def part(at: int) -> float:
        value = int(colour[at : at + 2], 16) / 255
        return value / 12.92 if value <= 0.04045 else float(((value + 0.055) / 1.055) ** 2.4)

    return part(1), part(3), part(5)


def written(light: Rgb) -> str:
    """Return light as `#RRGGBB`, what lies outside the screen put on its edge."""

    def part(value: float) -> int:
        value = min(1.0, max(0.0, value))
        curved = value * 12.92 if value <= 0.0031308 else 1.055 * value ** (1 / 2.4) - 0.055
        return round(curved * 255)

    return "#" + "".join(f"{part(value):02X}" for value in light)


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours by WCAG, from 1 to 21.

    >>> contrast("#000000", "#FFFFFF")
    21.0
    """

    def luminance(colour: str) -> float:
        red, green, blue = linear(colour)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return round((light + 0.05) / (dark + 0.05), 2)


def seen(colour: str, how: str) -> str:
    """Return a colour as somebody sees it whose sight is named in `SEEN`."""
    light = linear(colour)
    red, green, blue = (
        sum(weight * value for weight, value in zip(row, light, strict=True)) for row in SEEN[how]
    )
    return written((red, green, blue))


@dataclass(frozen=True)
class Swatch:
    """A colour on the page of parts."""

    name: str
    token: str
    colour: str
    ratio: str
    seen: tuple[str, ...] = ()


def swatch(name: str, token: str, ground: str | None = "white", *, sights: bool = False) -> Swatch:
    """Return a token with its contrast on `ground`; without a ground it carries no text."""
    colour = tokens()[token]
    ratio = "不作文字" if ground is None else f"{contrast(colour, tokens()[ground]):.1f}"
    return Swatch(
        name, token, colour, ratio, tuple(seen(colour, how) for how in SEEN) if sights else ()
    )
