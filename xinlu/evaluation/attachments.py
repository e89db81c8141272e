"""Documents beside a draft (附件): opinions of reviewers, kept by their content."""

import hashlib
from io import BytesIO

from django.core.files.base import File
from django.core.files.storage import default_storage

from xinlu.registry.documents import kind_of, plain_name

__all__ = ["keep", "plain_name"]


def keep(file_name: str, content: bytes) -> str:
    """Keep a document and return the name by which the storage knows it.

    Refused as `attachment-kind` or `attachment-size`.
    """
    kind = kind_of(file_name, content)
    digest = hashlib.sha256(content).hexdigest()
    name = f"attachments/{digest[:2]}/{digest}{kind}"
    if default_storage.exists(name):
        return name
    return str(default_storage.save(name, File(BytesIO(content))))
