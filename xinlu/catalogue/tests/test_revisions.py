"""The yearly update, from the first opinion to the edition that it becomes."""

from datetime import date, timedelta

import pytest

from xinlu.accounts import words
from xinlu.accounts.actors import officer
from xinlu.accounts.acts import NotAllowed, NotPermitted, Refused, SamePerson
from xinlu.accounts.models import AuditEntry
from xinlu.accounts.tests.cast import City, a_post
from xinlu.catalogue import seeds, updates
from xinlu.catalogue.models import CatalogueEdition, CatalogueItem, Opinion
from xinlu.catalogue.selectors import item_for
from xinlu.catalogue.services import opinions, revisions

TODAY = date(2026, 11, 2)
CLOSES = date(2026, 11, 20)
AFTER = date(2026, 11, 23)
SINCE = date(2027, 1, 1)
NEW = {
    "head": "行政管理信息",
    "title": "示例检查信息",
    "subjects": ["legal", "other"],
    "basis": "《重庆市道路运输管理条例》",
    "provider": "道路运输管理机构",
    "openness": "public",
    "frequency": "每月",
}


class Cast(City):
    """An author, a reviewer and an approver of the city, and a county's clerk."""

    def __init__(self):
        super().__init__()
        seeds.editions()
        seeds.regulations()
        named = {}
        for role in ("evaluator", "reviewer", "approver"):
            named[role] = officer(self.in_post(f"city-{role}", self.city, role), TODAY)
        self.author, self.second, self.head = named.values()
        self.county_clerk = officer(self.clerk, TODAY)
        self.base = CatalogueEdition.objects.get(code="chongqing-transport-2022")

    def begun(self, base=None):
        return revisions.begin(
            base or self.base,
            by=self.author,
            on=TODAY,
            title="示例补充目录（2027 年版）",
            purpose="年度更新",
            closes_on=CLOSES,
        )

    def give(self, revision, kind="add", code="RG-SHILI", says=NEW, **more):
        told = {"by": self.county_clerk, "on": TODAY, "reason": "依法增加", **more}
        return opinions.give(revision, kind=kind, code=code, says=says, **told)

    def adopted(self, opinion, outcome="adopted"):
        return opinions.answer(opinion, by=self.author, outcome=outcome, answer="同意")

    def submitted(self, revision):
        revision = revisions.sum_up(revision, by=self.author, on=AFTER)
        revision = revisions.hand_in(revision, by=self.author)
        seen = updates.digest_of(revision)
        revision = revisions.review(revision, by=self.second, seen=seen, reason="与依据相符")
        return revisions.submit(revision, by=self.author, on=AFTER, number="示例函〔2026〕1号")


@pytest.fixture
def cast(db):
    return Cast()


def code_of(refused):
    assert "（" + refused.value.code + "）" not in words.said(refused.value)
    return refused.value.code


def test_an_update_becomes_an_edition_from_its_day_on(cast):
    revision = cast.begun()
    cast.adopted(cast.give(revision))
    driver = {"frequency": "每周"}
    cast.adopted(cast.give(revision, "change", "RG-DRIVER", driver))
    cast.adopted(cast.give(revision, "remove", "EV-FIRM-YEAR", {}))
    cast.adopted(cast.give(revision, "remark", "", {}, reason="示例意见"), "declined")
    revision = cast.submitted(revision)

    revision = revisions.adopt(
        revision, by=cast.head, on=AFTER, number="示例发改〔2026〕2号", since=SINCE
    )

    made = revision.edition
    told = {(each.code, each.kind): each.keys for each in updates.differences_of(revision)}
    assert told == {
        ("RG-SHILI", "add"): (),
        ("RG-DRIVER", "change"): ("frequency",),
        ("EV-FIRM-YEAR", "remove"): (),
    }
    assert (made.since, made.jurisdiction) == (SINCE, "chongqing")
    assert "示例发改〔2026〕2号" in made.basis
    assert item_for("driver", SINCE).frequency == "每周"
    assert item_for("driver", SINCE - timedelta(days=1)).frequency == "每月"
    assert item_for("firm-year", SINCE) is None
    assert item_for("firm-year", AFTER) is not None
    assert CatalogueItem.objects.in_force(SINCE).filter(code="RG-SHILI").count() == 1
    acts = AuditEntry.objects.filter(act__startswith="catalogue.").values_list("act", flat=True)
    assert set(acts) == {
        *("catalogue.begin", "catalogue.comment", "catalogue.answer", "catalogue.sum_up"),
        *("catalogue.hand_in", "catalogue.review", "catalogue.submit", "catalogue.adopt"),
    }


def test_files_do_not_undo_what_was_adopted(cast):
    revision = cast.begun()
    cast.adopted(cast.give(revision))
    revisions.adopt(cast.submitted(revision), by=cast.head, on=AFTER, number="示例", since=SINCE)

    assert seeds.editions().touched == 0
    cast.base.refresh_from_db()
    assert cast.base.until == SINCE


def test_the_wrong_person_does_nothing(cast):
    with pytest.raises(NotPermitted):
        revisions.begin(
            cast.base,
            by=cast.county_clerk,
            on=TODAY,
            title="示例",
            purpose="示例",
            closes_on=CLOSES,
        )
    revision = cast.begun()
    opinion = cast.give(revision)
    with pytest.raises(NotPermitted):
        opinions.answer(opinion, by=cast.county_clerk, outcome="adopted", answer="同意")
    cast.adopted(opinion)
    revision = revisions.sum_up(revision, by=cast.author, on=AFTER)
    revision = revisions.hand_in(revision, by=cast.author)
    with pytest.raises(NotPermitted):
        revisions.review(revision, by=cast.author, seen="", reason="自己审")


def test_who_wrote_does_not_review_in_another_post(cast):
    a_post(cast.author.user, cast.city, "reviewer")
    both = officer(cast.author.user, TODAY)
    revision = cast.begun()
    cast.adopted(cast.give(revision))
    revision = revisions.sum_up(revision, by=cast.author, on=AFTER)
    revision = revisions.hand_in(revision, by=cast.author)

    with pytest.raises(SamePerson):
        revisions.review(revision, by=both, seen=updates.digest_of(revision), reason="自己审")


def test_the_wrong_moment_is_refused_in_a_sentence(cast):
    with pytest.raises(Refused) as refused:
        cast.begun(CatalogueEdition.objects.get(code="national-2024"))
    assert code_of(refused) == "national-edition"
    revision = cast.begun()
    with pytest.raises(Refused) as refused:
        cast.begun()
    assert code_of(refused) == "update-open"
    with pytest.raises(NotAllowed) as refused:
        revisions.sum_up(revision, by=cast.author, on=CLOSES)
    assert code_of(refused) == "collecting-still"
    with pytest.raises(NotAllowed) as refused:
        cast.give(revision, on=AFTER)
    assert code_of(refused) == "collecting-over"
    cast.give(revision)
    revision = revisions.sum_up(revision, by=cast.author, on=AFTER)
    with pytest.raises(Refused) as refused:
        revisions.hand_in(revision, by=cast.author)
    assert code_of(refused) == "opinions-unanswered"


@pytest.mark.parametrize(
    ("kind", "code", "says", "refusal"),
    [
        ("add", "RG-DRIVER", NEW, "entry-there"),
        ("add", "中文", NEW, "entry-code"),
        ("change", "RG-NONE", {"title": "示例"}, "entry-missing"),
        ("remove", "RG-NONE", {}, "entry-missing"),
        ("change", "RG-DRIVER", {"frequency": "每月"}, "nothing-changed-in-entry"),
        ("change", "RG-DRIVER", {"openness": "everybody"}, "opinion-wanting"),
        ("change", "RG-DRIVER", {"basis": ""}, "opinion-wanting"),
        ("add", "RG-SHILI", {**NEW, "basis": ""}, "opinion-basis-missing"),
        ("add", "RG-SHILI", {**NEW, "subjects": ["nobody"]}, "opinion-wanting"),
    ],
)
def test_an_opinion_says_a_whole_entry_with_its_basis(cast, kind, code, says, refusal):
    with pytest.raises(Refused) as refused:
        cast.give(cast.begun(), kind, code, says)

    assert code_of(refused) == refusal
    assert not Opinion.objects.exists()


def test_a_serious_list_of_one_place_is_not_adopted_on_a_notice(cast):
    revision = cast.begun()
    says = {**NEW, "head": "严重失信主体名单信息", "basis": "渝交规〔2021〕24号"}
    cast.adopted(cast.give(revision, says=says))
    revision = revisions.sum_up(revision, by=cast.author, on=AFTER)

    with pytest.raises(Refused) as refused:
        revisions.hand_in(revision, by=cast.author)

    assert code_of(refused) == "list-needs-local-regulation"


def test_a_measure_that_no_law_gives_is_not_adopted(cast):
    base = CatalogueEdition.objects.get(code="chongqing-transport-sanctions-2022")
    revision = cast.begun(base)
    says = {
        "class": "A",
        "title": "限制贷款",
        "target": "示例",
        "content": "示例",
        "basis": "《重庆市道路运输管理条例》",
        "body": "示例市交通局",
    }
    cast.adopted(cast.give(revision, code="CQ-LOAN", says=says))
    revision = revisions.sum_up(revision, by=cast.author, on=AFTER)

    with pytest.raises(Refused) as refused:
        revisions.hand_in(revision, by=cast.author)

    assert code_of(refused) == "measure-of-others"


def test_two_changes_of_one_entry_do_not_both_come_in(cast):
    revision = cast.begun()
    cast.adopted(cast.give(revision, "change", "RG-DRIVER", {"frequency": "每周"}))
    cast.adopted(cast.give(revision, "remove", "RG-DRIVER", {}))
    revision = revisions.sum_up(revision, by=cast.author, on=AFTER)

    with pytest.raises(Refused) as refused:
        revisions.hand_in(revision, by=cast.author)

    assert code_of(refused) == "opinions-clash"


def test_what_was_changed_after_the_review_is_not_sent_up(cast):
    revision = cast.begun()
    opinion = cast.adopted(cast.give(revision))
    revision = revisions.sum_up(revision, by=cast.author, on=AFTER)
    revision = revisions.hand_in(revision, by=cast.author)
    seen = updates.digest_of(revision)
    revision = revisions.review(revision, by=cast.second, seen=seen, reason="相符")
    with pytest.raises(NotAllowed):
        opinions.answer(opinion, by=cast.author, outcome="declined", answer="反悔")

    revision = revisions.send_back(revision, by=cast.author, reason="再议")

    assert revision.reviewed_hash == ""
    with pytest.raises(NotAllowed):
        revisions.submit(revision, by=cast.author, on=AFTER, number="示例")


def test_what_the_lead_does_not_adopt_leaves_the_edition_as_it_was(cast):
    revision = cast.begun()
    cast.adopted(cast.give(revision))
    revision = cast.submitted(revision)

    revision = revisions.decline(
        revision, by=cast.head, on=AFTER, number="示例发改〔2026〕3号", reason="依据不足"
    )

    cast.base.refresh_from_db()
    assert (revision.state, cast.base.until) == ("declined", None)
    assert cast.begun().state == "collecting"


def test_a_form_sent_twice_counts_once(cast):
    revision = cast.begun()
    cast.give(revision, nonce="once")
    with pytest.raises(Refused):
        cast.give(revision, nonce="once")

    assert Opinion.objects.count() == 1
    assert Opinion.objects.visible_to(cast.county_clerk).count() == 1
