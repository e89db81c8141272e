from datetime import date

from django.db import connection
from django.test.utils import CaptureQueriesContext

from xinlu.registry.models import SearchGram, Subject
from xinlu.registry.services.registration import index_missing_names


def a_firm(code: str, name: str) -> Subject:
    return Subject.objects.create(
        kind=Subject.Kind.FIRM, name=name, code=code, registered_on=date(2023, 1, 1)
    )


def test_names_that_were_left_without_keys_get_them_once(db):
    firms = [a_firm(f"9150010{n}MA0000000X", f"示例{n}货运有限公司") for n in range(3)]
    index_missing_names(Subject.objects.filter(pk=firms[0].pk))
    before = SearchGram.objects.filter(subject=firms[0]).count()

    index_missing_names(Subject.objects.all())
    index_missing_names(Subject.objects.all())

    counts = [SearchGram.objects.filter(subject=firm).count() for firm in firms]
    assert before > 0
    assert counts == [before] * 3


def test_looking_for_missing_names_asks_the_index_by_its_keys(db):
    for n in range(20):
        a_firm(f"915001{n:02}MA0000000X", f"示例{n}货运有限公司")
    index_missing_names(Subject.objects.all())

    with CaptureQueriesContext(connection) as asked:
        index_missing_names(Subject.objects.all())

    assert len(asked) == 2
