"""Drafts of editions in the demo city: under review, open to comments, being written."""

from collections.abc import Mapping
from datetime import date, timedelta

from django.db import transaction

from xinlu.accounts.actors import Actor
from xinlu.accounts.models import Authority
from xinlu.desk.demo import officers
from xinlu.evaluation import editions, publicity
from xinlu.evaluation.models import Draft, DraftComment, DraftReview
from xinlu.evaluation.services import consultations, drafts, enactments
from xinlu.rules.figures import meeting, with_figures

#: Comments on the draft under review: who, about which clause, what, and what was answered.
_SAID = (
    (
        DraftComment.Kind.FIRM,
        "等级分档",
        "示例：AA级提到96分，建议给企业一年的准备时间。",
        DraftComment.Outcome.PARTLY,
        "建议提高分数线留出准备时间",
        "自2027年1月1日起施行，2026年度的评价仍按现行标准。",
    ),
    (
        DraftComment.Kind.ASSOCIATION,
        "GLSG1-2-4",
        "示例：放弃中标扣25分偏重，请区分是否造成损失。",
        DraftComment.Outcome.DECLINED,
        "建议区分放弃中标是否造成损失",
        "无正当理由放弃中标已排除不可抗力等情形，不再区分。",
    ),
    (
        DraftComment.Kind.CITIZEN,
        "",
        "示例：支持提高标准，建议公布修订前后的对比。",
        DraftComment.Outcome.ADOPTED,
        "建议公布修订前后对比",
        "对比已在公开页面逐条列出。",
    ),
)


def carry_out(today: date) -> None:
    """Take each draft as far as it has come, unless it is there already, whole."""
    _reviewed(today)
    _asked(today)
    _written(today)


def _begun(scheme: str, title: str, purpose: str, today: date, by: Actor) -> Draft | None:
    """Return a new draft of the edition in force, or None where it was made before."""
    if Draft.objects.filter(title=title).exists():
        return None
    return drafts.make(
        editions.in_force(scheme, today),
        by=by,
        title=title,
        purpose=purpose,
        day=date(today.year + 1, 1, 1),
    )


def _changed(draft: Draft, by: Actor, why: str, figures: Mapping[str, str]) -> Draft:
    text = with_figures(draft.text, meeting(draft.text, figures))
    seen = drafts.newest_version(draft).number
    return drafts.change(draft, by=by, why=why, seen=seen, text=text)


@transaction.atomic
def _reviewed(today: date) -> None:
    """Make the draft whose comment round is over, and that lacks one of the two reviews."""
    by = officers.actor("city-evaluator")
    draft = _begun(
        "highway-construction",
        "公路施工企业信用评价标准（示例修订草案）",
        "示例：AA级分数线由95分提高到96分，无正当理由放弃中标的扣分由20分提高到25分。",
        today,
        by,
    )
    if draft is None:
        return
    draft = _changed(draft, by, "示例：AA级提高到96分", {"bands.AA.from": "96"})
    draft = _changed(draft, by, "示例：放弃中标扣25分", {"items.GLSG1-2-4.value": "25"})
    opened = today - timedelta(days=28)
    offices = Authority.objects.on(today).filter(place__level="county").order_by("code")[:3]
    draft = consultations.ask(draft, by=by, on=opened, days=7, asked=list(offices), is_public=True)
    for kind, clause, text, outcome, gist, answer in _SAID:
        said = consultations.comment(
            draft, by=consultations.PUBLIC, on=opened, kind=kind, clause=clause, text=text
        )
        consultations.answer(said, by=by, outcome=outcome, gist=gist, answer=answer)
    draft = enactments.submit(draft, by=by, on=today)
    enactments.review(
        draft,
        by=officers.actor("city-legal"),
        kind=DraftReview.Kind.LEGAL,
        reviewer="示例市交通运输委员会法规处",
        number="示例法审〔2026〕12号",
        opinion="示例：制定主体、权限和程序符合规定，通过。",
        passed=True,
    )


@transaction.atomic
def _asked(today: date) -> None:
    """Make the draft on which anybody may comment today, if the calendar reaches far enough."""
    by = officers.actor("city-evaluator")
    draft = _begun(
        "road-freight-firm",
        "道路货物运输企业质量信誉考核标准（示例修订草案）",
        "示例：AAA级分数线由850分提高到870分。",
        today,
        by,
    )
    if draft is None:
        return
    draft = _changed(draft, by, "示例：AAA级提高到870分", {"bands.AAA.from": "870"})
    if publicity.closes(today) is None:
        return
    offices = Authority.objects.on(today).filter(place__level="county").order_by("code")[:5]
    draft = consultations.ask(draft, by=by, on=today, days=7, asked=list(offices), is_public=True)
    consultations.comment(
        draft,
        by=consultations.PUBLIC,
        on=today,
        kind=DraftComment.Kind.FIRM,
        clause="等级分档",
        text="示例：建议同时公布达到870分的企业占多少。",
    )


@transaction.atomic
def _written(today: date) -> None:
    """Make the draft that is still being written, and that does not read as it stands."""
    by = officers.actor("city-evaluator")
    draft = _begun(
        "vehicle-repair",
        "机动车维修企业质量信誉考核标准（示例草稿）",
        "示例：调整考核分值，文本还没有改完。",
        today,
        by,
    )
    if draft is None:
        return
    text = draft.text.replace("\nbasis:", "\nbaiss:", 1)
    seen = drafts.newest_version(draft).number
    drafts.change(draft, by=by, why="示例：改到一半", seen=seen, text=text)
