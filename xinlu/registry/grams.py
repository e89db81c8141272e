"""The pieces of names by which subjects are found, and the pieces that a query asks for."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import chain

from django.db import connection

from xinlu.kernel.text import bigrams, search_bigrams, searchable
from xinlu.registry.bulk import insert
from xinlu.registry.models import SearchGram

#: Marks the piece that says with which character a name begins.
START = "^"
#: Rows of one statement: for rows this short it halves the cost of one statement each.
_AT_ONCE = 200
_HOLDERS = "SELECT subject_id FROM registry_searchgram WHERE gram = %s AND subject_id IN"
_STATEMENT = "INSERT INTO registry_searchgram (gram, subject_id) VALUES "

#: How nearly every firm's name ends. Pieces of it would find everybody, and be a fifth of all.
ENDINGS = ("有限责任公司", "股份有限公司", "有限公司")
_ENDING_INITIALS = ("yxzrgs", "gfyxgs", "yxgs")


def grams_of(name: str) -> set[str]:
    """Return every key under which `name` is found: of its legal ending only the beginning is one.

    >>> sorted(grams_of("示例有限公司"))
    ['^示', '~ly', '~sl', '例有', '示例']
    """
    text = searchable(name)
    if not text:
        return set()
    ending = next((each for each in ENDINGS if text.endswith(each)), "")
    distinct = text[: len(text) - len(ending) + 1] if ending else text
    return bigrams(distinct) | {START + text[0]}


def keys_of(query: str) -> list[str]:
    """Return the keys that a name must all have to match `query`.

    A single character asks for names that begin with it. What is nothing but a part of a legal
    ending has no keys: it says nothing about a name.

    >>> keys_of("示例有限"), keys_of("公司")
    (['例有', '示例'], [])
    """
    text = searchable(query)
    if len(text) == 1:
        return [START + text]
    if any(text in ending for ending in ENDINGS):
        return []
    endings = _ENDING_INITIALS if text.isascii() else ENDINGS
    return sorted(search_bigrams(_without_ending(text, endings)))


def _without_ending(text: str, endings: tuple[str, ...]) -> str:
    """Return `text` without what may be a legal ending, or the beginning of one, but its start."""
    for length in range(min(len(text) - 1, 6), 1, -1):
        if any(ending.startswith(text[-length:]) for ending in endings):
            return text[: len(text) - length + 1]
    return text


def written(named: Sequence[tuple[int, str]]) -> set[int]:
    """Return which of these (subject id, name) have their keys already.

    Asked by the key of the name's beginning: the index finds by keys first, never by subjects.
    """
    starting: dict[str, list[int]] = defaultdict(list)
    for pk, name in named:
        if text := searchable(name):
            starting[START + text[0]].append(pk)
    there: set[int] = set()
    with connection.cursor() as cursor:
        for key, pks in starting.items():
            marks = ", ".join(["%s"] * len(pks))
            cursor.execute(f"{_HOLDERS} ({marks})", [key, *pks])
            there.update(pk for (pk,) in cursor.fetchall())
    return there


def write(named: Iterable[tuple[int, str]]) -> None:
    """Write the keys of each (subject id, name); as model instances they would cost far more."""
    # In the order of the index: each of its pages is then written once.
    rows = sorted((gram, pk) for pk, name in named for gram in grams_of(name))
    if connection.vendor == "postgresql":
        insert(SearchGram, ("gram", "subject"), rows)
        return
    with connection.cursor() as cursor:
        for at in range(0, len(rows), _AT_ONCE):
            some = rows[at : at + _AT_ONCE]
            cursor.execute(_STATEMENT + ", ".join(["(%s, %s)"] * len(some)), list(chain(*some)))
