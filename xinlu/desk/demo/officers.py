"""Who works in the demo city, and who may log in to look around."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.timezone import localdate

from xinlu.accounts.actors import SYSTEM, Actor, officer, subject_user
from xinlu.accounts.models import Authority, Place, Role, User
from xinlu.accounts.services import people
from xinlu.desk.demo.cast import Cast
from xinlu.desk.demo.world import told
from xinlu.evaluation.models import Result, Run
from xinlu.registry.models import Subject
from xinlu.registry.services import links


@dataclass(frozen=True, slots=True)
class Account:
    """An account that the demo prints: whose, for what, where."""

    username: str
    told: str
    where: str


def accounts() -> list[Account]:
    """Return the accounts that can log in, as the file names them."""
    said = told("accounts")
    names = dict(Authority.objects.values_list("code", "name"))
    found = [
        Account(one["username"], one["told"], names.get(one["authority"], ""))
        for one in said["officers"]
    ]
    subjects = [said["subject"], said["person"]]
    return [*found, *(Account(one["username"], one["told"], "") for one in subjects)]


def password() -> str:
    """Return the password that all demo accounts share."""
    return str(told("accounts")["password"])


def engage() -> None:
    """Invite every officer that is not there yet; those who log in choose the shared password."""
    said = told("accounts")
    there = set(User.objects.values_list("username", flat=True))
    offices = {each.code: each for each in Authority.objects.all()}
    for one in _wanted(said):
        if one["username"] not in there:
            _invite(one, offices[one["authority"]], said["since"])
    for one in said["officers"]:
        user = User.objects.get(username=one["username"])
        if not user.has_usable_password():
            people.change_password(user, by=officer(user, localdate()), password=said["password"])


def _wanted(said: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the officers named in the file, then a clerk for every other county."""
    yield from said["officers"]
    yield from said["senders"]
    named = {one["authority"] for one in said["officers"]}
    pinyin = told("pinyin")["counties"]
    for place in Place.objects.filter(code__in=pinyin):
        if f"{place.code}-transport" not in named:
            yield {
                "username": f"clerk-{pinyin[place.code]}",
                "name": f"{place.short_name[0]}某丙",
                "authority": f"{place.code}-transport",
                "role": "clerk",
            }


def _invite(one: dict[str, Any], authority: Authority, since: date) -> None:
    people.invite(
        authority,
        by=SYSTEM,
        username=one["username"],
        name=one["name"],
        role=one["role"],
        since=since,
    )


def actor(username: str) -> Actor:
    """Return an officer of the demo city as they act today."""
    return officer(User.objects.get(username=username), localdate())


def clerks() -> dict[str, Actor]:
    """Return for each authority's code the clerk who sends its files."""
    users = User.objects.filter(appointments__role="clerk").distinct()
    found: dict[str, Actor] = {}
    for user in users.order_by("pk"):
        clerk = officer(user, localdate())
        if clerk.authority is not None:
            found.setdefault(clerk.authority.code, clerk)
    return found


def let_subjects_in(cast: Cast) -> None:
    """Give the firm's user and the driver accounts, and let each speak for one subject."""
    said = told("accounts")
    firm = said["subject"]
    code = cast.first_firm(firm["kind"], firm["county"]).code
    _let_in(firm, Subject.objects.known().filter(code=code).first())
    person = said["person"]
    assessed = Result.objects.filter(
        run__edition__scheme=person["scheme"], run__state=Run.State.ANNOUNCED
    )
    first = assessed.order_by("subject_id").select_related("subject").first()
    _let_in(person, first.subject if first else None)


def _let_in(one: dict[str, Any], subject: Subject | None) -> None:
    if subject is None or User.objects.filter(username=one["username"]).exists():
        return
    said = told("accounts")
    user = User(username=one["username"], name=one["name"], kind=User.Kind.SUBJECT)
    user.set_unusable_password()
    user.save()
    links.represent(subject, user=user, since=said["since"], until=None, by=SYSTEM)
    by = subject_user(user, [subject.pk])
    people.change_password(user, by=by, password=said["password"])


def reviewer() -> Actor | None:
    """Return the city's officer who reviews, if the file names one."""
    named = [
        one["username"] for one in told("accounts")["officers"] if one["role"] == Role.REVIEWER
    ]
    user = User.objects.filter(username__in=named).first()
    return officer(user, localdate()) if user else None
