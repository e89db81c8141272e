"""What the list of measures allows and on what a serious list may rest: vectors L1 to L4."""

from datetime import date

import pytest

from xinlu.catalogue import measure_files, seeds
from xinlu.catalogue.models import CatalogueEdition, SanctionMeasure
from xinlu.catalogue.outside import entries, outside
from xinlu.catalogue.sanctions import Rank, imposing, listing, problems, serious_list

TODAY = date(2026, 5, 11)


def codes(found):
    return [each.code for each in found]


@pytest.mark.parametrize(
    ("told", "code"),
    [
        ("驾驶机动车闯红灯", "personal-traffic"),
        ("到非指定场所上访", "petitions"),
        ("拖欠物业费", "property-fees"),
        ("货运车辆超限超载", None),
        ("拖欠工程款", None),
        ("逃缴车辆通行费", None),
        ("未取得道路运输经营许可擅自从事道路运输经营", None),
    ],
)
def test_l1_what_is_outside_the_catalogue_is_known_by_its_kind(told, code):
    found = outside(told, TODAY)

    assert (found[0].code if found else None) == code
    assert all(not each.verified and each.because for each in entries())


def test_l2_a_public_body_may_not_limit_loans_and_the_list_words_it_otherwise():
    listed = measure_files.listed()

    [problem] = imposing("限制贷款", by_public_body=True, listed=listed)

    assert (problem.code, problem.params["instead"]) == ("measure-of-others", "从严审慎授信")
    assert codes(imposing("从严审慎授信", by_public_body=True, listed=listed)) == [
        "measure-of-others"
    ]
    assert codes(imposing("限制贷款", by_public_body=False, listed=listed)) == ["measure-wording"]
    assert imposing("从严审慎授信", by_public_body=False, listed=listed) == ()
    assert imposing("限制任职", by_public_body=True, listed=listed) == ()
    assert codes(imposing("限制任职", by_public_body=False, listed=listed)) == [
        "measure-of-public-bodies"
    ]
    assert codes(imposing("停办年检", by_public_body=True, listed=listed)) == ["measure-not-listed"]


@pytest.mark.parametrize(
    ("title", "kind", "ranks", "code"),
    [
        ("限制贷款", "A", {Rank.LOCAL}, "measure-of-others"),
        ("限制贷款", "C", {Rank.LOCAL}, "measure-wording"),
        ("停办年检", "B", {Rank.DOCUMENT}, "measure-needs-local-regulation"),
        ("限制任职", "B", {Rank.LOCAL}, "measure-class"),
        ("限制任职", "A", set(), None),
        ("列入重点监管名单", "B", {Rank.LOCAL}, None),
    ],
)
def test_l2_a_local_list_has_what_the_nation_has_or_a_local_regulation_allows(
    title, kind, ranks, code
):
    found = listing(title, kind, ranks=ranks, is_local=True, listed=measure_files.listed())

    assert codes(found) == ([code] if code else [])


@pytest.mark.parametrize(
    ("basis", "purpose", "code"),
    [
        ("发改办财金〔2018〕424号", "establish", "list-needs-law"),
        ("《道路运输从业人员管理规定》", "establish", "list-needs-law"),
        ("《道路运输从业人员管理规定》", "criteria", None),
        ("发改办财金〔2018〕424号", "criteria", "list-criteria-need-rule"),
        ("《行政许可法》", "establish", None),
        ("《公路安全保护条例》", "establish", None),
        ("国办发〔2020〕49号", "establish", None),
        ("库中没有的办法", "establish", "list-needs-law"),
    ],
)
def test_l3_a_new_serious_list_needs_law_or_a_central_document(basis, purpose, code):
    ranks = measure_files.ranking().ranks(basis)

    found = serious_list("示例名单", ranks, is_local=False, purpose=purpose)

    assert codes(found) == ([code] if code else [])


@pytest.mark.parametrize(
    ("basis", "code"),
    [
        ("渝交规〔2021〕24号", "list-needs-local-regulation"),
        ("国办发〔2020〕49号", "list-needs-local-regulation"),
        ("《重庆市道路运输管理条例》第六十四条", None),
    ],
)
def test_l4_a_list_of_one_place_needs_a_local_regulation(basis, code):
    ranks = measure_files.ranking().ranks(basis)

    found = serious_list("示例名单", ranks, is_local=True)

    assert codes(found) == ([code] if code else [])


def test_the_rules_bind_whoever_brings_an_edition_in():
    entry = {"head": "严重失信主体名单信息", "title": "示例名单", "basis": "渝交规〔2021〕24号"}
    files = {"listed": measure_files.listed(), "ranking": measure_files.ranking()}

    found = problems([entry], is_measures=False, is_local=True, **files)

    assert codes(found) == ["list-needs-local-regulation"]


def test_the_lists_of_measures_come_in_by_edition(db):
    seeds.editions()

    national = CatalogueEdition.objects.of_measures().in_force(TODAY).get(jurisdiction="national")
    assert national.code == "sanctions-2024"
    assert national.measures.count() == 11
    assert not SanctionMeasure.objects.filter(verified=True).exists()
    assert {each.kind for each in national.measures.all()} == {"A", "B", "C"}


def test_an_edition_of_which_nothing_was_seen_is_told_of_and_never_in_force(db):
    seeds.editions()

    told = CatalogueEdition.objects.get(code="national-2025")
    assert (told.since, told.verified, told.items.count()) == (None, False, 0)
    assert not CatalogueEdition.objects.in_force(date(2099, 1, 1)).filter(pk=told.pk).exists()
