"""What time alone sets going: the `tick` command runs each timer when it is due."""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from django.utils.module_loading import autodiscover_modules

from xinlu.accounts.services import audit

logger = logging.getLogger(__name__)


@dataclass
class Timer:
    """Something that is done again every so many seconds; it must bear being late."""

    title: str
    every: float
    run: Callable[[datetime], object]
    due: float = field(default=0.0, compare=False)


TIMERS: list[Timer] = []
#: Comes last, so that what the others did is sealed with the rest.
SEALING = Timer("封账", 2, audit.seal)


def timer(title: str, *, every: float) -> Callable[[Callable[[datetime], object]], Timer]:
    """Register a function of the present moment, to be run `every` so many seconds.

    Apps above keep theirs in a module `timers`, which is found by that name.
    """

    def wrap(run: Callable[[datetime], object]) -> Timer:
        made = Timer(title, every, run)
        TIMERS.append(made)
        return made

    return wrap


def all_timers() -> list[Timer]:
    """Return every app's timers, and the one that seals the ledger."""
    autodiscover_modules("timers")
    return [*TIMERS, SEALING]


def tick(now: datetime, clock: Callable[[], float] = time.monotonic) -> list[str]:
    """Run the timers that are due and return the titles of those that failed.

    One that fails is logged and tried again at its next time; the others run all the same.
    """
    failed = []
    for each in all_timers():
        if clock() < each.due:
            continue
        each.due = clock() + each.every
        try:
            each.run(now)
        except Exception:
            logger.exception("The timer %s failed.", each.title)
            failed.append(each.title)
    return failed
