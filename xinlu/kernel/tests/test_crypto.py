"""Vectors M4-M6 of the sheet of facts and SM4-GCM of RFC 8998, appendix A.1."""

from base64 import b64decode, b64encode

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from hypothesis import given
from hypothesis import strategies as st

from xinlu.kernel import crypto
from xinlu.kernel.crypto import KeyMissing, KeyRing, KeyRingError, SealBroken

KEY = bytes.fromhex("0123456789abcdeffedcba9876543210")
OLD = KeyRing((("2024", KEY),))
NEW = KeyRing((("2025", bytes(range(16))), ("2024", KEY)))
NUMBER = "500101199001010018"


@pytest.mark.parametrize(
    ("data", "digest"),
    [
        (b"abc", "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"),
        (b"", "1ab21d8355cfa17f8e61194831e81a8f22bec8c728fefb747ed035eb5082aa2b"),
    ],
)
def test_sm3_gives_the_digests_of_the_standard(data, digest):
    assert crypto.sm3(data).hex() == digest


def test_sm4_turns_one_block_as_in_the_standard():
    block = Cipher(algorithms.SM4(KEY), modes.ECB()).encryptor()

    assert block.update(KEY).hex() == "681edf34d206965e86b3e94f536e4246"


def test_sm4_gcm_seals_as_in_rfc_8998():
    sealing = Cipher(
        algorithms.SM4(KEY), modes.GCM(bytes.fromhex("00001234567800000000abcd"))
    ).encryptor()
    sealing.authenticate_additional_data(bytes.fromhex("feedfacedeadbeeffeedfacedeadbeefabaddad2"))
    pattern = "aabbccddeeffeeaa"
    text = b"".join(bytes.fromhex(pattern[at : at + 2]) * 8 for at in range(0, 16, 2))

    sealed = sealing.update(text) + sealing.finalize()

    assert sealed.hex() == (
        "17f399f08c67d5ee19d0dc9969c4bb7d5fd46fd3756489069157b282bb200735"
        "d82710ca5c22f0ccfa7cbf93d496ac15a56834cbcf98c397b4024a2691233b8d"
    )
    assert sealing.tag.hex() == "83de3541e4c2b58177e065a9bf7b62ec"


@given(st.text(), st.text(max_size=20), st.integers())
def test_what_was_sealed_opens_in_its_place(text, field, row):
    token = crypto.seal(text, field=field, row=row, ring=OLD)

    assert crypto.unseal(token, field=field, row=str(row), ring=OLD) == text


def test_one_text_is_sealed_differently_every_time():
    tokens = {crypto.seal(NUMBER, field="person.id", row=7, ring=OLD) for _ in range(3)}

    assert len(tokens) == 3
    assert all(token.startswith("2024$") and NUMBER not in token for token in tokens)


@pytest.mark.parametrize(
    ("field", "row"), [("person.id", 8), ("person.phone", 7), ("person.i", "d7")]
)
def test_a_token_does_not_open_in_another_place(field, row):
    token = crypto.seal(NUMBER, field="person.id", row=7, ring=OLD)

    with pytest.raises(SealBroken, match="altered, or moved"):
        crypto.unseal(token, field=field, row=row, ring=OLD)


def test_no_single_bit_of_a_token_can_be_changed_unseen():
    key_id, _, written = crypto.seal("示例", field="f", row=1, ring=OLD).partition("$")
    content = b64decode(written)

    for at in range(len(content) * 8):
        changed = bytearray(content)
        changed[at // 8] ^= 1 << at % 8
        with pytest.raises(SealBroken):
            crypto.unseal(f"{key_id}${b64encode(changed).decode()}", field="f", row=1, ring=OLD)


@pytest.mark.parametrize("token", ["", "2024", "2024$", "2024$!", "2024$" + "A" * 20, NUMBER])
def test_what_is_no_token_is_refused(token):
    with pytest.raises(SealBroken, match="not a token"):
        crypto.unseal(token, field="f", row=1, ring=OLD)


def test_a_new_key_in_front_opens_old_tokens_and_seals_new_ones():
    token = crypto.seal(NUMBER, field="f", row=1, ring=OLD)

    assert crypto.unseal(token, field="f", row=1, ring=NEW) == NUMBER
    assert crypto.key_id_of(crypto.seal(NUMBER, field="f", row=1, ring=NEW)) == "2025"


def test_a_token_of_a_key_that_was_taken_away_names_the_key():
    token = crypto.seal(NUMBER, field="f", row=1, ring=NEW)

    with pytest.raises(KeyMissing, match="2025") as missing:
        crypto.unseal(token, field="f", row=1, ring=OLD)

    assert missing.value.key_id == "2025"


def test_a_new_key_in_front_leaves_the_look_up_valid():
    assert crypto.lookup(NUMBER, field="f", ring=OLD) == crypto.lookup(NUMBER, field="f", ring=NEW)


def test_look_ups_of_two_fields_cannot_be_compared():
    keys = [crypto.lookup(NUMBER, field=field, ring=OLD) for field in ("person.id", "person.phone")]
    keys.append(crypto.lookup(NUMBER, field="person.id", ring=KeyRing.development()))

    assert len(set(keys)) == 3
    assert {len(key) for key in keys} == {64}
    assert keys[0] == crypto.lookup(NUMBER, field="person.id", ring=OLD)


def test_a_ring_is_read_newest_first():
    ring = KeyRing.parse(f" 2025:{bytes(range(16)).hex()}, 2024:{KEY.hex()}, ")

    assert ring == NEW
    assert repr(ring) == "KeyRing(2025, 2024)"


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("", "at least one"),
        ("2024", "0 bytes"),
        ("2024:0123", "2 bytes"),
        ("2024:xyz", "Key 1 is not written"),
        (f"a b:{KEY.hex()}", "key id"),
        (f"a:{KEY.hex()},a:{KEY.hex()}", "one id"),
    ],
)
def test_a_ring_that_is_wrong_says_why_and_shows_no_key(written, reason):
    with pytest.raises(KeyRingError, match=reason) as refused:
        KeyRing.parse(written)

    assert KEY.hex() not in str(refused.value)


def test_the_development_key_is_known_by_its_id_and_by_its_bytes():
    [(key_id, key)] = KeyRing.development().keys

    assert key_id == "dev"
    assert KeyRing.development().is_for_development
    assert KeyRing((("2025", KEY), ("renamed", key))).is_for_development
    assert not NEW.is_for_development
