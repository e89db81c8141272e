"""Conditions of a template on the values of a row, compiled to functions."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import lru_cache

from xinlu.collection.checking.choices import LIST_MARK
from xinlu.collection.checking.language import Condition, Test

Values = Mapping[str, str]
Holds = Callable[[Values], bool]


def compile_condition(condition: Condition) -> Holds:
    """Return a function that says whether the condition holds for a row's values."""
    tests = [_compile_test(key, test) for key, test in condition.items()]
    if len(tests) == 1:
        return tests[0]
    if len(tests) == 2:  # asked of every row, so without the loop
        first, second = tests
        return lambda values: first(values) and second(values)
    return lambda values: all(test(values) for test in tests)


def _compile_test(key: str, test: Test) -> Holds:
    if wanted := test.equals:
        return lambda values: values.get(key) in wanted
    if test.has:
        # A column holds few lists of values, and every row asks.
        is_among = lru_cache(1024)(lambda text: not test.has.isdisjoint(text.split(LIST_MARK)))
        return lambda values: is_among(values.get(key, ""))
    if test.above is not None:
        return _above(key, test.above)
    return _filled(key, test)


def _above(key: str, bound: Decimal) -> Holds:
    return lambda values: key in values and Decimal(values[key]) > bound


def _filled(key: str, test: Test) -> Holds:
    """Return the test of what a value begins with, or of there being one."""
    wanted = test.filled is not False

    def holds(values: Values) -> bool:
        value = values.get(key)
        if value is None:
            return not wanted
        begins = not test.prefix or value.startswith(test.prefix)
        return wanted and begins and not value.startswith(test.prefix_not or ("\0",))

    return holds


def told_by(condition: Condition, values: Values) -> list[tuple[str, str]]:
    """Return the fields and values that made a condition hold, for the sentence about it."""
    told = []
    for key, test in condition.items():
        value = values.get(key, "")
        met = test.has.intersection(value.split(LIST_MARK)) if test.has else {value}
        told.append((key, "、".join(sorted(met))))
    return told
