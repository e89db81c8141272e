import re

import pytest

from xinlu.collection.checking import REFUSAL_CODES
from xinlu.collection.messages import FAILURES, REFUSALS, sentence
from xinlu.kernel.spreadsheets import FileRefused
from xinlu.kernel.spreadsheets.refusals import SENTENCES

MENDS = re.compile("请|不得")


@pytest.mark.parametrize("code", REFUSAL_CODES)
def test_every_refusal_has_a_sentence_of_its_own(code):
    assert code in REFUSALS


def test_every_sentence_says_how_to_mend():
    unhelpful = [key for key, told in {**REFUSALS, **FAILURES}.items() if not MENDS.search(told)]

    assert unhelpful == []


def test_every_reason_for_which_a_file_is_not_read_has_a_sentence():
    assert set(SENTENCES) <= set(FAILURES)


def test_a_renamed_file_is_called_by_what_it_is():
    refused = FileRefused("not-a-workbook", really="pdf")

    assert "PDF 文件" in sentence(refused.code, refused.params)


def test_sizes_are_told_in_megabytes():
    refused = FileRefused("too-large", size=157286400, max=104857600)

    assert "150.0 MB，超过上限 100 MB" in sentence(refused.code, refused.params)


def test_a_repeat_of_a_stored_row_names_its_batch():
    told = sentence("duplicate", {"batch": 12, "row": 7})

    assert "第 12 批第 7 行" in told


def test_acts_are_refused_in_the_words_of_the_office():
    assert "辖区" in sentence("out-of-place", {})
    assert "48" in sentence("city-level", {"hours": 48})


def test_a_code_without_a_sentence_is_told_as_it_is():
    assert "never-heard-of" in sentence("never-heard-of", {})
