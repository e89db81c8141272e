"""Days on the command line: read from its words, and today where none is given."""

import argparse
from datetime import date, datetime, timedelta, timezone

#: China has had one time and no summer time since 1992, so that no time zone data are needed.
CHINA = timezone(timedelta(hours=8))


def today() -> date:
    """Return the day that it is in China; the only clock that `rules` reads."""
    return datetime.now(CHINA).date()


def a_day(text: str) -> date:
    """Return the day that a word of the command line says."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"“{text}” 不是日期，请写成 2024-01-31") from None
