import io
from datetime import date

import pytest
from django.core.management import call_command

from xinlu.accounts import jurisdictions, seeds
from xinlu.accounts.models import AuditEntry, Authority, Line, Place
from xinlu.kernel.identifiers import credit_code_division


@pytest.fixture
def chongqing(db, settings):
    """Chongqing's places, lines and authorities."""
    settings.JURISDICTION = "chongqing"
    jurisdictions.chain.cache_clear()
    for seed in (seeds.places, seeds.lines, seeds.authorities):
        seed()
    yield Place.objects.get(code="500000")
    jurisdictions.chain.cache_clear()


def divisions(on):
    return Place.objects.on(on).filter(parent__code="500000", is_division=True)


def test_g1_there_are_38_divisions_before_6_november_2025_and_37_since(chongqing):
    assert divisions(date(2025, 11, 5)).count() == 38
    assert divisions(date(2025, 11, 6)).count() == 37
    assert divisions(date(2026, 11, 24)).count() == 37


def test_g2_a_promise_of_october_2025_was_accepted_in_a_division_that_existed(chongqing):
    assert divisions(date(2025, 10, 20)).filter(code="500112").exists()


def test_g3_in_march_2026_that_division_no_longer_exists(chongqing):
    assert not divisions(date(2026, 3, 1)).filter(code="500112").exists()


def test_g4_a_code_given_out_in_an_abolished_division_names_it_for_ever(chongqing):
    code = credit_code_division("91500112MA00000000")

    assert Place.objects.get(code=code).name == "渝北区"


def test_abolished_divisions_left_their_files_to_the_new_one_whose_code_is_not_known(chongqing):
    new = Place.objects.get(name="两江新区")

    assert {place.name for place in new.predecessors.all()} == {"江北区", "渝北区"}
    assert not new.verified
    assert not new.code.isdecimal()


def test_two_reporting_units_have_no_division_code(chongqing):
    units = Place.objects.filter(parent__code="500000", is_division=False)

    assert {unit.name for unit in units} == {"重庆高新区", "万盛经开区"}


def test_codes_south_of_the_river_are_not_shifted_by_one(chongqing):
    names = dict(Place.objects.values_list("code", "name"))

    assert names["500108"] == "南岸区"
    assert names["500109"] == "北碚区"


def test_every_county_has_an_authority_for_as_long_as_it_exists(chongqing):
    for place in Place.objects.filter(parent__code="500000"):
        authority = Authority.objects.get(place=place)
        assert (authority.since, authority.until) == (place.since, place.until)
        assert authority.parent.code == "cq-transport"


def test_offices_work_in_the_lines_that_the_work_points_charge_them_with(chongqing):
    waterways = Authority.objects.get(short_name="委港航处")

    assert {line.name for line in waterways.lines.all()} == {"水运工程建设", "水上交通"}
    assert not Authority.objects.get(short_name="委审批处").lines.exists()
    assert Line.objects.count() == 6


def test_no_credit_code_was_invented(chongqing):
    assert not Authority.objects.exclude(credit_code="").exists()


def test_partners_send_and_are_marked(chongqing):
    assert Authority.objects.filter(is_partner=True, place=chongqing).count() > 40
    assert Authority.objects.get(short_name="市公安局").is_partner


def test_seeding_again_changes_nothing(chongqing):
    again = seeds.places() + seeds.lines() + seeds.authorities()

    assert again.touched == 0
    assert again.same == Place.objects.count() + 6 + Authority.objects.count()


def test_what_was_changed_by_hand_is_brought_back_to_the_file(chongqing):
    Place.objects.filter(code="500101").update(name="错名")

    assert seeds.places().changed == 1
    assert Place.objects.get(code="500101").name == "万州区"


def test_a_word_that_no_row_knows_is_an_error_that_names_the_row(db, settings, tmp_path):
    folder = tmp_path / "typo"
    (folder / "places").mkdir(parents=True)
    (folder / "jurisdiction.yaml").write_text("code: typo\ntitle: x\n")
    (folder / "places" / "a.yaml").write_text("places: [{code: '1', name: 甲, untill: 2020-01-01}]")
    settings.JURISDICTIONS_DIR, settings.JURISDICTION = tmp_path, "typo"
    jurisdictions.chain.cache_clear()

    with pytest.raises(seeds.SeedUnreadable, match="untill"):
        seeds.places()
    jurisdictions.chain.cache_clear()


@pytest.mark.django_db
def test_preparing_twice_says_that_nothing_changed():
    first, second = io.StringIO(), io.StringIO()

    call_command("prepare", stdout=first)
    entries = AuditEntry.objects.filter(act="platform.seed").count()
    call_command("prepare", stdout=second)

    assert "行政区划：新增" in first.getvalue()
    assert "数据没有变化。" in second.getvalue()
    assert entries == AuditEntry.objects.filter(act="platform.seed").count() == 1
