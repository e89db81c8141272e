"""From score to grade in words: what moved the grade, what did not, how far the next one is."""

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction

from xinlu.evaluation.explaining.material import Material, points_text
from xinlu.evaluation.explanation import BandShown, Distance, Rule, Step
from xinlu.rules import Reason
from xinlu.rules.grading import band_of, edge_between
from xinlu.rules.language import Band, Edge

#: What a test of a decision or a list asks, in Chinese.
TESTS = {
    "at_least": "不少于",
    "more_than": "超过",
    "at_most": "不超过",
    "less_than": "少于",
    "exactly": "等于",
}


def bands_of(material: Material) -> tuple[BandShown, ...]:
    """Return the grades' stretches of the score, worst first, for a ruler."""
    score = material.verdict.score
    bands = material.rulebook.bands
    here = band_of(bands, score).grade if bands and score is not None else None
    words = {grade.code: grade.word for grade in material.rulebook.grades}
    if bands and bands[0].lower is None:
        return tuple(_upwards(bands, words, here))
    shown = []
    for place in range(len(bands) - 1, -1, -1):
        band = bands[place]
        if band.lower is None:
            above = edge_between(bands, place - 1) if place else None
            text = f"{points_text(above.at)} 以下" if above else ""
            low, inclusive = None, True
        else:
            low, inclusive = band.lower.at, band.lower.inclusive
            text = f"{points_text(low)} 起" if inclusive else f"{points_text(low)} 以上（不含）"
        shown.append(
            BandShown(band.grade, words[band.grade], low, inclusive, text, band.grade == here)
        )
    return tuple(shown)


def _upwards(bands: Sequence[Band], words: dict[str, str], here: str | None) -> Iterator[BandShown]:
    """Yield bands of a score of which less is better, the lowest first."""
    low: Edge | None = None
    for place, band in enumerate(bands):
        high = edge_between(bands, place) if place + 1 < len(bands) else None
        if high is None:
            begun = points_text(low.at) if low else ""
            text = f"{begun} 以上" + ("" if low is None or not low.inclusive else "（含）")
        else:
            text = f"{points_text(high.at)} 以下" + ("（含）" if _belongs(bands, place) else "")
        inclusive = low is None or not _belongs(bands, place - 1)
        at = low.at if low else None
        yield BandShown(band.grade, words[band.grade], at, inclusive, text, band.grade == here)
        low = high


def _belongs(bands: Sequence[Band], place: int) -> bool:
    """Tell whether the edge above a band of a rising order is its own."""
    upper, following = bands[place].upper, bands[place + 1].lower
    return upper.inclusive if upper else bool(following and not following.inclusive)


def steps_of(material: Material) -> tuple[Step, ...]:
    """Return what gave the grade and what moved it afterwards, in order."""
    grade = ""
    steps = []
    for reason in material.verdict.reasons:
        if reason.kind not in WORDS:
            continue
        after = str(reason.params.get("to") or grade)
        steps.append(
            Step(
                kind=reason.kind,
                title=reason.title,
                basis=reason.basis,
                before=grade,
                after=after,
                sentence=WORDS[reason.kind](material, reason),
                records=material.shown(reason.events),
            )
        )
        grade = after
    return tuple(steps)


def _band(material: Material, reason: Reason) -> str:
    to = reason.params.get("to", "")
    shown = material.grade(to)
    word = f"{to} {shown.word}" if shown else str(to)
    if material.rulebook.kind == "points":
        prior = reason.params.get("prior")
        known = f"上一周期为 {prior} 级" if prior else "没有上一周期等级"
        return (
            f"本周期计分 {points_text(reason.params['points'])} 分"
            f"（最高曾达 {points_text(reason.params['peak'])} 分），{known}：{word}"
        )
    if material.verdict.score is None or not material.rulebook.bands:
        return f"{reason.title}：{word}"
    if reason.code.startswith("decisions."):
        return f"得分 {material.verdict.score_text}，{reason.title}：{word}"
    place = next((band.text for band in bands_of(material) if band.code == to), "")
    return f"得分 {material.verdict.score_text}，落在 {place}：{word}"


def _veto(material: Material, reason: Reason) -> str:
    return f"有“{reason.title}”的记录，直接定为 {reason.params['forced']} 级"


def _step_down(material: Material, reason: Reason) -> str:
    if reason.params.get("held"):
        return "已直接定级，不再逐级降低"
    before, after = reason.params["from"], reason.params["to"]
    moved = f"由 {before} 到 {after}" if before != after else f"已是最低的 {after} 级"
    return f"有“{reason.title}”的记录，降低 {reason.params['steps']} 级，{moved}"


def _one_step(material: Material, reason: Reason) -> str:
    params = reason.params
    return (
        f"上一期为 {params['prior']} 级，一年最多上升 {params['steps']} 级："
        f"由 {params['from']} 改为 {params['to']}"
    )


def _limit(material: Material, reason: Reason) -> str:
    before, after = reason.params["from"], reason.params["to"]
    return f"{reason.title}：由 {before} 到 {after}" if before != after else f"{reason.title}：不变"


def _carried(material: Material, reason: Reason) -> str:
    return f"没有本期得分，{reason.title}：定为 {reason.params['to']}"


def _ban(material: Material, reason: Reason) -> str:
    return f"{reason.title}，至 {reason.params['until'].isoformat()} 前一日"


def _absent(material: Material, reason: Reason) -> str:
    what = reason.params.get("what")
    if what == "prior":
        return "没有上一期等级，不受逐级上升的限制"
    if what == "initial":
        return f"没有上一周期等级，按首次领证的初始等级 {reason.params['grade']} 计"
    return no_result_sentence(material)


def _window(material: Material, reason: Reason) -> str:
    params = reason.params
    if "threshold" in params:
        test, least = TESTS[params["test"]], points_text(Fraction(params["threshold"]))
        met = "达到列入条件" if params["met"] else "未达到列入条件"
        return (
            f"{params['after'].isoformat()} 次日至 {params['through'].isoformat()} 共 "
            f"{params['count']} 件，条件是{test} {least} 件：{met}"
        )
    if "until" in params:
        return f"{params['published'].isoformat()} 公布，展示至 {params['until'].isoformat()}"
    return (
        f"考核周期自 {params['start'].isoformat()} 起，至 {params['end'].isoformat()}（不含当日）"
    )


WORDS: dict[str, Callable[[Material, Reason], str]] = {
    "band": _band,
    "veto": _veto,
    "step-down": _step_down,
    "one-step": _one_step,
    "limit": _limit,
    "carried": _carried,
    "ban": _ban,
    "absent": _absent,
    "window": _window,
}

#: Why there is no result, by code.
NO_RESULT = {
    "nothing-evaluated": "没有可评价的对象：暂无结果，既不是 0 分，也不是满分",
    "insufficient-data": "数据不足以评价：暂无结果，不等于良好",
    "no-cycle-completed": "领证后还没有满一个考核周期：暂无结果",
}


def no_result_sentence(material: Material) -> str:
    """Return why there is no result, or nothing where there is one."""
    code = material.result.no_result
    error = material.result.verdict.get("error")
    if error:
        return str(error["sentence"])
    return NO_RESULT.get(code, "暂无结果") if code else ""


def not_triggered(material: Material) -> tuple[Rule, ...]:
    """Return the rules after the bands that did not come into play, each with a sentence."""
    if material.rulebook.kind != "score" or material.verdict.score is None:
        return ()
    return tuple(_quiet_rules(material))


def _quiet_rules(material: Material) -> Iterator[Rule]:
    rulebook, seen = material.rulebook, {reason.kind for reason in material.verdict.reasons}
    basis = {"grade": "", "step-down": ""}
    for item in rulebook.items.values():
        if item.effect in basis and not basis[item.effect]:
            basis[item.effect] = item.basis.split("·")[0]
    for name in rulebook.after_bands:
        if name == "veto" and "veto" not in seen:
            yield Rule("直接定级", basis["grade"], "未发现直接定级的行为")
        if name == "step-down" and "step-down" not in seen:
            yield Rule("逐级降低", basis["step-down"], "未发现降低等级的行为")
        if name == "one-step-up" and "one-step" not in seen and rulebook.rise:
            yield Rule(rulebook.rise.title, rulebook.rise.basis, _rise_sentence(material))


def _rise_sentence(material: Material) -> str:
    prior, rise = material.facts.prior.get("grade"), material.rulebook.rise
    if prior is None or rise is None:
        return "没有上一期等级，不适用"
    grades = material.rulebook.grades
    best = grades[max(0, material.rulebook.rank(prior) - int(rise.value))].code
    return f"上一期 {prior}，最高可到 {best}，未触及"


def _points_alone(material: Material) -> bool:
    """Say whether a few points more would better the grade: nothing else holds it where it is."""
    if {"veto", "step-down", "limit", "one-step"} & {
        reason.kind for reason in material.verdict.reasons
    }:
        return False
    prior, rise = material.facts.prior.get("grade"), material.rulebook.rise
    if prior is None or rise is None or material.verdict.grade is None:
        return True
    best = max(0, material.rulebook.rank(prior) - int(rise.value))
    return material.rulebook.rank(material.verdict.grade) > best


def distance_of(material: Material) -> Distance | None:
    """Return how far the next better grade is, where points alone decide on it."""
    verdict, bands = material.verdict, material.rulebook.bands
    if verdict.score is None or not bands or material.rulebook.decisions:
        return None
    place = bands.index(band_of(bands, verdict.score))
    if place == 0 or not _points_alone(material):
        return None
    above, edge = bands[place - 1], edge_between(bands, place - 1)
    points = abs(edge.at - verdict.score)
    shown = material.grade(above.grade)
    if bands[0].lower is None:
        text = f"距 {above.grade} 还多 {points_text(points)} 分"
        return Distance(above.grade, shown.word if shown else "", points, text)
    more = "" if above.lower is None or above.lower.inclusive else "以上"
    text = f"距 {above.grade} 还差 {points_text(points)} 分{more}"
    return Distance(above.grade, shown.word if shown else "", points, text)
