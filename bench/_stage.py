"""Who and what the benches of pages need: an officer who is logged in, and records to look at."""

from datetime import date
from importlib import import_module
from pathlib import Path

from _measure import FOLDER
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.core.management import call_command

from xinlu.accounts.actors import SYSTEM
from xinlu.accounts.models import Appointment, Authority, Role, User
from xinlu.collection.models import Batch
from xinlu.collection.services import batches, checks, storing
from xinlu.collection.tests import penalty_files

ON = date(2026, 1, 1)


def prepare() -> None:
    """Make the tables and put the jurisdiction's data into them."""
    call_command("prepare", quiet=True)


def logged_in() -> str:
    """Return the cookie of a city clerk who is logged in."""
    clerk = User.objects.create_user("bench", password="Shili-Road-2026", name="示例经办")
    city = Authority.objects.get(code="cq-transport")
    Appointment.objects.create(user=clerk, authority=city, role=Role.CLERK, since=date(2020, 1, 1))
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(clerk.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = clerk.get_session_auth_hash()
    session.save()
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}"


def a_workbook(rows: int, *, seed: int = 1) -> Path:
    """Write a workbook of penalties on a fifth as many firms."""
    firms, people = max(rows // 5, 2), max(rows // 30, 1)
    table = penalty_files.rows(rows, firms=firms, people=people, seed=seed)
    return penalty_files.write(FOLDER / f"penalties-{seed}.xlsx", table)


def received(path: Path, channel: str) -> Batch:
    """Take the workbook in; over "command" nothing is queued, over "upload" the check is."""
    return batches.receive(
        None,
        by=SYSTEM,
        template="penalty",
        file_name=path.name,
        content=path,
        on=ON,
        channel=channel,
    )


def stored(path: Path) -> Batch:
    """Take the workbook through check and storing in this process."""
    batch = batches.confirm(checks.check(received(path, "command")), by=SYSTEM, queue=False)
    return storing.store(batch)
