"""Catalogue editions and regulations from the jurisdiction's files.

An edition in force is never changed. What is known of a regulation may be mended at any time.
"""

from pathlib import Path
from typing import Any

from xinlu.accounts import jurisdictions
from xinlu.accounts.seeding import Seeded, SeedRefused, put, seeder
from xinlu.catalogue import entries, measure_files, regulation_files, sanctions
from xinlu.catalogue.models import (
    CatalogueEdition,
    Clause,
    Regulation,
    RegulationChange,
)
from xinlu.catalogue.regulation_files import LibraryError, RegulationText
from xinlu.kernel.yaml_files import read_yaml


class EditionChanged(SeedRefused):
    """A file says something else than the edition that was brought in from it before."""

    def __init__(self, code: str) -> None:
        super().__init__(
            f"Catalogue edition {code} was brought in with other content and is in force; it is "
            f"never edited. Give the new content a new code, and the old edition an `until`."
        )


class EditionRefused(SeedRefused):
    """A file lists what no list may hold, or on what it may not rest."""

    def __init__(self, path: Path, problem: sanctions.Problem) -> None:
        super().__init__(
            f"{path.name}: {problem.params.get('title')} is refused ({problem.code}). See the "
            f"rules of xinlu/catalogue/sanctions.py, and name a basis that the library has."
        )


@seeder(40, "信用信息目录和惩戒措施清单")
def editions() -> Seeded:
    """Bring in the editions that are not there yet, and the days on which others ended."""
    done = Seeded()
    for path in (*jurisdictions.files("catalogue"), *jurisdictions.files("sanctions")):
        said = read_yaml(path)
        listed = list(entries.of_file(said))
        for problem in problems_of(said, listed):
            raise EditionRefused(path, problem)
        for edition in said["editions"]:
            done += bring_in(said, edition, listed)
    return done


def problems_of(said: dict[str, Any], listed: list[entries.Entry]) -> tuple[sanctions.Problem, ...]:
    """Return what keeps the entries of a file from being read."""
    return sanctions.problems(
        listed,
        is_measures=said.get("kind") == "measures",
        is_local=said["jurisdiction"] != "national",
        listed=measure_files.listed(),
        ranking=measure_files.ranking(),
    )


def bring_in(said: dict[str, Any], head: dict[str, Any], listed: list[entries.Entry]) -> Seeded:
    """Make the edition, or hold its digest against the one that is there."""
    digest = entries.digest_of(head, listed)
    there = CatalogueEdition.objects.filter(code=head["code"]).first()
    if there is None:
        return Seeded(made=1 + make(said, head, listed, digest))
    if there.hash != digest:
        raise EditionChanged(head["code"])
    until = head.get("until")
    # An update that was adopted on the desk ends the edition before it; no file undoes that.
    ended_here = until is None and there.revisions.filter(edition__isnull=False).exists()
    if there.until != until and not ended_here:
        there.until = until
        there.save(update_fields=["until"])
        return Seeded(changed=1)
    return Seeded(same=1 + len(listed))


def make(
    said: dict[str, Any], head: dict[str, Any], listed: list[entries.Entry], digest: str
) -> int:
    """Store an edition and its entries, and return how many these are."""
    edition = CatalogueEdition.objects.create(
        code=head["code"],
        kind=said.get("kind", CatalogueEdition.Kind.INFORMATION),
        title=head["title"],
        jurisdiction=said["jurisdiction"],
        basis=head["basis"],
        since=head["since"],
        until=head.get("until"),
        verified=head.get("verified", False),
        note=head.get("note", ""),
        hash=digest,
    )
    return entries.store(edition, listed)


@seeder(45, "法规库")
def regulations() -> Seeded:
    """Bring the library of regulations to what the files say; what they no longer name goes."""
    try:
        texts = regulation_files.library()
    except LibraryError as wrong:
        raise SeedRefused(str(wrong)) from wrong
    done = Seeded()
    rows = {}
    for text in texts:
        rows[text.code], seeded = put(Regulation, {"code": text.code}, columns_of(text))
        done += seeded + clauses(rows[text.code], text)
    for text in texts:
        done += changes(rows, text)
    Regulation.objects.exclude(code__in=rows).delete()
    return done


def columns_of(text: RegulationText) -> dict[str, Any]:
    """Return a regulation of a file as its row holds it."""
    plain = ("title", "number", "kind", "issuer", "jurisdiction", "issued", "since", "until")
    lists = ("lines", "names", "short")
    said = {name: getattr(text, name) for name in (*plain, "note", "verified")}
    return said | {name: list(getattr(text, name)) for name in lists}


def clauses(regulation: Regulation, text: RegulationText) -> Seeded:
    """Bring the clauses of a regulation to what its file says."""
    done = Seeded()
    for order, each in enumerate(text.clauses, 1):
        values = {
            "label": each.label,
            "names": list(each.also),
            "statement": each.says,
            "since": each.since,
            "until": each.until,
            "verified": each.verified,
        }
        done += put(Clause, {"regulation": regulation, "order": order}, values)[1]
    regulation.clauses.filter(order__gt=len(text.clauses)).delete()
    return done


def changes(rows: dict[str, Regulation], text: RegulationText) -> Seeded:
    """Bring the changes that a regulation made to what its file says."""
    done = Seeded()
    for each in text.changes:
        values = {
            "kind": each.kind,
            "on": each.since,
            "clauses": list(each.clauses),
            "note": each.note,
            "verified": each.verified,
        }
        key = {"of": rows[each.of], "by": rows[text.code]}
        done += put(RegulationChange, key, values)[1]
    named = [each.of for each in text.changes]
    RegulationChange.objects.filter(by=rows[text.code]).exclude(of__code__in=named).delete()
    return done
