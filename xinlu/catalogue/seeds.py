"""Catalogue editions and regulations from the jurisdiction's files.

An edition in force is never changed. What is known of a regulation may be mended at any time.
"""

import json
from typing import Any

from xinlu.accounts import jurisdictions
from xinlu.accounts.seeding import Seeded, SeedRefused, put, seeder
from xinlu.catalogue import regulation_files
from xinlu.catalogue.models import (
    CatalogueEdition,
    CatalogueItem,
    Clause,
    Regulation,
    RegulationChange,
)
from xinlu.catalogue.regulation_files import LibraryError, RegulationText
from xinlu.kernel import crypto
from xinlu.kernel.yaml_files import read_yaml

#: Defaults of an item that its file leaves out.
ITEM_DEFAULTS = {"openness": "government", "templates": [], "verified": False}


class EditionChanged(SeedRefused):
    """A file says something else than the edition that was brought in from it before."""

    def __init__(self, code: str) -> None:
        super().__init__(
            f"Catalogue edition {code} was brought in with other content and is in force; it is "
            f"never edited. Give the new content a new code, and the old edition an `until`."
        )


@seeder(40, "信用信息目录")
def editions() -> Seeded:
    """Bring in the editions that are not there yet, and the days on which others ended."""
    done = Seeded()
    for path in jurisdictions.files("catalogue"):
        said = read_yaml(path)
        for edition in said["editions"]:
            done += bring_in(said["jurisdiction"], edition, items_of(said["heads"]))
    return done


def items_of(heads: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the items under all heads, each with its head and what it leaves out."""
    return [
        {**ITEM_DEFAULTS, **item, "head": head["head"]} for head in heads for item in head["items"]
    ]


def bring_in(jurisdiction: str, said: dict[str, Any], items: list[dict[str, Any]]) -> Seeded:
    """Make the edition, or hold its digest against the one that is there."""
    digest = digest_of(said, items)
    there = CatalogueEdition.objects.filter(code=said["code"]).first()
    if there is None:
        make(jurisdiction, said, items, digest)
        return Seeded(made=1 + len(items))
    if there.hash != digest:
        raise EditionChanged(said["code"])
    if there.until != said.get("until"):
        there.until = said.get("until")
        there.save(update_fields=["until"])
        return Seeded(changed=1)
    return Seeded(same=1 + len(items))


def digest_of(said: dict[str, Any], items: list[dict[str, Any]]) -> str:
    """Return the SM3 of an edition's content; `until` is not content, it comes with the next."""
    head = {key: str(value) for key, value in said.items() if key != "until"}
    text = json.dumps([head, items], ensure_ascii=False, sort_keys=True, default=str)
    return crypto.sm3(text.encode()).hex()


def make(
    jurisdiction: str, said: dict[str, Any], items: list[dict[str, Any]], digest: str
) -> CatalogueEdition:
    """Store an edition and its items."""
    edition = CatalogueEdition.objects.create(
        code=said["code"],
        title=said["title"],
        jurisdiction=jurisdiction,
        basis=said["basis"],
        since=said["since"],
        until=said.get("until"),
        verified=said.get("verified", False),
        hash=digest,
    )
    CatalogueItem.objects.bulk_create(
        CatalogueItem(
            edition=edition,
            code=item["code"],
            head=item["head"],
            title=item["title"],
            subject_kinds=item["subjects"],
            basis=item["basis"],
            provider=item["provider"],
            openness=item["openness"],
            frequency=item["frequency"],
            templates=item["templates"],
            verified=item["verified"],
            order=order,
        )
        for order, item in enumerate(items, 1)
    )
    return edition


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
