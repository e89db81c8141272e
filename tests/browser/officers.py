"""Who works in the fictional city of the browser's tests."""

from dataclasses import dataclass
from datetime import date

from django.utils.timezone import localdate

from xinlu.accounts.actors import SYSTEM, officer
from xinlu.accounts.models import Authority
from xinlu.accounts.services import people, posts

PASSWORD = "Shili-Xinlu-2026"
SINCE = date(2024, 1, 1)


@dataclass(frozen=True)
class Officer:
    """Somebody with an account, and the posts they hold at one authority."""

    username: str
    name: str
    authority: str
    roles: tuple[str, ...]


CLERK = Officer("clerk-yundu", "云某甲", "990107-transport", ("clerk",))
OTHER_CLERK = Officer("clerk-moxi", "墨某乙", "990137-transport", ("clerk",))
#: Proposes, and could approve what others propose.
CITY = Officer("city-first", "评某甲", "demo-transport", ("evaluator", "approver", "auditor"))
SECOND = Officer("city-second", "审某甲", "demo-transport", ("approver",))
LEGAL = Officer("city-legal", "法某甲", "demo-transport", ("reviewer",))
ADMINISTRATOR = Officer("admin", "管某甲", "demo-transport", ("administrator",))


def engage() -> None:
    """Invite each, give the posts, and let them choose the password that they share."""
    for one in (CLERK, OTHER_CLERK, CITY, SECOND, LEGAL, ADMINISTRATOR):
        authority = Authority.objects.get(code=one.authority)
        first, *further = one.roles
        user = people.invite(
            authority, by=SYSTEM, username=one.username, name=one.name, role=first, since=SINCE
        )
        for role in further:
            posts.appoint(user, by=SYSTEM, authority=authority, role=role, since=SINCE)
        people.change_password(user, by=officer(user, localdate()), password=PASSWORD)
