"""What an update (年度更新) would make of its edition, and what keeps it back. Reads only."""

from collections.abc import Mapping
from typing import Any

from xinlu.catalogue import entries, measure_files, regulations, revising, sanctions
from xinlu.catalogue.models import Opinion, Regulation, Revision
from xinlu.catalogue.revising import Change, Difference
from xinlu.catalogue.sanctions import Problem, Ranking


def changes_of(revision: Revision) -> list[Change]:
    """Return the changes that were adopted, in the order in which they were asked for."""
    adopted = revision.opinions.filter(outcome=Opinion.Outcome.ADOPTED)
    asked = adopted.exclude(kind=Opinion.Kind.REMARK)
    return [Change(each.kind, each.code, each.says) for each in asked]


def becomes(revision: Revision) -> dict[str, dict[str, Any]]:
    """Return the entries of the edition that the update would make."""
    return revising.revised(entries.entries_of(revision.based_on), changes_of(revision))


def differences_of(revision: Revision) -> tuple[Difference, ...]:
    """Return how the edition to be differs from the one that the update began from."""
    return revising.differences(entries.entries_of(revision.based_on), becomes(revision))


def digest_of(revision: Revision) -> str:
    """Return the digest of the entries to be, by which a review holds for them alone."""
    head = {"title": revision.title, "based_on": revision.based_on.code}
    return entries.digest_of(head, becomes(revision).values())


def problems_of(revision: Revision) -> tuple[Problem, ...]:
    """Return what keeps the update from becoming an edition.

    Only what it touches is held to the rules of lists: the rest is the earlier edition's.
    """
    base, changes = revision.based_on, changes_of(revision)
    found = list(revising.clashes(entries.entries_of(base), changes))
    waiting = revision.opinions.filter(outcome="").count()
    if waiting:
        found.append(Problem("opinions-unanswered", {"count": waiting}))
    differing = differences_of(revision)
    if not differing:
        found.append(Problem("nothing-revised"))
    touched = [becomes(revision)[each.code] for each in differing if each.kind != "remove"]
    return (*found, *_held_to_rules(touched, is_measures=base.is_measures))


def _held_to_rules(touched: list[dict[str, Any]], *, is_measures: bool) -> tuple[Problem, ...]:
    return sanctions.problems(
        touched,
        is_measures=is_measures,
        is_local=True,
        listed=measure_files.listed(),
        ranking=ranking(),
    )


def ranking() -> Ranking:
    """Return what ranks a basis, with the library of regulations as it is now."""
    rows = Regulation.objects.values_list("code", "kind", "issuer")
    return Ranking(regulations.reader(), {code: (kind, issuer) for code, kind, issuer in rows})


def wanting(kind: str, says: Mapping[str, Any], *, is_new: bool) -> list[str]:
    """Return the titles of the attributes that an entry lacks or that say what they may not."""
    found = []
    for each in entries.ATTRIBUTES[kind]:
        value = says.get(each.key)
        if not value:
            if is_new or each.key in says:
                found.append(each.title)
            continue
        parts = value if each.is_list else [value]
        allowed = {code for code, _ in each.choices}
        if len(value) > each.longest or (allowed and not set(parts) <= allowed):
            found.append(each.title)
    return found
