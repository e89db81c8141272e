"""Records of a subject of whom an alert is at hand are not sealed."""

from datetime import date

from xinlu.collection import retention
from xinlu.collection.models import Record
from xinlu.collection.tests.batch_cast import TODAY, Senders, a_file, stored
from xinlu.supervision.models import Alert


def test_an_alert_at_hand_keeps_the_records_of_its_subject_open(db, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"
    Senders()
    stored(a_file(tmp_path / "penalties.xlsx", 6, firms=3, people=1))
    Record.objects.update(happened_on=date(2010, 3, 1), item_code="AP-LEVY")
    subject = Record.objects.first().subject
    alert = Alert.objects.create(
        rule="示例", about="示例", subject=subject, facts={}, raised_on=TODAY
    )

    held = sum(each.held for each in retention.dry_run(TODAY))
    Alert.objects.filter(pk=alert.pk).update(state=Alert.State.DISMISSED)

    assert held == subject.records.count() > 0
    assert [each.held for each in retention.dry_run(TODAY)] == [0]
