from xinlu.rules import canonical, edition_hash, judge, read_text
from xinlu.rules.facts import Facts
from xinlu.rules.tests.builders import (
    SMALL,
    YEAR_END,
    a_ship,
    an_event,
    national,
    small,
    small_with,
)


def test_the_canonical_text_reads_back_to_the_same_rulebook():
    for scheme in ("highway-construction", "driver", "overload"):
        rulebook = national(scheme)

        again = read_text(canonical(rulebook))

        assert again == rulebook
        assert canonical(again) == canonical(rulebook)


def test_layout_comments_and_spelling_of_numbers_do_not_change_the_hash():
    other = small_with("value: 7", "value: 7.00  # seven")
    other = other.replace("\n", "\n\n")

    assert edition_hash(read_text(other)) == edition_hash(read_text(SMALL))


def test_a_value_a_clause_or_a_mark_changes_the_hash():
    others = [
        small_with("value: 7", "value: 8"),
        small_with("第六条", "第十条"),
        small_with("第九条, verified: false", "第九条, verified: true"),
    ]

    hashes = {edition_hash(read_text(other)) for other in [SMALL, *others]}

    assert len(hashes) == 4


def test_a_parameter_set_otherwise_is_another_edition():
    assert edition_hash(small(decimals="2")) != edition_hash(small())


def test_a_stored_edition_judges_as_the_file_did():
    events = [an_event("S1", unit="甲船", points="8.35")]
    facts = Facts("示例", YEAR_END, units=[a_ship()], events=events)

    verdicts = [judge(rulebook, facts) for rulebook in (small(), read_text(canonical(small())))]

    assert verdicts[0] == verdicts[1]
