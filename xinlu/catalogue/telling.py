"""Editions, their entries and differences as pages and workbooks show them."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any, BinaryIO

from xinlu.catalogue.entries import ATTRIBUTES
from xinlu.catalogue.models import CatalogueEdition, SanctionMeasure
from xinlu.catalogue.revising import Difference
from xinlu.kernel.spreadsheets import write_table

#: What a difference is called, and the kind of its tag.
KINDS = {"add": ("新增", "info"), "change": ("修改", "warn"), "remove": ("删除", "bad")}


@dataclass(frozen=True, slots=True)
class Row:
    """An entry: its code, title and other columns as (title, text); `basis` stands apart."""

    code: str
    title: str
    basis: str
    cells: tuple[tuple[str, str], ...]
    verified: bool


@dataclass(frozen=True, slots=True)
class Group:
    """The entries under one head (信息类别) or of one class of measures."""

    title: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """A difference: its word and tag, the entry, and of each column that differs old and new."""

    word: str
    tag: str
    code: str
    title: str
    cells: tuple[tuple[str, str, str], ...]


def standing(edition: CatalogueEdition, on: date) -> tuple[str, str]:
    """Return how an edition stands on a day, with the kind of its tag."""
    if edition.since is None:
        return "未见原文，未启用", "warn"
    if edition.since > on:
        return "尚未施行", "plain"
    if edition.until is not None and edition.until <= on:
        return "已失效", "plain"
    return "现行", "info"


def group_key(kind: str) -> str:
    """Return the attribute by which entries of a kind are grouped."""
    return "class" if kind == CatalogueEdition.Kind.MEASURES else "head"


def groups(kind: str, entries: Iterable[Mapping[str, Any]]) -> list[Group]:
    """Return entries by head or class, in the order in which heads first come."""
    key = group_key(kind)
    listed = list(entries)
    order = list(dict.fromkeys(each[key] for each in listed))
    held = sorted(listed, key=lambda each: order.index(each[key]))
    return [
        Group(_group_title(kind, head), tuple(row(kind, each) for each in under))
        for head, under in groupby(held, key=lambda each: each[key])
    ]


def _group_title(kind: str, head: str) -> str:
    if kind == CatalogueEdition.Kind.MEASURES:
        return str(SanctionMeasure.Class(head).label)
    return head


def row(kind: str, entry: Mapping[str, Any]) -> Row:
    """Return an entry as a row."""
    apart = {"title", "basis", group_key(kind)}
    cells = tuple(
        (each.title, each.said(entry[each.key]))
        for each in ATTRIBUTES[kind]
        if each.key not in apart
    )
    return Row(entry["code"], entry["title"], entry["basis"], cells, entry["verified"])


def headings(kind: str) -> list[str]:
    """Return the headings of a page's table: the entry, its cells, the basis."""
    apart = {"title", "basis", group_key(kind)}
    named = {each.key: each.title for each in ATTRIBUTES[kind]}
    rest = [each.title for each in ATTRIBUTES[kind] if each.key not in apart]
    return [named["title"], *rest, named["basis"]]


def differences(kind: str, found: Iterable[Difference]) -> Iterator[Told]:
    """Yield differences in words."""
    for each in found:
        word, tag = KINDS[each.kind]
        cells = tuple(
            (column.title, column.said(each.old.get(column.key, "")), column.said(value))
            for column in ATTRIBUTES[kind]
            if (value := each.new.get(column.key, "")) != each.old.get(column.key, "")
        )
        yield Told(word, tag, each.code, each.title, cells)


def state(entry: Mapping[str, Any]) -> str:
    """Return whether an entry still has to be held against its source."""
    return "" if entry["verified"] else "待核实"


def write(
    target: BinaryIO, title: str, kind: str, entries: Iterable[Mapping[str, Any]], foot: str
) -> None:
    """Write entries as a workbook with the columns of the official table."""
    columns = ATTRIBUTES[kind]
    rows = (
        [number, each["code"], *(column.said(each[column.key]) for column in columns), state(each)]
        for number, each in enumerate(entries, 1)
    )
    heads = ["序号", "编码", *(column.title for column in columns), "核实情况"]
    sheet = CatalogueEdition.Kind(kind).label
    write_table(target, [(str(sheet), heads, rows)], footer=[title, foot])
