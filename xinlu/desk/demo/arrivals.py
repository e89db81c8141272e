"""What partners of the demo city hand in by machine: files that came before, sent once more.

They change no figure: the platform knows them again, and the desk shows how it answers.
"""

import os
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import NAMESPACE_URL, uuid5

from xinlu.accounts.actors import SYSTEM
from xinlu.accounts.models import Client
from xinlu.accounts.services import clients
from xinlu.collection.models import Batch
from xinlu.collection.services import files
from xinlu.exchange.models import Drop, Package
from xinlu.exchange.packages.contents import make
from xinlu.exchange.services.dropping import Looks, look, prepare
from xinlu.exchange.services.receiving import receive
from xinlu.kernel import crypto

_DROPS, _STICKS = "yundu-permits", "moxi-sticks"


def carry_out(now: datetime) -> None:
    """Let one partner drop files and another bring a package, unless they did."""
    if not Drop.objects.exists():
        _drop(Client.objects.get(code=_DROPS), now)
    if not Package.objects.exists():
        _bring(Client.objects.get(code=_STICKS), now)


def _sent_before(client: Client, template: str, count: int) -> list[Batch]:
    """Return the last files of the client's authority of which nothing was refused."""
    rows = Batch.objects.filter(authority=client.authority, template=template, refused_count=0)
    return list(rows.filter(state=Batch.State.STORED).order_by("-sent_at", "-pk")[:count])


def _content(batch: Batch) -> bytes:
    with files.at_hand(batch.stored_name) as path:
        return path.read_bytes()


def _drop(client: Client, now: datetime) -> None:
    folder = prepare(client) / "in"
    for batch in _sent_before(client, "permit", 2):
        _written(folder / "permit" / batch.file_name, _content(batch))
    # Beside the folders of the templates: put back, with the reason.
    _written(folder / "报送说明.docx", b"PK")
    looks = Looks()
    for _ in range(2):
        look(now, looks)


def _written(path: Path, content: bytes) -> None:
    """Write a file that has rested for long."""
    path.write_bytes(content)
    os.utime(path, (0, 0))


def _bring(client: Client, now: datetime) -> None:
    key = crypto.SigningKey(crypto.sm3(client.code.encode()))
    if not client.keys.exists():
        clients.register_key(client, by=SYSTEM, public=key.public.raw.hex())
    sent = _sent_before(client, "penalty", 2)
    packed = [(each.file_name, _content(each)) for each in sent]
    with TemporaryDirectory() as folder:
        path = Path(folder) / "示例.xlpkg"
        number = uuid5(NAMESPACE_URL, f"xinlu-demo:{client.code}")
        make(
            path,
            packed,
            key=key,
            number=number,
            client=client.code,
            template="penalty",
            year=None,
            at=now,
        )
        receive(path, now=now)
