from hypothesis import given
from hypothesis import strategies as st

from xinlu.kernel import text

NAMES = st.text(st.sampled_from("示例重庆长江行者货运有限公司AB12（）· "), max_size=12)


def test_squeezing_makes_blanks_one_and_letters_half_width_but_keeps_chinese_punctuation():
    typed = "\ufeff　示例\u00a0\u3000货运\u200b（ＡＢ１２）公司：，\r\n第二行 "

    assert text.squeeze(typed) == "示例 货运（AB12）公司：， 第二行"


def test_squeezing_brings_brackets_to_the_width_that_is_asked_for():
    assert text.squeeze("示例(重庆）公司", brackets="half") == "示例(重庆)公司"
    assert text.squeeze("示例(重庆）公司", brackets="full") == "示例（重庆）公司"
    assert text.squeeze("示例(重庆）公司") == "示例(重庆）公司"


def test_compacting_does_not_turn_a_number_in_a_circle_into_a_number():
    assert text.compact("５ 0\t0\u3000①㎡") == "500①㎡"


def test_headings_are_one_however_they_are_broken_spaced_and_bracketed():
    forms = ["没收金额（万元）", "没收金额\n(万元) ", " 没收 金额(万元）", "没收金额（ 万 元 ）"]

    assert {text.tight(form) for form in forms} == {"没收金额(万元)"}
    assert text.tight("ＣＦ＿Ｘｍ ") == text.tight("cf_xm") == "cf_xm"


def test_marks_for_nothing_are_known_in_all_their_widths():
    marks = ["", " ", "/", "／", "-", "－", "—", "——", "— —", "－－", "　", "\u00a0", "无", " 无 "]

    assert all(text.is_blank_mark(mark) for mark in marks)
    assert {"", "/", "-", "—", "——", "— —", "无", "－"} <= text.BLANKS


def test_a_word_that_only_begins_like_nothing_is_something():
    words = ["无锡", "0", "否", "1/2", "-1", "无效", "。"]

    assert not any(text.is_blank_mark(word) for word in words)


def test_initials_follow_the_reading_of_the_word():
    assert text.initials("示例重庆长寿银行") == "slcqcsyh"
    assert text.initials("厦门音乐会计") == "xmyykj"
    assert text.initials("示例（ＡＢ）·2队") == "slab2d"
    assert text.initials("") == ""


def test_a_character_without_a_reading_stays_itself():
    assert text.initials("示\U0003106c例") == "s\U0003106cl"


def test_a_name_is_found_by_two_characters_and_by_two_initials():
    assert text.bigrams("示例货运") == {"示例", "例货", "货运", "~sl", "~lh", "~hy"}


def test_a_character_of_two_readings_is_found_by_either():
    assert {"~cq", "~zq"} <= text.bigrams("重庆")


def test_brackets_in_a_name_do_not_hide_it_from_one_who_leaves_them_out():
    assert text.bigrams("示例（重庆）公司") == text.bigrams("示例重庆公司")


def test_a_single_character_has_no_windows():
    assert text.bigrams("示") == text.search_bigrams("示") == set()


def test_a_query_of_letters_is_taken_for_initials_and_finds_a_latin_name_too():
    assert text.search_bigrams("cqhy") <= text.bigrams("示例重庆货运")
    assert text.search_bigrams("byd") <= text.bigrams("示例BYD货运")


@given(NAMES, st.data())
def test_the_keys_of_any_part_are_among_the_keys_of_the_whole(name, data):
    start = data.draw(st.integers(0, len(name)))
    part = name[start : data.draw(st.integers(start, len(name)))]

    assert text.bigrams(part) <= text.bigrams(name)
    assert text.search_bigrams(part) <= text.bigrams(name)


@given(NAMES)
def test_a_name_is_found_by_its_own_initials(name):
    assert text.search_bigrams(text.initials(name)) <= text.bigrams(name)


@given(st.text(max_size=30))
def test_normal_forms_do_not_change_when_made_again(written):
    for normal in (text.squeeze, text.compact, text.tight, text.searchable):
        assert normal(normal(written)) == normal(written)
