"""The receipt of a result as it stands on a page and on paper: a code to scan, and digests."""

from datetime import datetime
from typing import Any
from uuid import UUID

import segno
from django import template
from django.template import Context
from django.urls import reverse

from xinlu.evaluation import receipts
from xinlu.portal.look.svg import Markup, el
from xinlu.rules.receipts import Receipt

register = template.Library()

#: White modules around a code, by which readers find it.
_QUIET = 4


@register.inclusion_tag("parts/receipt.html", takes_context=True)
def receipt_proof(context: Context, receipt: Receipt, is_page: bool = False) -> dict[str, Any]:
    """`{% receipt_proof receipt %}`: a code that leads to the receipt's page, and what it proves.

    `is_page`: this is that page itself, which needs no link to it.
    """
    assert receipt.result is not None
    place = [UUID(receipt.statement.run), receipt.result.index, receipts.code_of(receipt)]
    url = reverse("portal:receipt_page", args=place)
    return {
        "statement": receipt.statement,
        "issued_at": datetime.fromisoformat(receipt.statement.issued_at),
        "title": "指纹与签名" if is_page else "查询凭证",
        "signature": receipt.signature.hex(),
        "url": "" if is_page else url,
        "file": reverse("portal:receipt_file", args=place),
        "drawn": qr(context["request"].build_absolute_uri(url)),
    }


@register.simple_tag(takes_context=True)
def qr_code(context: Context, path: str, label: str) -> Markup:
    """`{% qr_code path label %}`: a code by which a phone opens a page of this site."""
    return qr(context["request"].build_absolute_uri(path), label)


def qr(text: str, label: str = "二维码：打开凭证核验页") -> Markup:
    """Return a QR code (GB/T 18284) of the text as a drawing.

    >>> qr("https://example.test/").count("<path")
    1
    """
    code = segno.make(text, error="m", micro=False)
    side = code.symbol_size(border=_QUIET)[0]
    lines = [
        f"M{start + _QUIET} {row + _QUIET}h{length}v1h-{length}z"
        for row, cells in enumerate(code.matrix)
        for start, length in runs(cells)
    ]
    return el(
        "svg",
        el("rect", width=side, height=side, class_="qr-ground"),
        el("path", d="".join(lines), class_="qr-dark"),
        class_="qr",
        viewBox=f"0 0 {side} {side}",
        role="img",
        aria_label=label,
        focusable="false",
    )


def runs(cells: bytes | bytearray) -> list[tuple[int, int]]:
    """Return start and length of each run of dark cells in a row.

    >>> runs(bytes([1, 1, 0, 1]))
    [(0, 2), (3, 1)]
    """
    found: list[tuple[int, int]] = []
    for at, dark in enumerate(cells):
        if not dark:
            continue
        if found and sum(found[-1]) == at:
            found[-1] = (found[-1][0], found[-1][1] + 1)
        else:
            found.append((at, 1))
    return found
