"""What a file really is: decided by its first bytes and its members, never by its name."""

import zipfile
from pathlib import Path

from .refusals import FileRefused
from .rows import MAGIC

_ZIP, _OLE = b"PK\x03\x04", bytes.fromhex("d0cf11e0a1b11ae1")
_TEXT_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")

#: First bytes of what people rename, and what it is called.
_STRANGERS = {
    b"%PDF": "pdf", b"\x89PNG": "png", b"\xff\xd8\xff": "jpeg", b"GIF8": "gif", b"BM": "bmp",
    b"Rar!": "rar", b"7z\xbc\xaf\x27\x1c": "7z", b"\x1f\x8b": "gzip", b"{\\rtf": "rtf",
    b"MZ": "exe", b"PK\x05\x06": "zip", b"SQLite format 3": "sqlite", b"PAR1": "parquet",
}  # fmt: skip
_MEMBERS = {
    "word/": "docx", "ppt/": "pptx", "OFD.xml": "ofd", "xl/workbook.bin": "xlsb",
    "content.xml": "ods", "Index/": "numbers",
}  # fmt: skip
_STREAMS = {"WordDocument": "doc", "PowerPoint Document": "ppt"}


def format_of(path: Path) -> str:
    """Return "xlsx", "xls", "rows" or "text", or refuse the file and say what it really is."""
    with path.open("rb") as file:
        head = file.read(4096)
    if head.startswith(_ZIP):
        return _zip_format(path)
    if head.startswith(_OLE):
        return _ole_format(path.read_bytes())
    if head.startswith(MAGIC):
        return "rows"
    return _text_format(head)


def _zip_format(path: Path) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as broken:
        raise FileRefused("truncated", detail=str(broken)) from broken
    if any(name.lower().lstrip("/") == "xl/workbook.xml" for name in names):
        return "xlsx"
    known = (
        really for start, really in _MEMBERS.items() if any(n.startswith(start) for n in names)
    )
    raise FileRefused("not-a-workbook", really=next(known, "zip"))


def _ole_format(content: bytes) -> str:
    """Tell the kinds of OLE file apart by the names of their streams."""

    def holds(stream: str) -> bool:
        return f"{stream}\0".encode("utf-16-le") in content

    if holds("EncryptedPackage"):
        raise FileRefused("password")
    if holds("Workbook") or holds("Book"):
        return "xls"
    for stream, really in _STREAMS.items():
        if holds(stream):
            raise FileRefused("not-a-workbook", really=really)
    if not holds("Root Entry"):
        raise FileRefused("truncated", detail="no directory")
    raise FileRefused("not-a-workbook", really="ole")


def _text_format(head: bytes) -> str:
    if head.startswith(_TEXT_MARKS):
        return "text"
    for start, really in _STRANGERS.items():
        if head.startswith(start):
            raise FileRefused("not-a-workbook", really=really)
    if b"\0" in head:
        raise FileRefused("not-a-workbook", really="binary")
    opening = head.lstrip()[:512].lower()
    if opening.startswith((b"<?xml", b"<workbook")):
        raise FileRefused("not-a-workbook", really="xml")
    if opening.startswith((b"<html", b"<!doctype", b"<table", b"<head", b"<meta")):
        raise FileRefused("not-a-workbook", really="html")
    return "text"
