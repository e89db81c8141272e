"""Documents beside a draft (附件): opinions of reviewers, kept by their content."""

import hashlib
from io import BytesIO
from pathlib import PurePosixPath
from typing import Final

from django.core.files.base import File
from django.core.files.storage import default_storage

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


def keep(file_name: str, content: bytes) -> str:
    """Keep a document and return the name by which the storage knows it.

    Refused as `attachment-kind` or `attachment-size`.
    """
    kind = PurePosixPath(file_name.replace("\\", "/")).suffix.lower()
    if kind not in BEGINNINGS or not content.startswith(BEGINNINGS[kind]):
        known = "、".join(BEGINNINGS)
        raise Refused(f"{kind} is not kept.", code="attachment-kind", known=known)
    if len(content) > LARGEST:
        raise Refused("The document is too large.", code="attachment-size", most=LARGEST // 2**20)
    digest = hashlib.sha256(content).hexdigest()
    name = f"attachments/{digest[:2]}/{digest}{kind}"
    if default_storage.exists(name):
        return name
    return str(default_storage.save(name, File(BytesIO(content))))


def plain_name(file_name: str) -> str:
    """Return a file's own name without its folders.

    >>> plain_name("C:\\\\审核\\\\意见书.pdf")
    '意见书.pdf'
    """
    return PurePosixPath(file_name.replace("\\", "/")).name[:200]
