from datetime import date

import pytest

from xinlu.accounts.actors import SYSTEM
from xinlu.accounts.acts import NotAllowed, NotPermitted, Refused
from xinlu.accounts.models import AuditEntry, Place
from xinlu.accounts.tests.cast import TODAY, acting
from xinlu.kernel.crypto import KeyRing
from xinlu.kernel.identifiers.fictional import fictional_credit_code, fictional_resident_id
from xinlu.registry import selectors
from xinlu.registry.models import Identifier, Opening, SearchGram, Subject
from xinlu.registry.services import keys, links, openings, registration
from xinlu.registry.tests.references import Ref, a_firm, registered

FIRM, OTHER = fictional_credit_code(0), fictional_credit_code(1)
PERSON = fictional_resident_id(date(1985, 3, 4))


def test_a_new_firm_is_at_home_provisionally_in_the_division_of_its_code(city):
    home = Place.objects.create(code=FIRM[2:8], name="示例万区", level="county")

    registered(a_firm(FIRM))

    subject = selectors.by_identifier("credit-code", FIRM)
    assert (subject.home_place, subject.home_is_provisional) == (home, True)


def test_a_division_nobody_knows_gives_no_home(city):
    [known] = registered(a_firm(FIRM))

    assert known.home_place_id is None


def test_g5_where_a_person_was_first_registered_is_no_home(city):
    born = fictional_resident_id(date(1975, 6, 30), division="500110")
    Place.objects.create(code="500110", name="示例綦区", level="county")

    registered(Ref("person", "resident-id", born, "示例赵某"))

    assert selectors.by_identifier("resident-id", born).home_place is None


def test_a_known_subject_keeps_its_name_and_the_other_one_is_told(city):
    registered(a_firm(FIRM, "示例江畔货运有限公司"))

    [again] = registered(a_firm(FIRM, "示例别名货运有限公司"))

    assert again.other_name == "示例别名货运有限公司"
    assert Subject.objects.get().name == "示例江畔货运有限公司"


def test_a_name_in_other_brackets_is_no_other_name(city):
    registered(a_firm(FIRM, "示例（江畔）货运有限公司"))

    [again] = registered(a_firm(FIRM, "示例(江畔)货运有限公司"))

    assert again.other_name == ""


def test_one_person_is_known_by_identity_number_and_by_licence_of_the_same_digits(city):
    penalised = Ref("person", "resident-id", PERSON, "示例赵某")
    driver = Ref("person", "practitioner", PERSON, "示例赵某")

    [first] = registered(penalised)
    [second] = registered(driver)

    assert first.subject_id == second.subject_id
    assert Identifier.objects.count() == 2


def test_both_may_stand_in_one_chunk(city):
    both = registered(
        Ref("person", "resident-id", PERSON, "示例赵某"),
        Ref("person", "practitioner", PERSON, "示例赵某"),
    )

    assert len({known.subject_id for known in both}) == 1


def test_a_registration_number_brings_a_sole_trader_to_its_later_code(city):
    number = ("registration", "500101600000001")
    registered(Ref("sole-trader", *number, "示例小店"))

    [known] = registered(Ref("sole-trader", "credit-code", FIRM, "示例小店", also=(number,)))

    assert not known.is_new
    assert selectors.by_identifier("credit-code", FIRM).pk == known.subject_id


def test_a_registration_number_never_makes_two_codes_one_subject(city):
    number = ("registration", "500101600000001")
    registered(a_firm(FIRM, also=(number,)))

    [known] = registered(a_firm(OTHER, also=(number,)))

    assert known.is_new
    assert Subject.objects.count() == 2


def test_numbers_of_persons_are_sealed_and_their_names_are_not_searched(city):
    registered(Ref("person", "resident-id", PERSON, "示例赵某"))

    identifier = Identifier.objects.get()
    assert PERSON not in f"{identifier.lookup} {identifier.token}"
    assert not SearchGram.objects.exists()
    [shown] = selectors.masked_identifiers(Subject.objects.get())
    assert shown.text == f"{PERSON[:6]}{'*' * 8}{PERSON[-4:]}"


def test_unseen_subjects_are_not_known_but_are_not_made_twice(city):
    registered(a_firm(FIRM), pending=True)

    assert selectors.by_identifier("credit-code", FIRM) is None
    assert registration.known_subjects([("credit-code", FIRM)]) == {}
    [again] = registered(a_firm(FIRM))
    assert not again.is_new


def test_an_administrator_registers_and_closes_and_a_reviewer_may_not(city):
    by = acting(city.yundu_admin)
    subject = registration.register(None, by=by, ref=a_firm(FIRM), on=TODAY)

    with pytest.raises(NotPermitted):
        registration.close(subject, by=acting(city.reviewer), reason="已注销")
    closed = registration.close(subject, by=SYSTEM, reason="已注销")
    with pytest.raises(NotAllowed):
        registration.close(closed, by=SYSTEM, reason="已注销")

    acts = list(AuditEntry.objects.order_by("pk").values_list("act", flat=True))
    assert acts == ["subject.register", "subject.close"]


def test_numbers_are_opened_for_a_purpose_and_the_opening_is_kept(city):
    registered(Ref("person", "resident-id", PERSON, "示例赵某"))
    person, by = Subject.objects.get(), acting(city.admin)

    with pytest.raises(Refused) as refused:
        openings.open_numbers(person, by=by, purpose=" ")
    [number] = openings.open_numbers(person, by=by, purpose="核对处罚决定")

    assert refused.value.code == "purpose-missing"
    assert number.text == PERSON
    kept = Opening.objects.get()
    assert (kept.user, kept.purpose) == (city.admin, "核对处罚决定")
    assert AuditEntry.objects.get().act == "number.open"


def test_a_user_speaks_for_a_subject_between_two_days(city):
    registered(a_firm(FIRM))
    subject, user = Subject.objects.get(), city.clerk
    until = TODAY.replace(month=7)

    links.represent(subject, user=user, since=TODAY, until=until, by=SYSTEM)

    assert links.actor_for(user, TODAY).subject_ids == {subject.pk}
    assert links.actor_for(user, until).subject_ids == frozenset()


def test_a_tie_is_stated_once_and_ends(city):
    registered(a_firm(FIRM), a_firm(OTHER, "示例山城货运有限公司"))
    parent, branch = Subject.objects.order_by("pk")
    stated = {"to": branch, "kind": "branch", "since": TODAY, "source": "test", "by": SYSTEM}

    tie, again = (links.link(parent, **stated) for _ in range(2))
    links.end(tie, until=TODAY.replace(month=6), by=SYSTEM)

    assert tie.pk == again.pk
    assert selectors.links_of(branch, on=TODAY) == [tie]
    assert selectors.links_of(branch, on=TODAY.replace(month=6)) == []


def test_new_keys_seal_anew_and_the_person_is_found_as_before(city, settings):
    registered(Ref("person", "resident-id", PERSON, "示例赵某"))
    [(_, old)] = KeyRing.development().keys
    settings.DATA_KEYS = f"new:{'11' * 16},dev:{old.hex()}"

    first, second = keys.rotate(), keys.rotate()

    assert (first, second) == (1, 0)
    assert Identifier.objects.get().token.startswith("new$")
    assert selectors.by_identifier("resident-id", PERSON) is not None
