from io import BytesIO

import pytest

from xinlu.kernel.crypto import KeyMissing, KeyRing, SealBroken, seal_file, unseal_file

RING = KeyRing((("new", b"1" * 16), ("old", b"2" * 16)))
OLD = KeyRing((("old", b"2" * 16),))
LONG = bytes(range(256)) * 10_000


def sealed(content: bytes, *, name: str = "example", ring: KeyRing = RING) -> bytes:
    target = BytesIO()
    seal_file(BytesIO(content), target, name=name, ring=ring)
    return target.getvalue()


def opened(content: bytes, *, name: str = "example", ring: KeyRing = RING) -> bytes:
    target = BytesIO()
    unseal_file(BytesIO(content), target, name=name, ring=ring)
    return target.getvalue()


@pytest.mark.parametrize("content", [b"", b"x", LONG, LONG[: 2**20], LONG[: 2**20 - 3]])
def test_a_sealed_file_opens_under_its_name(content):
    assert opened(sealed(content)) == content


def test_a_sealed_file_begins_with_its_key_and_shows_nothing():
    kept = sealed(b"500101199001010001" * 100)

    assert kept.startswith(b"new$")
    assert b"500101" not in kept


def test_an_older_key_opens_what_it_sealed():
    kept = sealed(b"example", ring=OLD)

    assert opened(kept, ring=RING) == b"example"


def test_a_file_of_a_key_that_was_taken_away_names_the_key():
    kept = sealed(b"example")

    with pytest.raises(KeyMissing, match="'new'"):
        opened(kept, ring=OLD)


def test_another_key_of_the_same_name_does_not_open_it():
    kept = sealed(b"example")

    with pytest.raises(SealBroken):
        opened(kept, ring=KeyRing((("new", b"3" * 16),)))


@pytest.mark.parametrize("at", [5, 20, -1])
def test_a_file_that_was_altered_does_not_open(at):
    kept = bytearray(sealed(b"example"))
    kept[at] ^= 1

    with pytest.raises(SealBroken, match="altered"):
        opened(bytes(kept))


@pytest.mark.parametrize("length", [0, 2, 4, 10, 16, 20, 1_000_000])
def test_a_file_that_was_cut_short_does_not_open(length):
    kept = sealed(LONG)

    with pytest.raises(SealBroken):
        opened(kept[:length])


def test_a_file_does_not_open_under_another_name():
    kept = sealed(b"example")

    with pytest.raises(SealBroken, match="renamed"):
        opened(kept, name="other")
