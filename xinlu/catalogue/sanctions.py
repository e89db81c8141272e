"""What may follow for whom: which measures a list allows, and on what a serious list may rest.

Pure: no Django, no database. Every answer is the reasons why something is not allowed; none means
that it is. The rules are those of 国办发〔2020〕49号 and of the national list of measures
(失信惩戒措施基础清单).
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Literal

from xinlu.catalogue.citing import Reader

#: The head under which the catalogue sets up lists of 严重失信主体.
SERIOUS = "严重失信主体名单信息"
#: Classes of measures that public bodies take (A: they reduce rights; B: they manage).
PUBLIC_CLASSES = frozenset({"A", "B"})
Purpose = Literal["establish", "criteria"]


class Rank(StrEnum):
    """Of which rank in the order of law a basis is."""

    LAW = "法律"
    REGULATION = "行政法规"
    CENTRAL = "党中央、国务院文件"
    LOCAL = "地方性法规"
    RULE = "部门规章"
    DOCUMENT = "规范性文件"


#: What a national list of 严重失信主体 may be established by.
ESTABLISHING = frozenset({Rank.LAW, Rank.REGULATION, Rank.CENTRAL})
_KINDS = {
    "law": Rank.LAW,
    "regulation": Rank.REGULATION,
    "local": Rank.LOCAL,
    "rule": Rank.RULE,
}
_CENTRAL = ("中共中央", "国务院")


@dataclass(frozen=True, slots=True)
class Problem:
    """Why something is not allowed; code and parameters as those of a refused act."""

    code: str
    params: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Wording:
    """Words for a measure that only others than public bodies take, and how it may be called."""

    words: tuple[str, ...]
    instead: str


@dataclass(frozen=True, slots=True)
class Listed:
    """What the list in force has: the class of every measure by its title, and the wordings."""

    classes: Mapping[str, str]
    wordings: tuple[Wording, ...] = ()

    def wording(self, title: str) -> Wording | None:
        """Return the wording that a title falls under, if one."""
        return next((each for each in self.wordings if any(w in title for w in each.words)), None)


def rank_of(kind: str, issuer: str) -> Rank:
    """Return the rank of a regulation of the library, by its kind and who issued it.

    >>> rank_of("document", "国务院办公厅").value, rank_of("document", "交通运输部").value
    ('党中央、国务院文件', '规范性文件')
    """
    if kind == "document" and issuer.startswith(_CENTRAL):
        return Rank.CENTRAL
    return _KINDS.get(kind, Rank.DOCUMENT)


@dataclass(frozen=True, slots=True)
class Ranking:
    """Reads a basis into the ranks of what it names, with the library of regulations."""

    reader: Reader
    #: Kind and issuer of every regulation by its code.
    regulations: Mapping[str, tuple[str, str]]

    def ranks(self, basis: str) -> frozenset[Rank]:
        """Return the ranks of the regulations that a basis names; empty where none is known."""
        named = {each.regulation for each in self.reader.read(basis).citations}
        return frozenset(rank_of(*self.regulations[code]) for code in named)


def imposing(title: str, *, by_public_body: bool, listed: Listed) -> tuple[Problem, ...]:
    """Return why a measure may not be taken: by no list, or by others than it is for.

    >>> listed = Listed({"限制任职": "A"}, (Wording(("限制贷款",), "从严审慎授信"),))
    >>> [each.code for each in imposing("限制贷款", by_public_body=True, listed=listed)]
    ['measure-of-others']
    """
    wording, kind = listed.wording(title), listed.classes.get(title)
    if by_public_body and (wording or kind == "C"):
        instead = wording.instead if wording else title
        return (Problem("measure-of-others", {"title": title, "instead": instead}),)
    if wording:
        return (Problem("measure-wording", {"title": title, "instead": wording.instead}),)
    if kind is None:
        return (Problem("measure-not-listed", {"title": title}),)
    if not by_public_body and kind in PUBLIC_CLASSES:
        return (Problem("measure-of-public-bodies", {"title": title}),)
    return ()


def listing(
    title: str, kind: str, *, ranks: Collection[Rank], is_local: bool, listed: Listed
) -> tuple[Problem, ...]:
    """Return why a measure may not stand in a list under its class.

    A local list may have what the national one has, in the same class, and what a local
    regulation (地方性法规) allows.
    """
    if wording := listed.wording(title):
        code = "measure-of-others" if kind in PUBLIC_CLASSES else "measure-wording"
        return (Problem(code, {"title": title, "instead": wording.instead}),)
    if not is_local:
        return ()
    national = listed.classes.get(title)
    if national is None and Rank.LOCAL not in ranks:
        return (Problem("measure-needs-local-regulation", {"title": title}),)
    if national is not None and national != kind:
        return (Problem("measure-class", {"title": title, "kind": national}),)
    return ()


def serious_list(
    title: str, ranks: Collection[Rank], *, is_local: bool, purpose: Purpose = "establish"
) -> tuple[Problem, ...]:
    """Return why a list of 严重失信主体 may not rest on what it names.

    To establish one takes a law, a 行政法规 or a document of Party centre or State Council; a local
    one takes a 地方性法规. The criteria alone may for a time be those of a departmental rule.
    """
    told = {"title": title, "named": "、".join(sorted(ranks)) or "库中没有的文件"}
    if is_local:
        wanted = frozenset({Rank.LOCAL})
        return () if wanted & set(ranks) else (Problem("list-needs-local-regulation", told),)
    wanted = ESTABLISHING | ({Rank.RULE} if purpose == "criteria" else frozenset())
    if wanted & set(ranks):
        return ()
    code = "list-criteria-need-rule" if purpose == "criteria" else "list-needs-law"
    return (Problem(code, told),)


def problems(
    entries: Iterable[Mapping[str, Any]],
    *,
    is_measures: bool,
    is_local: bool,
    listed: Listed,
    ranking: Ranking,
) -> tuple[Problem, ...]:
    """Return all that keeps the entries of an edition from being read or adopted."""
    found: list[Problem] = []
    for each in entries:
        ranks = ranking.ranks(each["basis"])
        if is_measures:
            found += listing(
                each["title"], each["class"], ranks=ranks, is_local=is_local, listed=listed
            )
        elif each["head"] == SERIOUS:
            found += serious_list(each["title"], ranks, is_local=is_local)
    return tuple(found)
