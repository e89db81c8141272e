"""The watched inbox (收件箱): files that partners drop are taken, received, answered, put away.

A client's folder holds `in/TEMPLATE/`, into which it drops; `work/`, what was taken; `out/`, the
receipts; `done/` and `refused/`, the files afterwards. A file is taken by renaming it, which
happens whole or not at all; everything after that may be cut short and is done again with the same
outcome, because the same bytes become the same batch.
"""

import json
import re
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.timezone import localdate

from xinlu.accounts import words
from xinlu.accounts.actors import client_actor
from xinlu.accounts.acts import Refused
from xinlu.accounts.models import Client
from xinlu.collection.messages import sentence
from xinlu.collection.models import Batch
from xinlu.collection.services import batches
from xinlu.collection.services.importing import verdict_of
from xinlu.collection.services.returning import returned_workbook
from xinlu.collection.templates import codes
from xinlu.exchange.models import Drop

words.add(
    {
        "not-in-a-folder": (
            "文件没有放在以模板命名的文件夹里，不知道是哪种数据。请放进 in 下面对应模板的文件夹。"
        )
    }
)

#: A file is left alone until nothing has been written to it for so long.
QUIET = timedelta(seconds=5)
#: Names of files that are still being written, by the programs that people copy with.
_HALF = re.compile(r"^[.~]|^~\$|\.(part|partial|filepart|crdownload|tmp|temp|swp|upload)$", re.I)
_FOLDERS = ("in", "work", "out", "done", "refused")
#: States of a batch in which nothing happens any more without an officer.
_SETTLED = (Batch.State.FAILED, Batch.State.STORED, Batch.State.DISCARDED, Batch.State.WITHDRAWN)


@dataclass
class Looks:
    """How large each file was, and when it was written to, at the look before."""

    stood: dict[Path, tuple[int, int]] = field(default_factory=dict)

    def quiet(self, paths: list[Path], now: datetime) -> list[Path]:
        """Return the files that are as they were at the look before and have rested since."""
        stands: dict[Path, tuple[int, int]] = {}
        rested: list[Path] = []
        for path in paths:
            try:
                told = path.stat()
            except FileNotFoundError:  # taken or taken back
                continue
            stands[path] = (told.st_size, told.st_mtime_ns)
            has_rested = told.st_mtime <= (now - QUIET).timestamp()
            if has_rested and self.stood.get(path) == stands[path]:
                rested.append(path)
        self.stood = stands
        return rested


def look(now: datetime, looks: Looks) -> int:
    """Take what was dropped and is whole, answer what is settled; return how many were taken."""
    root: Path = settings.INBOX_DIR
    taken = 0
    dropped: dict[Path, Client] = {}
    mine: dict[Path, Client] = {}
    for client in Client.objects.select_related("authority", "place", "line").order_by("pk"):
        folder = root / client.code
        if folder.is_dir():
            mine[prepare(client)] = client
            dropped |= dict.fromkeys(_dropped(folder), client)
    for path in looks.quiet(sorted(dropped), now):
        taken += _take(root / dropped[path].code, path)
    for folder, client in mine.items():
        for path in sorted((folder / "work").glob("*/*")):
            _go_on(folder, path, client, now)
    return taken


def prepare(client: Client) -> Path:
    """Make the client's folders unless they are there, with one for each template it may send."""
    folder: Path = settings.INBOX_DIR / client.code
    for name in _FOLDERS:
        (folder / name).mkdir(parents=True, exist_ok=True)
    for code in codes():
        (folder / "in" / code).mkdir(exist_ok=True)
    return folder


def _dropped(folder: Path) -> Iterator[Path]:
    """Yield the files in the folders of the templates that are not being written."""
    # One beside the folders of the templates belongs to no template, and is told so.
    for path in [*(folder / "in").glob("*"), *(folder / "in").glob("*/*")]:
        if path.is_file() and not path.is_symlink() and not _HALF.search(path.name):
            yield path


def _take(folder: Path, path: Path) -> bool:
    """Take a file by renaming it; say whether it was this process that got it."""
    target = folder / "work" / path.parent.name / f"{uuid.uuid4().hex[:12]}-{path.name}"
    target.parent.mkdir(exist_ok=True)
    try:
        path.rename(target)
    except FileNotFoundError:
        return False
    return True


def _go_on(folder: Path, path: Path, client: Client, now: datetime) -> None:
    """Receive a taken file unless that was done, and answer it once its batch is settled."""
    template = path.parent.name
    file_name = path.name.partition("-")[2]
    drop, _ = Drop.objects.get_or_create(
        client=client,
        name=path.name[:300],
        defaults={
            "template": template[:40],
            "file_name": file_name[-200:],
            "at": now,
            "size": path.stat().st_size,
        },
    )
    try:
        if template == "in":
            raise Refused(f"{path} is in no template's folder.", code="not-in-a-folder")
        if drop.batch is None:
            drop.batch = batches.receive(
                None,
                by=client_actor(client),
                template=template,
                file_name=file_name,
                content=path,
                on=localdate(now),
                channel="inbox",
                at=now,
            )
            drop.save(update_fields=["batch"])
    except Refused as refused:
        told = {"code": refused.code, "message": sentence(refused.code, refused.params)}
        drop.failure = {"code": refused.code, "params": refused.params}
        _answer(folder, path, drop, {"failure": told}, Drop.State.REFUSED)
        return
    if _is_settled(drop.batch):
        has_grown = path.stat().st_size != drop.size
        _answer_of_batch(folder, path, drop, drop.batch)
        if has_grown:
            _drop_again(folder, drop)


def _drop_again(folder: Path, drop: Drop) -> None:
    """Put a file back that was written to after it was taken: its first part alone was received.

    As a whole it becomes a batch of its own; what was stored of it is refused there as repeated.
    """
    for name in ("done", "refused"):
        if (path := folder / name / drop.name).exists():
            path.replace(folder / "in" / drop.template / drop.name)


def _is_settled(batch: Batch) -> bool:
    """Say whether nothing more happens to the batch by itself."""
    waits = batch.state == Batch.State.CHECKED
    return batch.state in _SETTLED or (
        waits and not (batch.confirms_itself and batch.accepted_count)
    )


def _answer_of_batch(folder: Path, path: Path, drop: Drop, batch: Batch) -> None:
    """Write the marked workbook and the receipt of a settled batch, and put the file away."""
    verdict = verdict_of(batch)
    about = {"batch": str(batch.uid), "state": batch.state, **verdict.as_json()}
    if verdict.refused:
        content, name = returned_workbook(batch)
        marked = f"{path.name.partition('-')[0]}-{name}"
        _write(folder / "out" / marked, content)
        about["marked"] = marked
    is_refused = batch.state == Batch.State.FAILED
    state = Drop.State.REFUSED if is_refused else Drop.State.ANSWERED
    _answer(folder, path, drop, about, state)


def _answer(folder: Path, path: Path, drop: Drop, about: dict[str, Any], state: str) -> None:
    """Write the receipt, put the file away, and note it; in this order, so that all is repeated."""
    receipt = {"file": drop.file_name, "template": drop.template, "at": drop.at.isoformat()}
    text = json.dumps({**receipt, **about}, ensure_ascii=False, indent=1)
    _write(folder / "out" / f"{path.name}.json", text.encode())
    away = "refused" if state == Drop.State.REFUSED else "done"
    if away == "refused":
        _write(folder / away / f"{path.name}.txt", about["failure"]["message"].encode())
    Drop.objects.filter(pk=drop.pk).update(state=state, failure=drop.failure)
    path.replace(folder / away / path.name)


def _write(path: Path, content: bytes) -> None:
    """Write a file that others see whole or not at all."""
    half = path.with_name(f".{path.name}.part")
    half.write_bytes(content)
    half.replace(path)
