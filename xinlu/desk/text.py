"""Small pieces of text for the workbench's pages."""

from datetime import date


def day(value: date | None) -> str:
    """Return a day as it stands in sentences.

    >>> day(date(2026, 9, 28))
    '2026 年 9 月 28 日'
    """
    return f"{value.year} 年 {value.month} 月 {value.day} 日" if value else ""


def percent(part: int, whole: int) -> str:
    """Return a share with one decimal, for a figure or the width of a bar.

    >>> percent(1, 3), percent(0, 0)
    ('33.3', '0.0')
    """
    return f"{100 * part / whole:.1f}" if whole else "0.0"
