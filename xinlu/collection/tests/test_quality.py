"""数据质量: rows counted as they are checked, kept current through every end of a batch."""

from decimal import Decimal
from fractions import Fraction

import pytest

from xinlu.accounts.acts import NotAllowed, NotPermitted, Refused, SamePerson
from xinlu.accounts.models import Role
from xinlu.catalogue.models import CatalogueItem
from xinlu.collection import collecting, profiles, sampling
from xinlu.collection.models import Quality, QualityPart, Sample
from xinlu.collection.profiles import Within
from xinlu.collection.quality import Measures, score
from xinlu.collection.services import batches, checks, quality, samples, storing
from xinlu.collection.templates import load_template
from xinlu.collection.tests import decision_files as files
from xinlu.collection.tests.batch_cast import TODAY
from xinlu.collection.tests.test_clocks import D
from xinlu.collection.tests.test_decisions import at

SEPTEMBER = Within(D("2026-09-01"), D("2026-09-01"))


@pytest.fixture
def sent(senders, tmp_path):
    """Four rows: good, a fact missing, a wrong date, one that repeats the first."""
    rows = [
        files.penalty_row(1, 备注="示例"),
        files.penalty_row(2, 违法事实=""),
        files.penalty_row(3, 处罚决定日期="2026-09-31"),
        files.penalty_row(1),
    ]
    path = files.penalties(tmp_path / "处罚.csv", *rows)
    return files.sent(path, senders.by_clerk, at("2026-09-25"))


def counted() -> Quality:
    return Quality.objects.get(template="penalty")


def test_rows_are_counted_by_fault_and_cells_by_whether_they_had_to_be_filled(sent):
    told = counted()

    assert (told.rows, told.accepted) == (4, 1)
    faults = (told.incomplete, told.invalid, told.repeated, told.inconsistent)
    assert faults == (1, 1, 1, 0)
    assert told.needed - told.filled == 1
    assert 0 < told.given < told.optional
    assert told.first_on == told.last_on == D("2026-09-25")
    why = {(one.code, one.column): one.count for one in told.parts.filter(what="refused")}
    assert why[("missing", "违法事实")] == why[("date", "处罚决定日期")] == 1
    assert sum(why.values()) == 3


def test_what_is_withdrawn_or_discarded_is_not_counted_and_all_can_be_counted_anew(
    sent, senders, tmp_path
):
    path = files.penalties(tmp_path / "又.csv", files.penalty_row(7))
    later = files.sent(path, senders.by_clerk, at("2026-09-28"))
    both = _snapshot()
    quality.recount_all()
    assert _snapshot() == both

    batches.withdraw(later, by=senders.by_clerk, reason="误报", now=at("2026-09-28"))
    told = counted()
    assert (told.rows, told.accepted, told.last_on) == (4, 1, D("2026-09-25"))
    batches.withdraw(sent, by=senders.by_clerk, reason="误报", now=at("2026-09-25"))

    told = counted()
    assert (told.rows, told.needed, told.first_on) == (0, 0, None)
    assert not QualityPart.objects.exists()


def _snapshot() -> tuple[list, list]:
    rows = Quality.objects.order_by("key").values_list("key", "rows", "filled", "given", "last_on")
    parts = QualityPart.objects.values_list("what", "code", "column", "count")
    return list(rows), sorted(parts)


def test_a_row_that_is_refused_while_it_is_stored_is_counted_as_refused(senders, tmp_path):
    paths = [tmp_path / "先.csv", tmp_path / "后.csv"]
    for path, serials in zip(paths, ((1,), (1, 2)), strict=True):
        files.penalties(path, *(files.penalty_row(serial) for serial in serials))
    waiting = [
        checks.check(
            batches.receive(
                None,
                by=senders.by_clerk,
                template="penalty",
                file_name=path.name,
                content=path,
                on=D("2026-09-25"),
                channel="command",
                at=at("2026-09-25"),
            )
        )
        for path in paths
    ]
    for batch in waiting:
        storing.store(batches.confirm(batch, by=senders.by_clerk, queue=False))

    told = counted()

    assert (told.rows, told.accepted, told.repeated) == (3, 2, 1)
    assert told.parts.get(code="duplicate").count == 1
    whole = _snapshot()
    quality.recount_all()
    assert _snapshot() == whole


def test_a_score_is_the_weighted_mean_of_what_applies_and_its_lines_add_up():
    weights = {"completeness": 20, "validity": 25, "uniqueness": 10, "accuracy": 45}
    told = score(Measures(rows=7, accepted=5, invalid=1, repeated=1, needed=9, filled=8), weights)

    assert told.value == sum(line.points for line in told.lines if line.points is not None)
    shown = [Decimal(line.shown) for line in told.lines if line.shown]
    assert sum(shown) == Decimal(told.shown)
    assert {line.name for line in told.lines if line.points is None} >= {"accuracy", "timeliness"}
    assert score(Measures(clocked=1), {"timeliness": 1}).shown == "不适用"
    assert score(Measures(rows=1), {"validity": 1}).value == Fraction(100)


def test_a_profile_takes_in_time_from_the_clocks_and_keeps_to_the_county(sent, senders):
    on = D("2026-10-20")
    told = profiles.summed(
        profiles.grains(senders.by_clerk, SEPTEMBER, on), key=lambda grain: grain.template
    )

    assert (told["penalty"].in_time, told["penalty"].clocked) == (2, 2)
    [cause, *_] = profiles.causes(senders.by_clerk, SEPTEMBER, "refused", 9)
    assert profiles.examples(senders.by_clerk, SEPTEMBER, cause)[0].batch == sent
    stranger = senders.act_as("elsewhere", Role.CLERK, senders.home_authority(senders.home))
    assert profiles.grains(stranger, SEPTEMBER, on) == {}
    assert profiles.causes(stranger, SEPTEMBER, "refused", 9) == []


@pytest.fixture
def reviewers(senders):
    unit = senders.by_clerk.authority
    return [senders.act_as(name, Role.REVIEWER, unit) for name in ("marks", "confirms")]


@pytest.fixture
def sample(senders, reviewers, tmp_path) -> Sample:
    path = files.penalties(tmp_path / "多.csv", *(files.penalty_row(one) for one in range(1, 21)))
    files.sent(path, senders.by_clerk, at("2026-09-25"))
    return draw(reviewers[0], size=8)


def draw(by, unit=None, **more) -> Sample:
    said = {"template": "penalty", "since": D("2026-09-01"), "until": D("2026-09-01")}
    given = {"seed": "20260925", "on": TODAY, **said, **more}
    return samples.draw(unit or by.authority, by=by, **given)


def test_a_sample_can_be_drawn_again_by_anybody_and_counts_after_a_second_look(sample, reviewers):
    marks, confirms = reviewers
    rows = list(sample.rows.select_related("record", "sample"))
    listed = samples.population(sample.authority, "penalty", sample.since, sample.until)
    uids = [uid.hex for uid in listed.values_list("uid", flat=True)]
    assert sample.digest == sampling.digest_of(uids)
    assert [row.record.uid.hex for row in rows] == sampling.drawn(uids, sample.seed, 8)
    assert [row.record_id for row in draw(marks, size=8).rows.all()] == [
        row.record_id for row in rows
    ]

    with pytest.raises(Refused, match="marked"):
        samples.submit(sample, by=marks)
    with pytest.raises(Refused, match="fields"):
        samples.mark(rows[0], by=marks, wrong=["nothing"])
    for row in rows:
        samples.mark(row, by=marks, wrong=[_number()] if row.position == 1 else [])
    done = samples.submit(sample, by=marks)
    with pytest.raises(NotAllowed):
        samples.mark(rows[0], by=marks, wrong=[])
    with pytest.raises(SamePerson):
        samples.confirm(done, by=marks, on=TODAY, reason="无误")
    samples.send_back(done, by=confirms, reason="第 1 条再看")
    again = samples.submit(Sample.objects.get(pk=sample.pk), by=marks)
    samples.confirm(again, by=confirms, on=TODAY, reason="无误")

    month = TODAY.replace(day=1)
    within = Within(month, month)
    told = profiles.with_samples({}, marks, within)
    [measures] = told.values()
    assert (measures.right, measures.checked) == (7, 8)
    assert sampling.wilson(7, 8, Decimal("1.96")) == (Decimal("0.5291"), Decimal("0.9776"))


def _number() -> str:
    return load_template("penalty").sheets[0].number


def test_who_may_not_draw_and_what_cannot_be_drawn(sample, senders, reviewers):
    with pytest.raises(NotPermitted):
        draw(senders.by_clerk)
    elsewhere = senders.act_as("afar", Role.REVIEWER, senders.home_authority(senders.home))
    with pytest.raises(NotPermitted):
        draw(elsewhere, unit=sample.authority)
    for more, code in (
        ({"seed": " "}, "seed-missing"),
        ({"size": 10_000}, "sample-size"),
        ({"template": "permit"}, "sample-empty"),
    ):
        with pytest.raises(Refused) as refused:
            draw(reviewers[0], **more)
        assert refused.value.code == code


def test_what_is_owed_by_period_is_delivered_in_its_window_or_missed(senders):
    CatalogueItem.objects.update(frequency="每月")
    unit = senders.by_clerk.authority
    for first, last in (("2026-05-20", "2026-06-10"), ("2026-08-11", "2026-08-30")):
        for day in (D(first), D(last)):
            Quality.objects.create(
                key=str(day),
                authority=unit,
                place_id=unit.place_id,
                template="driver",
                month=day.replace(day=1),
                first_on=day,
                last_on=day,
            )

    [item] = [
        one for one in collecting.item_rates(senders.by_clerk, D("2026-10-11")) if one.rate.whole
    ]

    # May by 10 June, August by 10 September; June, July and September are empty.
    assert item.rate.text() == "40.00%"
    [of_unit] = item.units
    assert [period.title for period in of_unit.missed] == [
        "2026 年 9 月",
        "2026 年 7 月",
        "2026 年 6 月",
    ]
    assert (of_unit.is_overdue, item.overdue) == (True, 1)
    elsewhere = senders.act_as("afar", Role.CLERK, senders.home_authority(senders.home))
    [none] = collecting.item_rates(elsewhere, D("2026-10-11"))
    assert (none.rate.text(), none.why_none) == ("不适用", "还没有单位报送过")
