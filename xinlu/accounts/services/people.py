"""People: who is let in, and how they get back in."""

import secrets
import string
from collections.abc import Iterable
from datetime import date

from axes.utils import reset as unlock
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.core.exceptions import ValidationError
from django.utils import timezone

from xinlu.accounts.actors import Actor
from xinlu.accounts.acts import Refused, act
from xinlu.accounts.models import Appointment, Authority, Line, Role, User
from xinlu.accounts.reach import must_manage, must_manage_person, must_not_be
from xinlu.accounts.services.posts import check_post

#: Letters and digits that nobody mistakes for one another when they are read out.
READABLE = "".join(c for c in string.ascii_letters + string.digits if c not in "0O1lI5S2Z8B")
LENGTH = 14


@act("person.invite", title="邀请人员", may=[Role.ADMINISTRATOR])
def invite(
    authority: Authority,
    *,
    by: Actor,
    username: str,
    name: str,
    role: str,
    since: date,
    until: date | None = None,
    lines: Iterable[Line] = (),
    phone: str = "",
) -> User:
    """Open an account for an officer of the authority, with a first post.

    The account has no password until `reset_password` gives one. Raises `Refused` with
    "username-taken", "username", or what `posts.appoint` raises.
    """
    must_manage(by, authority)
    lines = list(lines)
    try:
        UnicodeUsernameValidator()(username)
    except ValidationError as unfit:
        raise Refused("The username holds other characters.", code="username") from unfit
    if User.objects.filter(username__iexact=username).exists():
        raise Refused("The username is taken.", code="username-taken", username=username)
    user = User(username=username, name=name, phone=phone, must_change_password=True)
    user.set_unusable_password()
    user.save()
    check_post(user, authority, role, lines, since, until)
    post = Appointment.objects.create(
        user=user, authority=authority, role=role, since=since, until=until
    )
    post.lines.set(lines)
    return user


def first_password() -> str:
    """Return a random password that can be read out: about 77 bits, all kinds of characters."""
    while True:
        drawn = "".join(secrets.choice(READABLE) for _ in range(LENGTH))
        if all(any(kind(c) for c in drawn) for kind in (str.islower, str.isupper, str.isdigit)):
            return drawn


@act("person.reset-password", title="重置密码", may=[Role.ADMINISTRATOR])
def reset_password(user: User, *, by: Actor, on: date) -> str:
    """Return a new password for `user`, who must choose their own at the next log-in.

    All places where the old one was in use are logged out, and a lock-out is lifted. It is shown
    once and kept nowhere. The city's or county's administrator does it, nobody for themselves.
    """
    must_not_be(by, user)
    must_manage_person(by, user, on)
    if not user.is_active:
        raise Refused(f"{user}'s account is closed.", code="account-closed", name=str(user))
    password = first_password()
    user.set_password(password)
    user.must_change_password = True
    user.save(update_fields=["password", "must_change_password"])
    unlock(username=user.username)
    return password


@act("person.change-password", title="修改密码", secret=["password"])
def change_password(user: User, *, by: Actor, password: str) -> User:
    """Set the password that the user chose; the form has checked its strength."""
    if by.user is None or by.user.pk != user.pk:
        raise Refused("A password is chosen by its owner.", code="not-permitted")
    user.set_password(password)
    user.must_change_password = False
    user.save(update_fields=["password", "must_change_password"])
    return user


@act("person.close", title="停用账户", may=[Role.ADMINISTRATOR])
def close(user: User, *, by: Actor, on: date, reason: str) -> User:
    """Close the account: nobody logs in with it again, its history stays."""
    must_not_be(by, user)
    must_manage_person(by, user, on)
    if not user.is_active:
        raise Refused(f"{user}'s account is closed.", code="account-closed", name=str(user))
    user.is_active = False
    user.save(update_fields=["is_active"])
    return user


@act("person.enter", title="登录")
def enter(user: User, *, by: Actor, way: str) -> User:
    """Note that `user` logged in, by `way` ("password", "factor" or "sso")."""
    user.last_login = timezone.now()
    user.save(update_fields=["last_login"])
    return user
