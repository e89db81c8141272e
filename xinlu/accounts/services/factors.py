"""The second factor (第二重验证): a six-digit code from the officer's own telephone."""

from datetime import date

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret, validate_totp_code

from xinlu.accounts.actors import Actor
from xinlu.accounts.acts import NotAllowed, Refused, act
from xinlu.accounts.models import Role, User
from xinlu.accounts.reach import must_manage_person, must_not_be


def new_secret() -> str:
    """Return a fresh secret to be put into the telephone."""
    return str(generate_totp_secret())


def is_on(user: User) -> bool:
    """Say whether `user` logs in with a second factor."""
    return bool(Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists())


def is_right(user: User, code: str) -> bool:
    """Say whether `code` is the telephone's code of this moment, or an unused recovery code."""
    code = code.replace(" ", "")
    for authenticator in Authenticator.objects.filter(user=user):
        if authenticator.wrap().validate_code(code):
            authenticator.record_usage()
            return True
    return False


@act("factor.turn-on", title="启用第二重验证", secret=["secret", "code"])
def turn_on(user: User, *, by: Actor, secret: str, code: str) -> list[str]:
    """Ask for a code at every log-in from now on, and return the recovery codes, shown once."""
    must_be_own(user, by)
    if not validate_totp_code(secret, code.replace(" ", "")):
        raise Refused("The code does not fit.", code="wrong-code")
    Authenticator.objects.filter(user=user).delete()
    TOTP.activate(user, secret)
    return [str(each) for each in RecoveryCodes.activate(user).generate_codes()]


@act("factor.turn-off", title="停用第二重验证", secret=["code"])
def turn_off(user: User, *, by: Actor, code: str) -> User:
    """Ask for a password alone again; the last code proves whose telephone it was."""
    must_be_own(user, by)
    if not is_on(user):
        raise NotAllowed("There is no second factor.", code="has-no-factor")
    if not is_right(user, code):
        raise Refused("The code does not fit.", code="wrong-code")
    Authenticator.objects.filter(user=user).delete()
    return user


@act("factor.clear", title="清除第二重验证", may=[Role.ADMINISTRATOR])
def clear(user: User, *, by: Actor, reason: str, on: date) -> User:
    """Ask `user` for a password alone: the telephone is lost, and an administrator knows them."""
    must_not_be(by, user)
    must_manage_person(by, user, on)
    if not is_on(user):
        raise NotAllowed("There is no second factor.", code="has-no-factor")
    Authenticator.objects.filter(user=user).delete()
    return user


def must_be_own(user: User, by: Actor) -> None:
    """Refuse when somebody acts upon another's second factor."""
    if by.user is None or by.user.pk != user.pk:
        raise Refused("A second factor is its owner's.", code="not-permitted")


def spelled(secret: str) -> str:
    """Return the secret in groups of four, as one types it into a telephone."""
    return " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))
