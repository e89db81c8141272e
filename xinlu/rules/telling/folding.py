"""Periods, accounts, lists and bans in sentences."""

from xinlu.rules.language import Account, Ban, Candidate, Cycle, Span, Term
from xinlu.rules.telling.measures import Telling
from xinlu.rules.telling.words import (
    conditions_text,
    day_text,
    item_titles,
    leap_text,
    span_text,
)
from xinlu.rules.wording import number_text


def cycle_text(_: Telling, cycle: Cycle) -> str:
    """Return which days are looked at."""
    if cycle.kind == "anniversary":
        return (
            f"自{day_text(cycle.of or '')}起每 {cycle.years} 年为一个周期，"
            f"取截至评价日最近一个已满的周期；{leap_text(cycle.leap_day)}"
        )
    if cycle.kind == "rolling":
        length = f"的 {span_text(cycle.length)}" if cycle.length else "，长短见列入条件"
        return f"截至评价日{length}；{leap_text(cycle.leap_day)}"
    kinds = {
        "calendar-year": "自然年",
        "calendar-quarter": "自然季度",
        "calendar-month": "自然月",
    }
    return f"评价日所在的{kinds[cycle.kind]}，截至评价日"


def account_text(_: Telling, account: Account) -> str:
    """Return how points run up or down."""
    start, full = number_text(account.start), number_text(account.full)
    if account.falling:
        said = f"从 {start} 分往下扣，扣至 {full} 分以下（含）即为扣满"
    else:
        said = f"从 {start} 分累计，满 {full} 分（含）即为计满"
    if account.floor is not None:
        said += f"；最低 {number_text(account.floor)} 分"
    if account.bonus_at_most is not None:
        said += f"；加回的分合计最多 {number_text(account.bonus_at_most)} 分"
    return (
        f"{said}；{'扣满' if account.falling else '计满'}后才可清除，"
        f"清除后回到 {start} 分；同一日先记分、再加回、再清除"
    )


def candidate_text(telling: Telling, candidate: Candidate) -> str:
    """Return when a subject becomes a candidate."""
    window = Span(candidate.window, candidate.window_unit)
    bound = "达到" if candidate.test == "at_least" else "超过"
    once = "同一决定书文号只计一次" if candidate.distinct == "number" else "每条记录都计"
    said = (
        f"任意 {span_text(window)}内，{item_titles(telling.rulebook, candidate.items)}"
        f"{bound} {number_text(candidate.threshold)} 次的，自该次之日起符合列入条件；{once}"
    )
    if candidate.points_at_least is not None:
        said += f"；一条不足 {number_text(candidate.points_at_least)} 分的记录不计"
    if candidate.conditions:
        said += f"；并须{conditions_text(telling.names, candidate.conditions)}"
    return f"{said}；{leap_text(candidate.leap_day)}"


def term_text(_: Telling, term: Term) -> str:
    """Return how long an entry is shown."""
    return f"公布满 {term.years} 年撤下；{leap_text(term.leap_day)}"


def ban_text(telling: Telling, ban: Ban) -> str:
    """Return what starts a ban, and how long it lasts."""
    items = item_titles(telling.rulebook, ban.items)
    said = f"{items}自当日起限制 {span_text(ban.lasts)}，记录写明的期限更长的从其期限"
    if ban.extends and ban.extension:
        extends = item_titles(telling.rulebook, ban.extends)
        said += f"；限制期内又有{extends}的，延长 {span_text(ban.extension)}"
    return f"{said}；{leap_text(ban.leap_day)}"
