"""The working-day calendar of the jurisdiction in force."""

from functools import cache

from xinlu.accounts import jurisdictions
from xinlu.kernel.workdays import Calendar, read_calendars


@cache
def calendar() -> Calendar:
    """Return the working-day calendar of the nearest jurisdiction that has one."""
    folders = [folder / "calendars" for folder in jurisdictions.chain()]
    return read_calendars(next(folder for folder in folders if folder.is_dir()))
