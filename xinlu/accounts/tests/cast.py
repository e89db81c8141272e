"""The cast of the accounts' tests: two counties, a city, and people in post."""

from datetime import date

from xinlu.accounts.actors import Actor, officer
from xinlu.accounts.models import (
    Appointment,
    Authority,
    Client,
    ClientKey,
    Line,
    Place,
    Role,
    User,
)
from xinlu.accounts.services.clients import digest_of
from xinlu.kernel.crypto import SigningKey

TODAY = date(2026, 5, 11)
PASSWORD = "Shili-Road-2026"
#: The secret of a client, and the seed of the key with which it signs.
SECRET, SEED = "shili-secret", b"1" * 32


def a_place(code: str, name: str, level: str = "county", **fields: object) -> Place:
    return Place.objects.create(code=code, name=name, short_name=name, level=level, **fields)


def an_authority(code: str, place: Place, *lines: Line, **fields: object) -> Authority:
    authority = Authority.objects.create(code=code, name=f"{code}机构", place=place, **fields)
    authority.lines.set(lines)
    return authority


def a_line(code: str, name: str) -> Line:
    return Line.objects.create(code=code, name=name)


def a_user(username: str, **fields: object) -> User:
    return User.objects.create_user(
        username, password=PASSWORD, **{"name": f"示例{username}", **fields}
    )


def a_post(user: User, authority: Authority, role: str, *lines: Line, **fields: object):
    post = Appointment.objects.create(
        user=user, authority=authority, role=role, **{"since": date(2026, 1, 1), **fields}
    )
    post.lines.set(lines)
    return post


def a_client(authority: Authority, code: str = "shili-system", **fields: object) -> Client:
    given = {"title": "示例办案系统", "scopes": ["send", "read", "records"], **fields}
    return Client.objects.create(
        code=code,
        authority=authority,
        place=authority.place,
        secret_digest=digest_of(SECRET),
        **given,
    )


def a_key(client: Client, seed: bytes = SEED) -> ClientKey:
    public = SigningKey(seed).public
    return ClientKey.objects.create(client=client, key_id=public.id, public=public.raw.hex())


def acting(user: User, on: date = TODAY) -> Actor:
    return officer(user, on)


class City:
    """A city with two counties, an administrator of each, and a clerk in the first county."""

    def __init__(self) -> None:
        self.place = a_place("990000", "示例市", "city")
        self.yundu = a_place("990101", "云渡区", parent=self.place)
        self.moxi = a_place("990102", "墨溪县", parent=self.place)
        self.roads = a_line("road-transport", "道路运输")
        self.works = a_line("highway-construction", "公路建设")
        self.city = an_authority("city", self.place)
        self.yundu_transport = an_authority("yundu", self.yundu)
        self.moxi_transport = an_authority("moxi", self.moxi)
        self.admin = self.in_post("admin", self.city, Role.ADMINISTRATOR)
        self.yundu_admin = self.in_post("yundu-admin", self.yundu_transport, Role.ADMINISTRATOR)
        self.moxi_admin = self.in_post("moxi-admin", self.moxi_transport, Role.ADMINISTRATOR)
        self.clerk = self.in_post("clerk", self.yundu_transport, Role.CLERK)
        self.reviewer = self.in_post("reviewer", self.yundu_transport, Role.REVIEWER)

    @staticmethod
    def in_post(username: str, authority: Authority, role: str) -> User:
        user = a_user(username)
        a_post(user, authority, role)
        return user
