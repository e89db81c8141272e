"""Clients of authorities: made, given a new secret, suspended, and the keys of their packages."""

import re
import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.utils.timezone import localdate

from xinlu.accounts.actors import Actor
from xinlu.accounts.acts import NotAllowed, Refused, act
from xinlu.accounts.models import Authority, Client, ClientKey, Line, Role, Scope
from xinlu.accounts.parameters import parameter
from xinlu.accounts.reach import must_manage
from xinlu.kernel import crypto

_SECRET_BYTES = 32
_CODE = re.compile(r"[a-z0-9][a-z0-9-]{2,39}")


def digest_of(secret: str) -> str:
    """Return by what a secret is known; it is drawn from 2^256, so no slow digest is needed."""
    return crypto.sm3(secret.encode()).hex()


def _may_manage(client: Client, by: Actor) -> None:
    must_manage(by, client.authority)


def make(
    authority: Authority,
    *,
    by: Actor,
    code: str,
    title: str,
    scopes: Iterable[str],
    line: Line | None = None,
    confirms_itself: bool = False,
) -> tuple[Client, str]:
    """Make a client for the authority; return it with its secret, which is never told again.

    Raises `Refused`: "client-code", "client-code-taken", "line-not-of-authority".
    """
    secret = secrets.token_urlsafe(_SECRET_BYTES)
    made = _make(
        authority,
        by=by,
        code=code,
        title=title,
        scopes=[scope for scope in Scope.values if scope in set(scopes)],
        line=line,
        confirms_itself=confirms_itself,
        secret=secret,
    )
    return made, secret


@act("client.make", title="设立接口客户端", may=[Role.ADMINISTRATOR], secret=["secret"])
def _make(
    authority: Authority,
    *,
    by: Actor,
    code: str,
    title: str,
    scopes: list[str],
    line: Line | None,
    confirms_itself: bool,
    secret: str,
) -> Client:
    must_manage(by, authority)
    if not _CODE.fullmatch(code):
        raise Refused(f"'{code}' is no name of a client.", code="client-code", given=code)
    if Client.objects.filter(code=code).exists():
        raise Refused(f"'{code}' is taken.", code="client-code-taken", given=code)
    own = set(authority.lines.all())
    if line is not None and own and line not in own:
        raise Refused(
            f"{authority} does not work in {line}.",
            code="line-not-of-authority",
            authority=str(authority),
            lines=line.name,
        )
    return Client.objects.create(
        code=code,
        title=title,
        authority=authority,
        place=authority.place,
        line=line,
        scopes=scopes,
        confirms_itself=confirms_itself,
        secret_digest=digest_of(secret),
    )


def rotate(client: Client, *, by: Actor, reason: str, now: datetime) -> str:
    """Give the client a new secret and return it.

    The one before holds for some hours more (the dated parameter `client-secret`), so that the
    other side can change without a pause; one before that holds no longer.
    """
    secret = secrets.token_urlsafe(_SECRET_BYTES)
    _rotate(client, by=by, reason=reason, now=now, secret=secret)
    return secret


@act("client.rotate", title="更换客户端密钥", may=[Role.ADMINISTRATOR], secret=["secret"])
def _rotate(client: Client, *, by: Actor, reason: str, now: datetime, secret: str) -> Client:
    _may_manage(client, by)
    hours = parameter("client-secret", localdate(now)).value
    client.old_digest, client.old_until = client.secret_digest, now + timedelta(hours=hours)
    client.secret_digest = digest_of(secret)
    client.save(update_fields=["old_digest", "old_until", "secret_digest"])
    return client


@act("client.suspend", title="暂停接口客户端", may=[Role.ADMINISTRATOR])
def suspend(client: Client, *, by: Actor, reason: str) -> Client:
    """Shut the client out at once, and its secret before for good."""
    _may_manage(client, by)
    if client.is_suspended:
        raise NotAllowed(f"{client} is suspended.", code="client-suspended", title=client.title)
    client.is_suspended, client.old_until = True, None
    client.save(update_fields=["is_suspended", "old_until"])
    return client


@act("client.resume", title="恢复接口客户端", may=[Role.ADMINISTRATOR])
def resume(client: Client, *, by: Actor, reason: str) -> Client:
    """Let a suspended client in again."""
    _may_manage(client, by)
    if not client.is_suspended:
        raise NotAllowed(f"{client} is not suspended.", code="client-not-suspended")
    client.is_suspended = False
    client.save(update_fields=["is_suspended"])
    return client


@act("client.register-key", title="登记数据包签名公钥", may=[Role.ADMINISTRATOR])
def register_key(client: Client, *, by: Actor, public: str) -> ClientKey:
    """Take note of the public half of a key with which the client signs packages."""
    _may_manage(client, by)
    try:
        key = crypto.PublicKey.parse(public.strip().lower())
    except crypto.KeyRingError as wrong:
        raise Refused(str(wrong), code="client-key") from None
    if ClientKey.objects.filter(key_id=key.id).exists():
        raise Refused(f"The key {key.id} is registered.", code="client-key-taken", key=key.id)
    return ClientKey.objects.create(client=client, key_id=key.id, public=key.raw.hex())


@act("client.revoke-key", title="废止数据包签名公钥", may=[Role.ADMINISTRATOR])
def revoke_key(client: Client, *, by: Actor, key: ClientKey, reason: str) -> ClientKey:
    """Trust the key no longer; packages that it signed before stay what they became."""
    _may_manage(client, by)
    if key.client_id != client.pk or key.is_revoked:
        raise NotAllowed(f"{key} is no key of {client} in force.", code="client-key-revoked")
    key.is_revoked = True
    key.save(update_fields=["is_revoked"])
    return key
