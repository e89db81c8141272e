"""Whom the registry's tests are about: references as rows give them."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction

from xinlu.registry.services.registration import ensure_subjects

TODAY = date(2026, 5, 11)


@dataclass(frozen=True)
class Ref:
    kind: str
    scheme: str
    value: str
    name: str = ""
    also: tuple[tuple[str, str], ...] = ()
    division: str | None = None


def a_firm(value: str, name: str = "示例江畔货运有限公司", **fields) -> Ref:
    return Ref("firm", "credit-code", value, name, division=value[2:8], **fields)


def registered(*refs: Ref, pending: bool = False, source: str = "test"):
    with transaction.atomic():
        known = ensure_subjects(refs, on=TODAY, source=source, pending=pending)
    return [known[ref.scheme, ref.value] for ref in refs]
