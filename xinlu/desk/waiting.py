"""What waits for an officer's hand (待办): a query over what the apps know, never a table."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from django.db.models import Q
from django.urls import reverse
from django.utils.timezone import make_aware

from xinlu.accounts import selectors as accounts
from xinlu.accounts.actors import Actor
from xinlu.accounts.calendars import calendar
from xinlu.accounts.models import Role
from xinlu.catalogue.models import Revision
from xinlu.collection import decisions
from xinlu.collection.clocks import Standing, clock
from xinlu.collection.models import Batch, Correction, Decision, RetentionOrder, Sample, Suspicion
from xinlu.collection.templates import load_template
from xinlu.desk import alerts, corrections, omissions, samples, updating
from xinlu.desk.mergings import steps_for
from xinlu.evaluation import selectors as evaluations
from xinlu.evaluation.models import CauseBinding, Draft, DraftReview, Run
from xinlu.evaluation.readiness import lacking
from xinlu.evaluation.standing import standing_of
from xinlu.registry.models import Merging
from xinlu.registry.services import mergings
from xinlu.supervision.models import Alert

#: Tasks of one kind that are listed; a clerk with more has to work some off first.
MOST = 200
#: For so long a file that could not be read waits to be sent again; then it is history.
FAILED_FOR = timedelta(days=7)


OLDEST = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Task:
    """Something that waits: what it is, about what, since when, and the verb that does it."""

    title: str
    about: str
    step: str
    since: datetime | None
    verb: str
    url: str
    kind: str = "plain"


def tasks_of(actor: Actor, on: date) -> list[Task]:
    """Return what waits for the actor on the day `on`: sheets to accept, then the oldest first."""
    if actor.kind != "officer":
        return []
    dated = [
        *_batches(actor, on),
        *_reminded(actor, on),
        *_runs(actor, on),
        *_causes(actor),
        *_drafts(actor, on),
        *_mergings(actor),
        *_suspicions(actor, on),
        *_alerts(actor, on),
        *_samples(actor),
        *_updates(actor, on),
        *_retention(actor),
        *_corrections(actor),
    ]
    return [*_sheets(actor), *sorted(dated, key=lambda task: task.since or OLDEST)]


def _batches(actor: Actor, on: date) -> list[Task]:
    """Return batches that wait for the clerk: checked, or not readable."""
    if not actor.has(Role.CLERK):
        return []
    unread = Q(state=Batch.State.FAILED, sent_by=actor.user, sent_at__date__gt=on - FAILED_FOR)
    states = Q(state=Batch.State.CHECKED) | unread
    found = Batch.objects.visible_to(actor).filter(states)[:MOST]
    return [_batch(batch) for batch in found]


def _batch(batch: Batch) -> Task:
    title, url = load_template(batch.template).title, reverse("desk:import_batch", args=[batch.uid])
    if batch.state == Batch.State.FAILED:
        return Task(
            title, batch.file_name, "未能读取，须重新报送", batch.sent_at, "查看", url, "bad"
        )
    if not batch.accepted_count:
        return Task(
            title, batch.file_name, "各行均退回，须改正重报", batch.sent_at, "改正", url, "bad"
        )
    told = f"可入库 {batch.accepted_count} 行"
    if batch.refused_count:
        told += f"，退回 {batch.refused_count} 行"
    return Task(title, batch.file_name, told, batch.sent_at, "确认", url)


def _reminded(actor: Actor, on: date) -> list[Task]:
    """Return decisions of which the clerk was reminded (催办) and that are still to be sent."""
    if not actor.has(Role.CLERK):
        return []
    return [_reminder(one, on) for one in decisions.reminded(actor)[:MOST]]


def _reminder(one: Decision, on: date) -> Task:
    told = clock(one.due_on, one.stopped_on, on, calendar())
    due = f"{one.due_on} 到期" if one.due_on else "到期日待录入"
    since = one.reminded_on
    return Task(
        "双公示催办",
        f"{one.get_kind_display()} {one}",
        f"{due}，{told.word}",
        make_aware(datetime.combine(since, datetime.min.time())) if since else None,
        "报送",
        reverse("desk:publicity_one", args=[one.uid]),
        "bad" if told.standing is Standing.LATE else "plain",
    )


def _runs(actor: Actor, on: date) -> list[Task]:
    """Return runs whose next step is the actor's."""
    if actor.place_ids is not None:
        return []
    runs = evaluations.runs_for(actor)
    tasks: list[Task] = []
    if actor.has(Role.EVALUATOR):
        trials = runs.filter(state=Run.State.TRIAL)[:MOST]
        tasks += [_run(run, "试算完成，待提请公示", run.computed_at, "提请") for run in trials]
    if actor.has(Role.APPROVER):
        others = ~Q(proposed_by=actor.user)
        proposed = runs.filter(others, ~Q(asked_by=actor.user), state=Run.State.PROPOSED)[:MOST]
        tasks += [_run(run, "已提请公示，待审定", run.proposed_at, "审定") for run in proposed]
        over = Q(publicity_until__lt=on) | Q(publicity_until__isnull=True)
        public = runs.filter(others, over, state=Run.State.PUBLICISED)[:MOST]
        tasks += [_run(run, _publicity(run), run.proposed_at, "公告") for run in public]
    return tasks


def _causes(actor: Actor) -> list[Task]:
    """Return the bindings of causes that wait for the actor, who did not propose them."""
    if actor.place_ids is not None or not actor.has(Role.APPROVER):
        return []
    held = CauseBinding.objects.visible_to(actor).waiting().exclude(proposed_by=actor.user)
    return [
        Task(
            "案由对应",
            one.written,
            "已提出，待审定",
            one.proposed_at,
            "审定",
            reverse("desk:cause", args=[one.uid]),
        )
        for one in held[:MOST]
    ]


def _mergings(actor: Actor) -> list[Task]:
    """Return the mergings and undoings that wait for the actor, who did not propose them."""
    if not actor.has(*mergings.DECIDERS):
        return []
    rows = Merging.objects.visible_to(actor).waiting().select_related("subject", "into")
    return [
        Task(
            "主体归并",
            str(one),
            one.get_state_display(),
            one.undone_at or one.proposed_at,
            "审定",
            reverse("desk:merging", args=[one.uid]),
        )
        for one in rows[:MOST]
        if steps_for(one, actor)
    ]


def _suspicions(actor: Actor, on: date) -> list[Task]:
    """Return suspected omissions whose next step is the actor's.

    Those given into another clerk's hand wait for that clerk.
    """
    rows = Suspicion.objects.visible_to(actor).at_hand().select_related("authority", "owner")
    user = actor.user.pk if actor.user else None
    return [
        _case(
            "疑似漏报",
            omissions.evidence(one),
            f"{one.get_state_display()}{_until(one.due_on, omissions.is_late(one, on))}",
            one.raised_on,
            "说明或补报" if one.state == Suspicion.State.OPEN else "复核",
            reverse("desk:omission", args=[one.uid]),
            is_late=omissions.is_late(one, on),
        )
        for one in rows[:MOST]
        if _is_next(one, actor)
        and (one.state != Suspicion.State.OPEN or one.owner_id in (None, user))
    ]


def _is_next(one: Suspicion, actor: Actor) -> bool:
    """Say whether the case waits for the actor: the unit explains, reviewers judge."""
    steps = omissions.steps_for(actor, one)
    if one.state == Suspicion.State.OPEN:
        unit = actor.authority.pk if actor.authority else None
        return "explain" in steps and one.authority_id == unit
    return bool({"clear", "confirm"} & steps.keys())


def _alerts(actor: Actor, on: date) -> list[Task]:
    """Return the alerts that the actor took up, and those that nobody did."""
    if not actor.has(*alerts.OFFICERS):
        return []
    rows = Alert.objects.visible_to(actor).at_hand().select_related("subject", "place")
    mine = rows.filter(Q(owner__isnull=True) | Q(owner=actor.user))
    return [
        _case(
            "风险预警",
            f"{one}：{alerts.rule_title(one)}",
            f"{one.get_state_display()}{_until(one.due_on, alerts.is_late(one, on))}",
            one.raised_on,
            "核查",
            reverse("desk:alert", args=[one.uid]),
            is_late=alerts.is_late(one, on),
        )
        for one in mine[:MOST]
    ]


def _samples(actor: Actor) -> list[Task]:
    """Return the samples to be held against the paper, or to be looked at a second time."""
    rows = Sample.objects.visible_to(actor).at_hand().select_related("authority")
    return [
        _case(
            "准确性抽查",
            str(one),
            one.get_state_display(),
            one.drawn_on,
            "核对" if one.state == Sample.State.DRAWN else "复核",
            reverse("desk:sample", args=[one.uid]),
        )
        for one in rows[:MOST]
        if samples.steps_for(actor, one)
    ]


def _until(due: date | None, is_late: bool) -> str:
    if due is None:
        return "，期限：日历待录入"
    return f"，限 {due:%Y-%m-%d}{'，已逾期' if is_late else ''}"


def _case(
    title: str, about: str, step: str, since: date, verb: str, url: str, *, is_late: bool = False
) -> Task:
    at = make_aware(datetime.combine(since, datetime.min.time()))
    return Task(title, about, step, at, verb, url, "bad" if is_late else "plain")


def _updates(actor: Actor, on: date) -> list[Task]:
    """Return updates of the catalogue whose next step is the actor's or the actor's unit's."""
    tasks = []
    for one in Revision.objects.visible_to(actor).ongoing().select_related("based_on"):
        step = _update_step(one, actor, on)
        if step:
            url = reverse("desk:update", args=[one.uid])
            tasks.append(Task("目录更新", one.title, step[0], one.begun_at, step[1], url))
    return tasks


def _update_step(one: Revision, actor: Actor, on: date) -> tuple[str, str] | None:
    """Return what the actor has to do with an update, and the verb."""
    if updating.may_speak(one, actor, on):
        if one.opinions.filter(authority=actor.authority).exists():
            return None
        return f"意见征集至 {one.closes_on}", "提意见"
    wanted = {"send-back", "drop"}
    steps = [kind for name, kind, _ in updating.steps_for(one, actor, on) if name not in wanted]
    return (one.get_state_display(), steps[0].verb) if steps else None


def _retention(actor: Actor) -> list[Task]:
    """Return the sealing that waits for the actor, who did not ask for it."""
    if actor.place_ids is not None or not actor.has(Role.APPROVER):
        return []
    waiting = RetentionOrder.objects.filter(state=RetentionOrder.State.PROPOSED)
    url = reverse("desk:retention")
    return [
        Task("留存到期", str(one), "已提请，待审定", one.proposed_at, "审定", url)
        for one in waiting.exclude(proposed_by=actor.user)
    ]


def _corrections(actor: Actor) -> list[Task]:
    """Return the corrections that wait for the actor, who did not propose them."""
    if not actor.has(Role.REVIEWER):
        return []
    rows = Correction.objects.visible_to(actor).waiting().select_related("record", "authority")
    return [
        Task(
            "记录更正",
            str(one),
            f"{one.authority or '系统导入'} 提出，待复核",
            one.proposed_at,
            "复核",
            reverse("desk:correction", args=[one.uid]),
        )
        for one in rows.order_by("proposed_at")[:MOST]
        if "confirm" in corrections.steps_for(actor, one)
    ]


def _publicity(run: Run) -> str:
    until = run.publicity_until
    return f"公示已于 {until:%Y-%m-%d} 期满" if until else "公示期满日：日历待录入"


def _run(run: Run, step: str, since: datetime | None, verb: str) -> Task:
    url = reverse("desk:run", args=[run.pk])
    return Task("信用评价", f"{run.edition.title} {run.year} 年度", step, since, verb, url)


def _drafts(actor: Actor, on: date) -> list[Task]:
    """Return drafts of editions whose next step is the actor's."""
    rows = Draft.objects.visible_to(actor).filter(state__in=Draft.OPEN)[:MOST]
    tasks = [_draft(draft, actor, on) for draft in rows]
    return [task for task in tasks if task is not None]


def _draft(draft: Draft, actor: Actor, on: date) -> Task | None:
    """Return what the actor has to do with a draft, if anything."""
    is_city = actor.place_ids is None
    state, until = draft.state, draft.comments_until
    if state == Draft.State.COMMENTS and until is not None:
        if is_city and actor.has(Role.EVALUATOR) and on > until:
            return _of_draft(draft, "征求意见期满，待答复、送审", "办理")
        asked = actor.authority is not None and draft.asked.filter(pk=actor.authority.pk).exists()
        said = asked and draft.comments.filter(authority=actor.authority).exists()
        if asked and not said and on <= until:
            return _of_draft(draft, f"征求意见至 {until:%Y-%m-%d}", "提意见", "comments")
    if state == Draft.State.REVIEW and is_city:
        standing = standing_of(draft)
        if actor.has(Role.REVIEWER) and len(standing.passed) < len(DraftReview.Kind):
            return _of_draft(draft, "待登记审核", "登记", "reviews")
        if actor.has(Role.EVALUATOR) and not lacking(standing, "propose", on):
            return _of_draft(draft, "审核通过，待提请批准", "提请")
    if state == Draft.State.PROPOSED and is_city and actor.has(Role.APPROVER):
        own = actor.user is not None and actor.user.pk in (draft.author_id, draft.proposed_by_id)
        return None if own else _of_draft(draft, "已提请，待批准", "批准", "approve")
    return None


def _of_draft(draft: Draft, step: str, verb: str, page: str = "") -> Task:
    name = f"desk:draft_{page}" if page else "desk:draft"
    url = reverse(name, args=[draft.uid])
    return Task("评价标准", draft.title, step, draft.changed_at, verb, url)


def _sheets(actor: Actor) -> list[Task]:
    """Return the hand-over sheets that the officer has to accept."""
    if actor.user is None:
        return []
    return [
        Task("交接单", str(sheet.appointment), "待接收", None, "接收", reverse("accounts:mine"))
        for sheet in accounts.sheets_to_accept(actor.user)[:MOST]
    ]
