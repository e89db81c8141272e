"""Photos as they may be kept: JPEG, whole, and without what the camera wrote beside the picture.

Cameras note place, moment and owner in a photo. The segments that hold such notes are left out
here; the picture itself is not touched.
"""

from typing import Final

from xinlu.accounts.acts import Refused

_BEGIN: Final = b"\xff\xd8"
_END: Final = b"\xff\xd9"
_SCAN: Final = 0xDA
#: JFIF (how to read the picture) stays, and Adobe's segment, which tells its colours.
_KEPT_NOTES: Final = {0xE0, 0xEE}
_NOTES: Final = {*range(0xE0, 0xF0), 0xFE}


def bared(photo: bytes) -> bytes:
    """Return the JPEG without notes (EXIF, XMP, comments). Raises `Refused` "photo-unreadable".

    >>> bared(b"\\xff\\xd8\\xff\\xe1\\x00\\x04ab\\xff\\xda\\x00\\x02..\\xff\\xd9")
    b'\\xff\\xd8\\xff\\xda\\x00\\x02..\\xff\\xd9'
    """
    if not photo.startswith(_BEGIN) or _END not in photo[-64:]:
        raise Refused("The file is no whole JPEG.", code="photo-unreadable")
    kept, at = [_BEGIN], 2
    while at + 4 <= len(photo):
        kind, length = photo[at + 1], int.from_bytes(photo[at + 2 : at + 4], "big")
        if photo[at] != 0xFF or length < 2:
            break
        if kind == _SCAN:  # what follows is the picture; nothing is noted behind its end
            return b"".join([*kept, photo[at : photo.rindex(_END) + 2]])
        if kind not in _NOTES or kind in _KEPT_NOTES:
            kept.append(photo[at : at + 2 + length])
        at += 2 + length
    raise Refused("The JPEG is broken.", code="photo-unreadable")
