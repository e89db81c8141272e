"""Whether a record of misconduct is on display (公示) on a day, by dated rule sets: pure, no clock.

What time alone changes is computed and never flipped by a job: the day is an argument.
"""

from xinlu.rules.display.periods import Display, Misconduct, display
from xinlu.rules.display.rulesets import RuleSet, RuleSetMisread, Tier, read_rule_set, rule_set_for

__all__ = [
    "Display",
    "Misconduct",
    "RuleSet",
    "RuleSetMisread",
    "Tier",
    "display",
    "read_rule_set",
    "rule_set_for",
]
