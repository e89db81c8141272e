"""The left menu of the workbench, with what waits behind each entry, and who is at work."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.timezone import localdate

from xinlu.accounts.actors import Actor
from xinlu.accounts.models import Role
from xinlu.desk import waiting

#: Groups of (title, entries); an entry is a title and the name of its page.
OFFICERS: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = (
    ("", (("工作台", "desk:home"), ("待办", "desk:todo"), ("已办", "desk:done"))),
    (
        "归集",
        (
            ("报送与导入", "desk:imports"),
            ("移动采集", "desk:mobile"),
            ("信用记录", "desk:records"),
            ("记录更正", "desk:corrections"),
            ("连接器", "desk:connectors"),
            ("收件箱", "desk:drops"),
            ("数据包", "desk:packages"),
            ("归集率", "desk:collecting"),
            ("数据质量", "desk:quality"),
        ),
    ),
    (
        "双公示",
        (
            ("时限与催办", "desk:publicity"),
            ("三率", "desk:publicity_rates"),
            ("月报与通报", "desk:publicity_monthly"),
            ("疑似漏报", "desk:omissions"),
        ),
    ),
    (
        "评价",
        (
            ("信用评价", "desk:runs"),
            ("案由映射", "desk:causes"),
            ("评价标准", "desk:drafts"),
            ("依据变更", "desk:outdated"),
        ),
    ),
    ("目录", (("目录更新", "desk:updates"), ("留存到期", "desk:retention"))),
    ("监管", (("风险监测", "desk:alerts"),)),
    (
        "主体",
        (
            ("信用主体", "desk:subjects"),
            ("来源不一致", "desk:discrepancies"),
            ("主体归并", "desk:mergings"),
        ),
    ),
    (
        "综合",
        (
            ("操作留痕", "desk:audit"),
            ("机构与人员", "accounts:organisations"),
            ("我的岗位", "accounts:mine"),
        ),
    ),
)
SUBJECTS: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = (
    ("", (("我的信用", "desk:subject_home"), ("公开网站", "portal:home"))),
)


def workbench(request: HttpRequest) -> dict[str, Any]:
    """Return the menu and the officer's line for the frame; counted only where it is shown."""
    actor: Actor | None = getattr(request, "actor", None)
    if not actor:
        return {}
    path = request.path
    return {
        "menu": SimpleLazyObject(lambda: menu_of(actor, path)),
        "officer_line": SimpleLazyObject(lambda: line_of(actor)),
    }


def menu_of(actor: Actor, path: str) -> list[dict[str, Any]]:
    """Return the groups of the menu; the entry whose pages `path` lies among is current."""
    if actor.kind != "officer":
        return [_group(title, entries, path, {}) for title, entries in SUBJECTS]
    counts = {"desk:todo": len(waiting.tasks_of(actor, localdate()))}
    return [_group(title, entries, path, counts) for title, entries in OFFICERS]


def _group(
    title: str, entries: tuple[tuple[str, str], ...], path: str, counts: dict[str, int]
) -> dict[str, Any]:
    return {
        "title": title,
        "entries": [
            {
                "title": word,
                "url_name": name,
                "count": counts.get(name, 0),
                "current": _is_among(path, reverse(name)),
            }
            for word, name in entries
        ],
    }


def _is_among(path: str, address: str) -> bool:
    """Say whether the page is the entry's, or one beneath it."""
    return path == address or (len(address) > len("/desk/") and path.startswith(address))


def line_of(actor: Actor) -> str:
    """Return office and posts of an officer as the head of the page shows them."""
    office = actor.authority
    if actor.kind != "officer" or office is None:
        return ""
    posts = "、".join(role.label for role in Role if role in actor.roles)
    return f"{office.short_name or office.name} · {posts}"
