"""Judging by points: what runs up in a person's cycle, and a decision table at its end."""

from fractions import Fraction

from xinlu.rules.barring import ban_lines
from xinlu.rules.cycles import period_of, year_of
from xinlu.rules.facts import Facts, Peers, Period
from xinlu.rules.folds import Balance, Entry, Move, run_account
from xinlu.rules.grading import Grading, decided
from xinlu.rules.language import Account, Cycle, Rulebook
from xinlu.rules.numbers import decimal_text
from xinlu.rules.score import no_cycle
from xinlu.rules.sifting import Hit, sift
from xinlu.rules.unread import unread
from xinlu.rules.values import Values, prior_grade
from xinlu.rules.verdict import Ignored, Notice, Reason, Verdict

#: Effects that an account reads.
MOVING = ("points", "deduct", "add", "reset")


def judge_points(rulebook: Rulebook, facts: Facts, peers: Peers | None = None) -> Verdict:
    """Return the points and the grade of the last cycle completed, or that there is none."""
    period = period_of(rulebook.cycle, facts)
    if period is None:
        return no_cycle(rulebook, facts)
    account = rulebook.account
    assert account is not None, "the schema asks for it"
    sifted = sift(rulebook, facts, period)
    values = Values(rulebook, facts, sifted, year_of(period, facts.on), peers)
    values.refuse_unfit()
    hits = {hit.event.key: hit for hit in sifted.hits if hit.item.effect in MOVING}
    balance = run_account(account, map(entry_of, hits.values()))
    values.known |= measures_of(balance)
    first = initial_line(values)
    grading = Grading(values)
    decided(grading, rulebook.decisions, None)
    lines = [window_line(rulebook.cycle, period), *start_lines(account)]
    for move in balance.moves:
        lines += move_lines(account, move, hits[move.entry.key])
    told = {"points": balance.points, "peak": balance.peak, "prior": facts.prior.get("grade")}
    for reason in grading.reasons:
        reason.params.update(told)  # type: ignore[attr-defined]  # a line's own mapping
    bans, until, ban_leans = ban_lines(values)
    asked = "previous" not in values.leaning
    told_lines = (*lines, *([first] if asked and first else []), *grading.reasons, *bans)
    refused = refusals(account, balance)
    noted = (Ignored(each.event or "", "refused") for each in refused)
    return Verdict(
        subject=facts.subject,
        scheme=rulebook.scheme,
        edition=rulebook.edition,
        on=facts.on,
        period=period,
        score=balance.points,
        exact=balance.points,
        score_text=decimal_text(balance.points),
        grade=grading.grade or None,
        until=until,
        reasons=told_lines,
        warnings=(*sifted.warnings, *refused, *grading.notices),
        ignored=(*sifted.ignored, *unread(values, told_lines, noted)),
        rests_on=tuple(dict.fromkeys([*leans_of(rulebook, values, grading), *ban_leans])),
        measures={
            **measures_of(balance),
            **{n: values.value(n) for n, m in rulebook.measures.items() if m.unit is None},
        },
    )


def entry_of(hit: Hit) -> Entry:
    """Return a record as an entry of the account."""
    return Entry(hit.event.on, hit.event.key, hit.item.effect, hit.points)


def measures_of(balance: Balance) -> dict[str, Fraction | str | None]:
    """Return what decisions may ask of an account."""
    return {
        "points": balance.points,
        "peak": balance.peak,
        "recorded": balance.recorded,
        "bonus": balance.bonus,
        "reached": Fraction(balance.reached),
    }


def initial_line(values: Values) -> Reason | None:
    """Let a new holder's grade stand for last cycle's where there is none, and say so."""
    if prior_grade(values.rulebook, values.facts, values.year) is not None:
        return None
    rule = values.rulebook.initial_grade
    assert rule is not None, "the schema asks for it"
    values.known["previous"] = rule.grade
    values.leaning["previous"] = rule.leans_on
    params = {"what": "initial", "grade": rule.grade}
    return Reason(rule.path, rule.title, rule.basis, "absent", params=params)


def window_line(cycle: Cycle, period: Period) -> Reason:
    """Return the line that says which days were looked at."""
    params = {"start": period.start, "end": period.end}
    return Reason(cycle.path, cycle.title, cycle.basis, "window", params=params)


def start_lines(account: Account) -> list[Reason]:
    """Return the line of what an account begins with, if with anything."""
    if not account.start:
        return []
    params = {"constant": account.start}
    return [
        Reason(
            account.path,
            account.title,
            account.basis,
            "start",
            points=account.start,
            total=account.start,
            params=params,
        )
    ]


def move_lines(account: Account, move: Move, hit: Hit) -> list[Reason]:
    """Return what one record did to the balance, and what a floor or a cap took of it."""
    if move.refused:
        return []
    kind = "reset" if move.entry.effect == "reset" else "points"
    lines = [
        Reason(
            hit.item.code,
            hit.item.title,
            hit.item.basis,
            kind,  # type: ignore[arg-type]  # one of the two
            points=move.change,
            total=move.change,
            events=(hit.event.key,),
            on=hit.event.on,
            params={"usual": hit.usual},
        )
    ]
    if move.lost:
        params = {"floor": move.balance, "raw": move.balance - move.lost}
        lines.append(
            Reason(
                account.path,
                account.title,
                account.basis,
                "floor" if move.lost > 0 else "cap",
                points=move.lost,
                total=move.lost,
                on=hit.event.on,
                params=params,
            )
        )
    return lines


def refusals(account: Account, balance: Balance) -> list[Notice]:
    """Return the resets that were left out, since the mark had not been reached."""
    return [
        Notice(
            "reset-below-full",
            move.entry.key,
            {"points": move.balance, "full": account.full},
        )
        for move in balance.moves
        if move.refused
    ]


def leans_of(rulebook: Rulebook, values: Values, grading: Grading) -> list[str]:
    """Return the unverified values that the verdict rests on."""
    account = rulebook.account
    leans = [*rulebook.cycle.leans_on, *grading.leans]
    for hit in values.sifted.hits:
        if hit.item.effect == "reset" and account is not None:
            leans += account.leans_on
        if hit.usual:
            leans += hit.item.leans_on
    if account is not None and account.falling:
        leans += account.leans_on
    return leans
