"""An evaluation run, from being asked for to the announcement (公示 → 审定 → 公告)."""

from datetime import date

from xinlu.accounts.actors import Actor
from xinlu.evaluation.models import Run


def ask(target: None, *, by: Actor, scheme: str, on: date, nonce: str = "") -> Run:
    """Ask for a run of the edition in force over its population, as of the day; computed by a task."""
    raise NotImplementedError


def cancel(run: Run, *, by: Actor, reason: str) -> Run:
    """Drop a run that is queued, under way or still a trial."""
    raise NotImplementedError


def propose(run: Run, *, by: Actor) -> Run:
    """Propose a trial for publicity (提请公示).

    Refused as `unconfirmed` while results rest on unverified values that nobody confirmed.
    """
    raise NotImplementedError


def publicise(run: Run, *, by: Actor, on: date) -> Run:
    """Approve and open the publicity (审定公示), by a second officer; results are public from here.

    Refused as `published-before` while another run of the scheme and year is public.
    """
    raise NotImplementedError


def send_back(run: Run, *, by: Actor, reason: str) -> Run:
    """Send a proposed run back to trial (退回)."""
    raise NotImplementedError


def announce(run: Run, *, by: Actor, on: date) -> Run:
    """Announce the results (公告), once the last day of publicity is over."""
    raise NotImplementedError


def withdraw(run: Run, *, by: Actor, reason: str) -> Run:
    """Take a public run's results back (撤回); they stay in the history."""
    raise NotImplementedError
