"""Who works at the desk in its tests, through the browser's own doors, and what they send."""

from datetime import date
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django_tasks_db.models import DBTaskResult

from xinlu.accounts.actors import Actor, officer
from xinlu.accounts.models import Authority, Place, Role, User
from xinlu.accounts.tests.cast import a_post, a_user
from xinlu.collection.models import Batch
from xinlu.collection.tests import penalty_files
from xinlu.collection.tests.batch_cast import Senders
from xinlu.registry.models import Representation, Subject

#: In post since long before any day on which the tests may run.
SINCE = date(2020, 1, 1)
BACKEND = "django.contrib.auth.backends.ModelBackend"
NEW = "/desk/imports/new/"


class Desk(Senders):
    """Two counties and the city at work: clerks, evaluators, approvers, an auditor, a firm."""

    def __init__(self) -> None:
        super().__init__()
        self.home_clerk = self.in_post("home-clerk", self.home_authority(self.home), Role.CLERK)
        self.moxi_clerk = self.in_post("moxi-clerk", self.moxi_transport, Role.CLERK)
        self.city_clerk = self.in_post("city-clerk", self.city, Role.CLERK)
        self.evaluator = self.in_post("evaluator", self.city, Role.EVALUATOR)
        self.approver = self.in_post("approver", self.city, Role.APPROVER)
        self.second_approver = self.in_post("approver2", self.city, Role.APPROVER)
        self.auditor = self.in_post("auditor", self.city, Role.AUDITOR)

    @staticmethod
    def in_post(username: str, authority: Authority, role: str) -> User:
        user = a_user(username)
        a_post(user, authority, role, since=SINCE)
        return user


def at_work(user: User) -> Client:
    """Return a browser in which `user` is logged in."""
    client = Client()
    client.force_login(user, backend=BACKEND)
    return client


def actor(user: User) -> Actor:
    return officer(user, date.today())  # noqa: DTZ011  the desk's own day


def speaking_for(subject: Subject, username: str = "firm-user") -> User:
    user = a_user(username, kind=User.Kind.SUBJECT)
    Representation.objects.create(subject=subject, user=user, since=SINCE)
    return user


def work_off() -> None:
    """Do what waits in the queue, as the worker does."""
    for waiting in DBTaskResult.objects.ready():
        waiting.task.call(*waiting.args_kwargs["args"])
        waiting.delete()


def upload(client: Client, path: Path, template: str = "penalty", **more: Any) -> HttpResponse:
    """Send a file from the page of a new import; the answer is the page one is led to."""
    file = SimpleUploadedFile(more.pop("name", path.name), path.read_bytes())
    given = {"template": template, "file": file, "pasted": "", "year": "", **more}
    return client.post(NEW, given, follow=True)


def uploaded(client: Client, path: Path, template: str = "penalty", **more: Any) -> Batch:
    """Send a file, have it checked, and return the batch."""
    upload(client, path, template, **more)
    work_off()
    return Batch.objects.latest("pk")


def stored(client: Client, path: Path, template: str = "penalty", **more: Any) -> Batch:
    """Send a file, have it checked, confirm it, have it stored."""
    batch = uploaded(client, path, template, **more)
    client.post(f"{address(batch)}confirm/")
    work_off()
    batch.refresh_from_db()
    return batch


def address(batch: Batch) -> str:
    return f"/desk/imports/{batch.uid}/"


def page(client: Client, path: str, **asked: Any) -> str:
    """Return the text of a page that opens."""
    answer = client.get(path, asked)
    assert answer.status_code == 200, (path, answer.status_code)
    return answer.content.decode()


def told(answer: HttpResponse) -> str:
    """Return the page an act led to."""
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def do(client: Client, path: str, **sent: Any) -> str:
    """Send a form and return the page one is led to."""
    return told(client.post(path, sent, follow=True))


def three_rows(path: Path) -> Path:
    """Write penalties of three firms at home in the first county of the codes; all are right."""
    return penalty_files.write(path, penalty_files.rows(3, firms=1, people=0))


def a_faulty_file(path: Path) -> Path:
    """Write three penalties of which the second has a wrong code and the third an empty fact."""
    table = list(penalty_files.rows(3, firms=1, people=0))
    table[1][2] = "91500101MAO000001Q"
    table[2][15] = ""
    return penalty_files.write(path, table)


def place_of(code: str) -> Place:
    return Place.objects.get(code=code)
