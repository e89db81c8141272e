"""The entries (条目) of an edition as its file, its table and its update have them alike."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from xinlu.catalogue.models import CatalogueEdition, CatalogueItem, SanctionMeasure
from xinlu.kernel import crypto

Entry = dict[str, Any]
#: What an entry of either kind that its file leaves out is.
DEFAULTS: dict[str, Entry] = {
    "information": {"openness": "government", "templates": [], "verified": False},
    "measures": {"verified": False},
}
SUBJECTS = (("legal", "法人"), ("other", "非法人组织"), ("natural", "自然人"))


@dataclass(frozen=True, slots=True)
class Attribute:
    """A column of the catalogue: its key in files, its title, what may stand there."""

    key: str
    title: str
    longest: int
    choices: tuple[tuple[str, str], ...] = ()
    is_list: bool = False

    def said(self, value: Any) -> str:
        """Return a value as pages and workbooks show it."""
        words = dict(self.choices)
        if isinstance(value, (list, tuple)):
            return "、".join(words.get(each, str(each)) for each in value)
        return str(words.get(value, value))


#: The columns of either kind, in the order of the official table.
ATTRIBUTES: dict[str, tuple[Attribute, ...]] = {
    "information": (
        Attribute("head", "信息类别", 60),
        Attribute("title", "信息事项", 100),
        Attribute("subjects", "主体性质", 3, SUBJECTS, is_list=True),
        Attribute("basis", "法律、法规、政策依据", 300),
        Attribute("provider", "责任单位", 200),
        Attribute("openness", "共享公开范围", 12, tuple(CatalogueItem.Openness.choices)),
        Attribute("frequency", "更新频率", 60),
    ),
    "measures": (
        Attribute("class", "类别", 1, (("A", "A"), ("B", "B"), ("C", "C"))),
        Attribute("title", "惩戒措施", 100),
        Attribute("target", "惩戒对象", 300),
        Attribute("content", "惩戒内容", 500),
        Attribute("basis", "法规政策依据", 300),
        Attribute("body", "实施主体", 200),
    ),
}


def entries_of(edition: CatalogueEdition) -> dict[str, Entry]:
    """Return the entries of a stored edition by their codes, in its order."""
    read = _of_measure if edition.is_measures else _of_item
    rows: Iterable[Any] = edition.measures.all() if edition.is_measures else edition.items.all()
    return {row.code: read(row) for row in rows}


def _of_item(row: CatalogueItem) -> Entry:
    plain = ("code", "head", "title", "basis", "provider", "openness", "frequency", "verified")
    said = {name: getattr(row, name) for name in plain}
    return said | {"subjects": list(row.subject_kinds), "templates": list(row.templates)}


def _of_measure(row: SanctionMeasure) -> Entry:
    plain = ("code", "title", "target", "content", "basis", "body", "verified")
    return {name: getattr(row, name) for name in plain} | {"class": row.kind}


def store(edition: CatalogueEdition, entries: Iterable[Entry]) -> int:
    """Store the entries of a new edition, and return how many they are."""
    numbered = list(enumerate(entries, 1))
    if edition.is_measures:
        SanctionMeasure.objects.bulk_create(
            SanctionMeasure(edition=edition, order=order, **_measure_columns(each))
            for order, each in numbered
        )
    else:
        CatalogueItem.objects.bulk_create(
            CatalogueItem(edition=edition, order=order, **_item_columns(each))
            for order, each in numbered
        )
    return len(numbered)


def _item_columns(entry: Mapping[str, Any]) -> Entry:
    plain = ("code", "head", "title", "basis", "provider", "openness", "frequency")
    said = {name: entry[name] for name in (*plain, "templates", "verified")}
    return said | {"subject_kinds": entry["subjects"]}


def _measure_columns(entry: Mapping[str, Any]) -> Entry:
    plain = ("code", "title", "target", "content", "basis", "body", "verified")
    return {name: entry[name] for name in plain} | {"kind": entry["class"]}


def of_file(said: Mapping[str, Any]) -> Iterator[Entry]:
    """Yield the entries that a file holds, each with what the file or its group says for all."""
    if said.get("kind") == "measures":
        common = {**DEFAULTS["measures"], **said.get("defaults", {})}
        for group in said["classes"]:
            for each in group["measures"]:
                yield {**common, "body": group.get("body", ""), **each, "class": group["class"]}
        return
    for head in said["heads"]:
        for each in head["items"]:
            yield {**DEFAULTS["information"], **each, "head": head["head"]}


def digest_of(head: Mapping[str, Any], entries: Iterable[Entry]) -> str:
    """Return the SM3 of an edition's content; `until` is not content, it comes with the next."""
    told = {key: str(value) for key, value in head.items() if key != "until"}
    text = json.dumps([told, list(entries)], ensure_ascii=False, sort_keys=True, default=str)
    return crypto.sm3(text.encode()).hex()


def series_of(code: str) -> str:
    """Return an edition's code without the year or day at its end.

    >>> series_of("chongqing-transport-2022"), series_of("chongqing-transport-2027-01-01")
    ('chongqing-transport', 'chongqing-transport')
    """
    parts = code.split("-")
    while len(parts) > 1 and parts[-1].isdecimal():
        parts.pop()
    return "-".join(parts)
