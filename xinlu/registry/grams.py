"""The pieces of names by which subjects are found, and the pieces that a query asks for."""

from collections.abc import Iterable

from django.db import connection

from xinlu.kernel.text import bigrams, search_bigrams, searchable

#: Marks the piece that says with which character a name begins.
START = "^"


def grams_of(name: str) -> set[str]:
    """Return every key under which `name` is found.

    >>> sorted(grams_of("示例"))
    ['^示', '~sl', '示例']
    """
    text = searchable(name)
    if not text:
        return set()
    return bigrams(name) | {START + text[0]}


def keys_of(query: str) -> list[str]:
    """Return the keys that a name must all have to match `query`.

    A single character asks for names that begin with it.
    """
    text = searchable(query)
    if len(text) == 1:
        return [START + text]
    return sorted(search_bigrams(query))


def write(named: Iterable[tuple[int, str]]) -> None:
    """Write the keys of each (subject id, name); as model instances they would cost far more."""
    rows = [(gram, pk) for pk, name in named for gram in sorted(grams_of(name))]
    if rows:
        with connection.cursor() as cursor:
            cursor.executemany(
                "INSERT INTO registry_searchgram (gram, subject_id) VALUES (%s, %s)", rows
            )
