"""Documents that officers attach: of which kinds they may be, told by how they begin."""

from pathlib import PurePosixPath
from typing import Final

from xinlu.accounts.acts import Refused

LARGEST: Final = 10 * 2**20
#: What may be kept, and how such a file begins.
BEGINNINGS: Final = {
    ".pdf": b"%PDF-",
    ".ofd": b"PK\x03\x04",
    ".docx": b"PK\x03\x04",
    ".jpg": b"\xff\xd8\xff",
    ".jpeg": b"\xff\xd8\xff",
    ".png": b"\x89PNG\r\n",
}


def kind_of(file_name: str, content: bytes) -> str:
    """Return the document's ending in small letters, ".pdf" among others.

    Raises `Refused`: "attachment-kind" for what is not of a known kind or not what its name says,
    "attachment-size".
    """
    kind = PurePosixPath(file_name.replace("\\", "/")).suffix.lower()
    if kind not in BEGINNINGS or not content.startswith(BEGINNINGS[kind]):
        known = "、".join(BEGINNINGS)
        raise Refused(f"{kind} is not kept.", code="attachment-kind", known=known)
    if len(content) > LARGEST:
        raise Refused("The document is too large.", code="attachment-size", most=LARGEST // 2**20)
    return kind


def plain_name(file_name: str) -> str:
    """Return a file's own name without its folders.

    >>> plain_name("C:\\\\审核\\\\意见书.pdf")
    '意见书.pdf'
    """
    return PurePosixPath(file_name.replace("\\", "/")).name[:200]
