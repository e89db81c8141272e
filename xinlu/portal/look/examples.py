"""What the page of parts shows, from `examples.yaml`: invented names, no person and no firm."""

from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from xinlu.kernel.yaml_files import read_yaml
from xinlu.portal.look.colours import SEEN, swatch

#: The day on which the examples stand still.
TODAY = date(2026, 9, 28)


@cache
def said() -> dict[str, Any]:
    """Return the examples as they are written down."""
    read: dict[str, Any] = read_yaml(Path(__file__).with_suffix(".yaml"))
    return read


def grade_rows() -> list[dict[str, Any]]:
    """Return five grades with their colours as others see them."""
    return [
        {
            "code": code,
            "word": word,
            "rank": rank,
            "swatch": swatch(word, f"grade-{code.lower()}", sights=True),
        }
        for rank, (code, word, _) in enumerate(said()["bands"], start=1)
    ]


def tiles() -> list[dict[str, Any]]:
    """Return a schematic map of invented counties; three of them lie below the line."""
    low, figures = said()["low"], {1: "100%", 2: "99.4%", 3: "97.2%"}
    drawn = []
    for line in said()["map"]:
        for offset, name in enumerate(line["names"].split()):
            step = 0 if name in low else 1 + (line["row"] * 5 + offset * 7) % 3
            tile = {"name": name, "column": line["first"] + offset, "row": line["row"]}
            drawn.append({**tile, "step": step, "value": low.get(name) or figures[step]})
    return drawn


def fortnight() -> list[dict[str, Any]]:
    """Return fifteen days ahead, a holiday among them."""
    days = []
    for offset in range(15):
        day = TODAY + timedelta(days=offset)
        rest = date(2026, 10, 1) <= day <= date(2026, 10, 7) or day == date(2026, 10, 11)
        days.append(
            {
                "day": day,
                "count": said()["due"].get(offset, 0),
                "today": offset == 0,
                "rest": rest,
                "natural": rest,
                "working": day == date(2026, 10, 10),
                "note": "国庆假期 7 天" if day == date(2026, 10, 6) else "",
            }
        )
    return days


def context() -> dict[str, Any]:
    """Return everything the page of parts shows, but its form and its page of a list."""
    return {
        **said(),
        "today": TODAY,
        "swatches": [swatch(name, token, ground) for name, token, ground in said()["swatches"]],
        "grade_rows": grade_rows(),
        "sights": list(SEEN),
        "tiles": tiles(),
        "days": fortnight(),
        "axis_since": date(2026, 1, 1),
        "axis_until": date(2029, 7, 1),
        "term": (date(2026, 3, 10), date(2026, 6, 11), date(2027, 3, 10)),
    }
