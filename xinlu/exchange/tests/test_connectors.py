import threading
from collections import Counter
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from xinlu.accounts.acts import Refused
from xinlu.accounts.models import AuditEntry
from xinlu.accounts.tests.cast import a_client
from xinlu.collection.models import Batch, Record, Refusal
from xinlu.exchange.connectors import reading
from xinlu.exchange.connectors.faults import said
from xinlu.exchange.connectors.reading import ConnectorError, read_connector
from xinlu.exchange.connectors.simulating.feed import Feed
from xinlu.exchange.connectors.simulating.story import Story
from xinlu.exchange.connectors.simulating.view import fill
from xinlu.exchange.models import Connection, PulledRow
from xinlu.exchange.services import connections, pulling
from xinlu.exchange.services.pulling import pull
from xinlu.exchange.tests.systems import work

ROOT = Path(__file__).parents[3]
FILE = ROOT / "jurisdictions/demo/connectors/corps-penalties.yaml"
QUICK = {"every: 600": "every: 600\ntimeout: 0.2", "page: 200": "page: 30"}
VIEW = {
    "kind: http-feed": "kind: database-view\nview: v_penalties",
    "secret: CORPS_PENALTIES_SECRET\n": "",
}


def a_connector(folder, changes=QUICK):
    """Return the demo city's connector with some of its text changed."""
    text = FILE.read_text(encoding="utf-8")
    for old, new in changes.items():
        assert old in text, old
        text = text.replace(old, new)
    path = folder / FILE.name
    path.write_text(text, encoding="utf-8")
    return read_connector(path)


def in_force(monkeypatch, folder):
    """Let the connectors of the folder be those of the jurisdiction in force."""
    files, find = reading.jurisdictions.files, reading.jurisdictions.find

    def files_of(kind, *args, **kwargs):
        mine = iter(sorted(folder.glob("*.yaml")))
        return mine if kind == "connectors" else files(kind, *args, **kwargs)

    def found(kind, name):
        mine = folder / name
        return (mine if mine.is_file() else None) if kind == "connectors" else find(kind, name)

    monkeypatch.setattr(reading.jurisdictions, "files", files_of)
    monkeypatch.setattr(reading.jurisdictions, "find", found)


@pytest.fixture
def partner(systems):
    """The corps, whose rows are stored without anybody's confirmation."""
    return a_client(systems.city, "corps-cases", confirms_itself=True)


@contextmanager
def telling(story, monkeypatch, **given):
    """Let the partner's feed tell the story for a while."""
    with Feed(story, **given) as feed:
        monkeypatch.setenv("CORPS_PENALTIES_ADDRESS", feed.address)
        threading.Thread(target=feed.serve_forever, daemon=True).start()
        yield feed
        feed.shutdown()


def pulled(connector):
    done = pull(connector, now=timezone.now(), sleep=lambda seconds: None)
    assert done.failure is None, done.failure
    return done


def agree(ledger):
    """Hold what is in the store against what the partner told."""
    newest = {key: max(map(int, told)) for key, told in ledger["versions"].items()}
    taken = Counter(PulledRow.objects.values_list("key", flat=True))
    held = dict(PulledRow.objects.order_by("version").values_list("key", "version"))
    right = {key for key, told in ledger["versions"].items() if not all(told.values())}
    numbers = [f"渝示交罚〔2026〕{key[-6:]}号" for key in right]

    assert held == newest
    assert max(taken.values()) <= 2
    stored = Record.objects.filter(batch__state="stored", state="in-force")
    assert sorted(stored.values_list("number", flat=True)) == sorted(numbers)
    wrong = set(ledger["versions"]) - right
    refused = Refusal.objects.filter(code="code-value")
    assert refused.count() >= len(wrong) > 0
    assert set(refused.values_list("value", flat=True)) == {"未登记的代码“Z9”"}


def test_a_feed_with_gaps_repeats_and_faults_is_taken_row_by_row_once(
    partner, monkeypatch, tmp_path
):
    connector = a_connector(tmp_path)
    story = Story(connector, rows=150, seed=7)
    monkeypatch.setenv("CORPS_PENALTIES_SECRET", "示例".encode().hex())

    with telling(story, monkeypatch, seed=3, secret="示例".encode().hex()) as feed:
        while feed.now < story.end:
            pulled(connector)
        last = pulled(connector)
        work()
        again = pulled(connector)

    agree(story.ledger())
    assert {"late", "busy", "cut", "garbled"} <= set(feed.fates)
    assert (last.failure, again.taken) == (None, 0)
    connection = Connection.objects.get()
    assert (connection.cursor, connection.failure) == (story.ledger()["last"], None)
    assert connection.repeated_count > 0
    assert Batch.objects.filter(channel="connector", client=partner).count() > 3
    fines = {str(one) for one in Record.objects.values_list("values__fine", flat=True)}
    assert "0.5" in fines <= {"0.5", "0.3"}


def test_a_database_view_is_taken_row_by_row_once(partner, monkeypatch, tmp_path):
    connector = a_connector(tmp_path, QUICK | VIEW)
    story = Story(connector, rows=90, seed=11)
    address = f"sqlite://{tmp_path / 'partner.sqlite3'}"
    monkeypatch.setenv("CORPS_PENALTIES_ADDRESS", address)

    for now in range(60, story.end + 60, 60):
        fill(story, address, now=now)
        pulled(connector)
    work()

    agree(story.ledger())


def test_a_partner_that_stays_silent_is_an_open_failure_until_it_answers(
    partner, monkeypatch, tmp_path
):
    connector = a_connector(tmp_path)
    waits = []
    monkeypatch.setenv("CORPS_PENALTIES_ADDRESS", "http://127.0.0.1:9/changes")
    now = timezone.now()

    silent = pull(connector, now=now, sleep=waits.append)

    connection = Connection.objects.get()
    assert (silent.taken, silent.failure.code) == (0, "unreachable")
    assert "试了 4 次" in said(connection.failure)
    assert waits == [0.5, 1.0, 2.0]
    assert connection.due_at == now + timedelta(seconds=600)
    assert not connection.is_due(now)
    assert connection.pulled_at is None
    with telling(Story(connector, rows=3, seed=1), monkeypatch):
        pulled(connector)
    connection.refresh_from_db()
    assert (connection.failure, connection.failed_count) == (None, 0)


def test_a_suspended_client_takes_nothing(partner, monkeypatch, tmp_path):
    connector = a_connector(tmp_path)
    partner.is_suspended = True
    partner.save()

    with telling(Story(connector, rows=3, seed=1), monkeypatch):
        done = pull(connector, now=timezone.now(), sleep=lambda seconds: None)

    assert (done.taken, done.failure.code) == (0, "not-permitted")
    assert not PulledRow.objects.exists()
    assert Connection.objects.get().cursor == 0


def test_rows_that_do_not_go_on_or_say_not_which_they_are_are_not_taken(
    partner, monkeypatch, tmp_path
):
    connector = a_connector(tmp_path)
    address = f"sqlite://{tmp_path / 'partner.sqlite3'}"
    monkeypatch.setenv("CORPS_PENALTIES_ADDRESS", address)
    view = a_connector(tmp_path, QUICK | VIEW)
    story = Story(view, rows=5, seed=2)
    first = story.changes[0]
    first.row["case_id"] = " "
    fill(story, address)

    unnamed = pull(view, now=timezone.now())
    twice = [pulling.translated(connector, one.row) for one in story.changes[1:3]]

    assert unnamed.failure.code == "row-key"
    with pytest.raises(pulling.Fault, match="order"):
        pulling._must_go_on(connector, 0, twice[::-1])
    assert not Batch.objects.exists()


MISTAKES = {
    "kind: http-feed": ("kind: ftp", r"yaml:4: `kind` is 'ftp'; there are http-feed"),
    "template: penalty": ("template: fines", "yaml:6: `template` is not known"),
    "address: CORPS_PENALTIES_ADDRESS": ("address: http://partner", "`address` must name"),
    'factor: "0.0001"': ("factor: 0.0001", "`columns.fine_yuan` has the factor 0.0001"),
    "{field: credit_code}": ("{field: code}", "has the field 'code'; the template has"),
    "head: {field: legal_representative}": (
        "head: {field: subject_name}",
        "fills 'subject_name', which 'party' fills",
    ),
    "{Z1: 法人及非法人组织": ("{1: 法人及非法人组织", "has codes that are no texts"),
    "every: 600": ("evry: 600", r"yaml:9: `evry` is not known"),
    "page: 200": ("page: 0", "`page` is 0; it should be a number from 1"),
    "key: case_id": ("key:", "`key` is lacking or empty"),
    "columns:\n": ("columns: [\n", "this is no YAML"),
}


@pytest.mark.parametrize("right", MISTAKES)
def test_a_mistake_in_a_file_is_named_with_its_place_and_mend(tmp_path, right):
    wrong, told = MISTAKES[right]

    with pytest.raises(ConnectorError, match=told):
        a_connector(tmp_path, {right: wrong})


def test_an_officer_has_a_partner_asked_at_once_and_it_is_on_record(
    partner, systems, monkeypatch, tmp_path
):
    connector = a_connector(tmp_path)
    connection = pulling.connection_of(connector)
    by = systems.act_as("city-clerk", "clerk", systems.city)

    connections.pull_now(connection, by=by, now=timezone.now())
    connections.pull_now(connection, by=by, now=timezone.now())

    assert AuditEntry.objects.filter(act="connector.pull").count() == 2
    assert connections.queue(["corps-penalties"]) == 0
    with pytest.raises(Refused):
        connections.pull_now(connection, by=systems.by_reviewer, now=timezone.now())


def test_only_connectors_that_are_set_up_are_due(partner, monkeypatch, tmp_path, settings):
    a_connector(tmp_path)
    (tmp_path / "broken.yaml").write_text("code: broken\n", encoding="utf-8")
    in_force(monkeypatch, tmp_path)
    now = timezone.now()

    before = connections.due(now)
    monkeypatch.setenv("CORPS_PENALTIES_ADDRESS", "http://127.0.0.1:9/")
    after = connections.due(now)
    pull(reading.load_connector("corps-penalties"), now=now, sleep=lambda seconds: None)

    assert (before, after, connections.due(now)) == ([], ["corps-penalties"], [])
