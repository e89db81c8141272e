from base64 import b64encode
from datetime import UTC, datetime, timedelta

import pytest

from xinlu.accounts.actors import client_actor
from xinlu.accounts.acts import Refused
from xinlu.accounts.credentials import client_of, counted
from xinlu.accounts.models import AuditEntry, Client
from xinlu.accounts.services import clients
from xinlu.accounts.tests.cast import acting
from xinlu.kernel.crypto import SigningKey

NOW = datetime(2026, 5, 11, 2, tzinfo=UTC)
PUBLIC = SigningKey.development().public.raw.hex()


def made(city, **changes):
    given = {"code": "yundu-cases", "title": "示例办案系统", "scopes": ["send", "read"]}
    by = changes.pop("by", acting(city.yundu_admin))
    return clients.make(city.yundu_transport, by=by, **{**given, **changes})


def shown(code, secret):
    return "Basic " + b64encode(f"{code}:{secret}".encode()).decode()


def refused_as(why, service, *args, **kwargs):
    entries = AuditEntry.objects.count()

    with pytest.raises(Refused) as refused:
        service(*args, **kwargs)

    assert refused.value.code == why
    assert AuditEntry.objects.count() == entries


def test_a_client_is_known_by_its_secret_which_is_kept_as_a_digest_alone(city):
    client, secret = made(city)

    assert client_of(shown("yundu-cases", secret), NOW) == client
    assert client_of(shown("yundu-cases", "x"), NOW) is None
    assert client_of(shown("another", secret), NOW) is None
    assert client_of("Basic Zm9v!", NOW) is None
    assert secret not in str(Client.objects.values().get())
    assert [entry.act for entry in AuditEntry.objects.all()] == ["client.make"]


def test_a_client_acts_from_its_own_place_alone(city):
    client, _ = made(city, line=city.roads)

    actor = client_actor(client)

    assert (actor.kind, actor.place, actor.has("clerk")) == ("client", city.yundu, True)
    assert not actor.reaches_place(city.moxi.pk)
    assert not actor.reaches_line(city.works.pk)


def test_a_client_is_made_by_an_administrator_of_the_place_under_a_name_of_its_own(city):
    made(city)

    refused_as("not-permitted", made, city, by=acting(city.clerk), code="another")
    refused_as("out-of-place", made, city, by=acting(city.moxi_admin), code="another")
    refused_as("client-code-taken", made, city)
    refused_as("client-code", made, city, code="No such")


def test_after_a_change_both_secrets_hold_for_a_day(city):
    client, old = made(city)

    new = clients.rotate(client, by=acting(city.yundu_admin), reason="例行", now=NOW)

    hold = [
        [client_of(shown("yundu-cases", one), NOW + later) is not None for one in (old, new)]
        for later in (timedelta(hours=23), timedelta(hours=24))
    ]
    assert hold == [[True, True], [False, True]]
    assert AuditEntry.objects.last().act == "client.rotate"
    refused_as(
        "out-of-place", clients.rotate, client, by=acting(city.moxi_admin), reason="", now=NOW
    )


def test_a_suspended_client_is_shut_out_until_it_is_resumed(city):
    client, secret = made(city)
    by = acting(city.yundu_admin)

    clients.suspend(client, by=by, reason="示例")

    assert client_of(shown("yundu-cases", secret), NOW) is None
    client.refresh_from_db()
    assert not client_actor(client).has("clerk")
    refused_as("client-suspended", clients.suspend, client, by=by, reason="示例")
    refused_as("out-of-place", clients.resume, client, by=acting(city.moxi_admin), reason="")
    clients.resume(client, by=by, reason="示例")
    refused_as("client-not-suspended", clients.resume, client, by=by, reason="示例")
    assert client_of(shown("yundu-cases", secret), NOW) == client


def test_a_key_belongs_to_one_client_until_it_is_revoked(city):
    client, _ = made(city)
    by = acting(city.yundu_admin)

    key = clients.register_key(client, by=by, public=PUBLIC)

    refused_as("client-key-taken", clients.register_key, client, by=by, public=PUBLIC)
    refused_as("client-key", clients.register_key, client, by=by, public="x")
    stranger = acting(city.moxi_admin)
    refused_as("out-of-place", clients.revoke_key, client, by=stranger, key=key, reason="")
    assert clients.revoke_key(client, by=by, key=key, reason="遗失").is_revoked
    refused_as("client-key-revoked", clients.revoke_key, client, by=by, key=key, reason="遗失")


def test_a_client_asks_no_more_often_than_it_may_within_a_minute(city, settings):
    settings.API_RATE = 2
    client, _ = made(city)

    asked = [counted(client, NOW) for _ in range(3)]

    assert asked == [True, True, False]
    assert counted(client, NOW + timedelta(minutes=1))
