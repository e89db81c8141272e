"""Text as people type it: blanks, widths, marks for "nothing", and keys to find names by.

Full-width letters, digits and signs become half-width by their code points, one for one. NFKC is
not used: it would also turn ① into 1 and ㎡ into m2, which is a guess about what was meant.
"""

from functools import lru_cache
from itertools import pairwise, product
from typing import Literal

from pypinyin import Style, lazy_pinyin
from pypinyin.phrases_dict import phrases_dict

Brackets = Literal["keep", "half", "full"]

_WIDE = {0xFF01 + offset: 0x21 + offset for offset in range(94)}
# Zero-width and direction marks, soft hyphen, BOM: they come along from web pages and are not seen.
_UNSEEN = dict.fromkeys(
    [0x00AD, 0x180E, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2065), 0xFEFF]
)
_BRACKETS_HALF = {ord("（"): "(", ord("）"): ")"}
_BRACKETS_FULL = {ord("("): "（", ord(")"): "）"}
_COMPACT = {**_WIDE, **_UNSEEN}
# ，：；！？（）～ are punctuation of Chinese sentences, not wide ASCII typed by mistake.
_SQUEEZE = {code: to for code, to in _COMPACT.items() if chr(code) not in "，：；！？（）～"}
_SQUEEZES = {
    "keep": _SQUEEZE,
    "half": {**_SQUEEZE, **_BRACKETS_HALF},
    "full": {**_SQUEEZE, **_BRACKETS_FULL},
}
_TIGHT = {**_COMPACT, **_BRACKETS_HALF}

#: Texts that mean "nothing" in an optional cell: as typed, and as `compact` leaves them.
BLANKS = frozenset(
    {"", "/", "//", "／", "\\", "-", "--", "---", "－", "–", "―", "――", "─", "──"}
    | {"—", "——", "———", "————", "— —", "无"}
)


def squeeze(text: str, *, brackets: Brackets = "keep") -> str:
    """Return `text` trimmed, its runs of blanks made one and its full-width ASCII half-width.

    Chinese punctuation stays. `brackets` says whether （） stay as they are, become half-width
    or full-width; everything else is treated alike.

    >>> squeeze("　示例　　货运（ＡＢ）公司 ", brackets="half")
    '示例 货运(AB)公司'
    """
    return " ".join(text.translate(_SQUEEZES[brackets]).split())


def compact(text: str) -> str:
    """Return `text` without any blank, all full-width ASCII made half-width; case is kept.

    >>> compact("９１５０ 0112　ma")
    '91500112ma'
    """
    if text.isascii():
        return "".join(text.split())
    return "".join(text.translate(_COMPACT).split())


@lru_cache(16384)
def tight(text: str) -> str:
    """Return the form in which headings are compared: no blanks, one case, one width.

    >>> tight("行政相对人代码_1\\n（统一社会信用代码） ")
    '行政相对人代码_1(统一社会信用代码)'
    """
    return "".join(text.translate(_TIGHT).split()).casefold()


def is_blank_mark(text: str) -> bool:
    """Say whether `text` is one of the ways of writing "nothing here".

    >>> is_blank_mark(" — — "), is_blank_mark("无锡")
    (True, False)
    """
    return compact(text) in BLANKS


# Characters of names and places read in two ways that begin with different letters. The default
# of the dictionary is right inside words it knows (重庆) and wrong elsewhere, so both are kept.
_TWO_READINGS = {
    "重": "cz", "长": "cz", "行": "hx", "乐": "ly", "厦": "xs", "曾": "cz", "单": "ds", "仇": "cq",
    "朝": "cz", "解": "jx", "盛": "cs", "查": "cz", "区": "oq", "翟": "dz", "覃": "qt", "尉": "wy",
    "调": "dt", "会": "hk", "铅": "qy", "莘": "sx", "蔚": "wy", "番": "fp", "降": "jx", "系": "jx",
    "藏": "cz", "传": "cz", "弹": "dt", "校": "jx", "种": "cz", "贾": "gj", "隗": "kw", "宿": "sx",
    "秘": "bm", "畜": "cx", "暴": "bp", "炮": "bp", "屯": "tz", "卜": "bp", "券": "qx", "参": "cs",
}  # fmt: skip


@lru_cache(maxsize=32768)
def _first_letters(character: str) -> str:
    """Return the initials under which one character is looked for; empty for punctuation."""
    if not character.isalnum():
        return ""
    if character in _TWO_READINGS:
        return _TWO_READINGS[character]
    return str(lazy_pinyin(character, style=Style.FIRST_LETTER)[0])[:1].lower()


def searchable(name: str) -> str:
    """Return the letters, digits and characters of `name`, in lower case and half width.

    Brackets and "·" are left out, so 示例（重庆）货运 is found by 示例重庆货运.
    """
    folded = name.translate(_TIGHT).casefold()
    return folded if folded.isalnum() else "".join(filter(str.isalnum, folded))


@lru_cache(maxsize=8192)
def _read_in_word(word: str, at: int) -> str:
    """Return the initial of the character at `at` if the dictionary knows `word`, else nothing."""
    if word not in phrases_dict:
        return ""
    return str(lazy_pinyin(word, style=Style.FIRST_LETTER)[at])


def _read_in_place(text: str, at: int) -> str:
    """Return the initial that a character of two readings has beside its neighbours."""
    return (
        _read_in_word(text[at : at + 2], 0)
        or (at > 0 and _read_in_word(text[at - 1 : at + 1], 1))
        or str(lazy_pinyin(text[at], style=Style.FIRST_LETTER)[0])
    )


def initials(name: str) -> str:
    """Return the pinyin initials of `name`; what is not Chinese stays, in lower case.

    Words decide between readings (重庆 is cq); rare characters without a reading stay themselves.

    >>> initials("示例重庆ＡＢ（货运）公司")
    'slcqabhygs'
    """
    text = searchable(name)
    return "".join(
        _read_in_place(text, at) if character in _TWO_READINGS else _first_letters(character)
        for at, character in enumerate(text)
    )


def _windows(text: str) -> set[str]:
    """Return every two neighbouring characters of `text`."""
    return {text[at : at + 2] for at in range(len(text) - 1)}


def bigrams(name: str) -> set[str]:
    """Return the keys under which `name` is found: windows of two characters and of two initials.

    Windows of initials bear "~", so that 示例 gives {"示例", "~sl"}. A character with two readings
    gives both. The keys of any part of a name are among the keys of the name; a single character
    has none, and the searcher deals with it.
    """
    text = searchable(name)
    keys = _windows(text)
    letters = [_first_letters(character) for character in text]
    for left, right in pairwise(letters):
        if len(left) == len(right) == 1:
            keys.add(f"~{left}{right}")
        else:
            keys.update(f"~{one}{other}" for one, other in product(left, right))
    return keys


def search_bigrams(query: str) -> set[str]:
    """Return the keys that a name must all have to be a candidate for `query`.

    Latin letters alone are taken for initials (they also match a Latin name, whose letters are
    its own initials); anything else must occur as written.

    >>> sorted(search_bigrams("slhy")), sorted(search_bigrams("示例货"))
    (['~hy', '~lh', '~sl'], ['例货', '示例'])
    """
    text = searchable(query)
    windows = _windows(text)
    return {f"~{window}" for window in windows} if text.isascii() else windows
