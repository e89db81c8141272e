"""What lies outside the catalogue (目录外): kinds of records that may not be collected, and why.

The files are `outside/*.yaml` of the jurisdiction. No database.
"""

from dataclasses import dataclass
from datetime import date
from functools import cache

from xinlu.accounts import jurisdictions
from xinlu.kernel.yaml_files import read_yaml


@dataclass(frozen=True, slots=True)
class Outside:
    """A kind of record that is no public credit information, by the words senders use for it."""

    code: str
    title: str
    words: tuple[str, ...]
    because: str
    since: date
    verified: bool

    def word_in(self, text: str) -> str:
        """Return which of the words stands in a text; empty where none does."""
        return next((word for word in self.words if word in text), "")


@cache
def entries() -> tuple[Outside, ...]:
    """Return what the jurisdiction in force, and those above it, leave outside."""
    return tuple(
        Outside(
            each["code"],
            each["title"],
            tuple(each["words"]),
            each["because"],
            each["since"],
            each["verified"],
        )
        for path in jurisdictions.files("outside")
        for each in read_yaml(path)["entries"]
    )


def outside(text: str, on: date) -> tuple[Outside, str] | None:
    """Return what a record said to be about `text` falls under, and the word that tells it.

    >>> found = outside("驾驶机动车闯红灯", date(2026, 5, 11))
    >>> found and found[0].code
    'personal-traffic'
    >>> outside("超限超载运输", date(2026, 5, 11))
    """
    for each in entries():
        if each.since <= on and (word := each.word_in(text)):
            return each, word
    return None
