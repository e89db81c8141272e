"""Writing by the thousand says the same to both databases."""

import pytest
from django.db import IntegrityError, transaction

from xinlu.accounts.models import Line
from xinlu.registry.bulk import insert, replace, rows_among

AWKWARD = 'a\tb\\N "甲\r\n乙\u3000'

pytestmark = pytest.mark.django_db


def test_texts_come_back_as_they_were_and_are_replaced():
    insert(Line, ("code", "name", "order"), [["x-1", AWKWARD, 7], ["x-2", "", 8], ["x-3", "丙", 9]])
    found = _names()
    with transaction.atomic():
        replace(Line, ("name",), [[Line.objects.get(code="x-2").pk, AWKWARD]])

    assert sorted(rows_among(Line, ("order",), "code", ["x-1", "x-2"])) == [(7,), (8,)]
    assert found == {"x-1": AWKWARD, "x-2": "", "x-3": "丙"}
    assert _names() == {"x-1": AWKWARD, "x-2": AWKWARD, "x-3": "丙"}


def test_a_row_that_may_not_be_is_refused_as_any_other():
    with pytest.raises(IntegrityError), transaction.atomic():
        insert(Line, ("code", "name", "order"), [["x-1", "", 1], ["x-1", "", 2]])


def _names() -> dict[str, str]:
    return dict(Line.objects.filter(code__startswith="x-").values_list("code", "name"))
