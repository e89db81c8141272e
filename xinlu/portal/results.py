"""Published evaluation results (评价结果) as anybody may see them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from django.db.models import Count, Q, QuerySet

from xinlu.accounts.calendars import calendar
from xinlu.evaluation import editions
from xinlu.evaluation import selectors as evaluations
from xinlu.evaluation.explanation import GradeShown
from xinlu.evaluation.models import Edition, Result, ResultQuerySet, Run
from xinlu.kernel.workdays import CalendarMissing
from xinlu.portal.look.grades import band_of, read_bands
from xinlu.portal.look.numbers import exact, sentence_day
from xinlu.registry.models import Subject
from xinlu.rules import Rulebook

#: Kinds of subjects whose results a rulebook for this kind gives.
KINDS = {
    "firm": (Subject.Kind.FIRM, Subject.Kind.SOLE_TRADER),
    "vehicle": (Subject.Kind.VEHICLE,),
    "person": (Subject.Kind.PERSON,),
}
#: In what subjects of a kind are counted.
UNITS = {"firm": "户", "vehicle": "辆", "person": "人"}

BandRow = tuple[str, str, Fraction | None]


@dataclass(frozen=True, slots=True)
class ResultShown:
    """A public result ready for a page; `subject` is whom it is about."""

    subject: Subject
    scheme: str
    title: str
    year: int
    period: str
    kind: str
    grade: GradeShown | None
    score_text: str
    bands: tuple[BandRow, ...]
    state_word: str
    state_kind: str
    state_sentence: str
    candidate_since: date | None
    no_result: str
    edition: Edition
    #: How many records it rests on; None where that was not asked for.
    record_count: int | None = None

    @property
    def score_band(self) -> str:
        """The grade in whose stretch the score lies, before other rules moved the grade."""
        if not self.bands or not self.score_text:
            return self.grade.code if self.grade else ""
        return band_of(exact(self.score_text), read_bands(self.bands)).code

    @property
    def is_list(self) -> bool:
        """Whether the rulebook makes candidates for a list instead of grades."""
        return self.kind == "list"


@dataclass(frozen=True, slots=True)
class RunShown:
    """A public run: what was evaluated, in which state, and how many results it gave."""

    run: Run
    scheme: str
    title: str
    year: int
    subject_kind: str
    unit: str
    count: int
    grades: tuple[tuple[GradeShown, int], ...]
    state_word: str
    state_kind: str
    state_sentence: str
    days_left: int | None

    @property
    def is_of_persons(self) -> bool:
        """Whether the subjects are natural persons, who are not listed in public."""
        return self.subject_kind == "person"


@dataclass(frozen=True, slots=True)
class Missing:
    """A scheme that covers such subjects and has no public result for this one."""

    title: str
    reason: str


def rulebook_of(edition: Edition) -> Rulebook:
    """Return the rulebook of an edition."""
    return editions.standard(edition).rulebook


def grades_of(rulebook: Rulebook) -> tuple[GradeShown, ...]:
    """Return the rulebook's grades, best first, each with its rank among them."""
    of = len(rulebook.grades)
    return tuple(
        GradeShown(grade.code, grade.word, rank, of)
        for rank, grade in enumerate(rulebook.grades, 1)
    )


def bands_of(rulebook: Rulebook) -> tuple[BandRow, ...]:
    """Return the grades' stretches of the score as (code, word, lowest score)."""
    words = {grade.code: grade.word for grade in rulebook.grades}
    return tuple(
        (band.grade, words[band.grade], band.lower.at if band.lower else None)
        for band in rulebook.bands
    )


def state_of(run: Run) -> tuple[str, str, str]:
    """Return a public run's state: the word of its tag, the tag's kind, and the sentence."""
    if run.state == Run.State.ANNOUNCED:
        on = f"{sentence_day(run.announced_on)}公告" if run.announced_on else "已公告"
        return "已公告", "plain", on
    if run.publicity_until is None:
        return "公示中", "info", "公示期满日待工作日历录入"
    return "公示中", "info", f"公示至 {sentence_day(run.publicity_until)}"


def period_of(run: Run, rulebook: Rulebook) -> str:
    """Return what time a run speaks of: a year, or everything up to a day."""
    if rulebook.period == "rolling":
        return f"截至 {sentence_day(run.on)}"
    return f"{run.year} 年度"


def shown(result: Result, record_count: int | None = None) -> ResultShown:
    """Return a public result as it is shown."""
    run, edition = result.run, result.run.edition
    rulebook = rulebook_of(edition)
    word, kind, sentence = state_of(run)
    grade = next((g for g in grades_of(rulebook) if g.code == result.grade), None)
    return ResultShown(
        subject=result.subject,
        scheme=edition.scheme,
        title=edition.title,
        year=run.year,
        period=period_of(run, rulebook),
        kind=rulebook.kind,
        grade=grade,
        score_text=result.score_text,
        bands=bands_of(rulebook),
        state_word=word,
        state_kind=kind,
        state_sentence=sentence,
        candidate_since=result.candidate_since,
        no_result=result.no_result,
        edition=edition,
        record_count=record_count,
    )


def results_of(subject: Subject) -> list[ResultShown]:
    """Return the subject's latest public result of each scheme, that of a person never."""
    if subject.kind == Subject.Kind.PERSON:
        return []
    return [
        shown(result, record_count=len(result.inputs.get("events", ())))
        for result in evaluations.current_results(subject)
    ]


def missing_for(subject: Subject, given: Iterable[ResultShown], on: date) -> list[Missing]:
    """Return the schemes in force for such subjects that gave this one no public result."""
    schemes_given = {result.scheme for result in given}
    return [
        Missing(scheme.title, "本主体没有已公布的结果。没有结果，不等于信用不好，也不等于信用好。")
        for scheme in evaluations.schemes(on)
        if scheme.scheme not in schemes_given and subject.kind in KINDS.get(scheme.subject_kind, ())
    ]


def grades_by_subject(subjects: Iterable[Subject]) -> dict[int, ResultShown]:
    """Return the newest public result with a grade, or on a list, of each subject, by its id."""
    ids = [subject.pk for subject in subjects if subject.kind != Subject.Kind.PERSON]
    rows = (
        Result.objects.public()
        .filter(Q(grade__gt="") | Q(candidate_since__isnull=False), subject_id__in=ids)
        .select_related("run__edition", "subject")
        .defer("verdict", "inputs")
        .order_by("run__on", "run_id")
    )
    return {row.subject_id: shown(row) for row in rows}


def public_runs() -> list[RunShown]:
    """Return every public run, the newest year first."""
    runs = Run.objects.public().select_related("edition").order_by("-year", "-on", "-id")
    return [run_shown(run) for run in runs.annotate(listed=LISTED)]


#: Results that say something: a grade, or that a list's condition was met.
LISTED = Count("results", Q(results__grade__gt="") | Q(results__candidate_since__isnull=False))


def run_shown(run: Run, on: date | None = None) -> RunShown:
    """Return a public run, annotated with `listed`, as it is shown."""
    rulebook = rulebook_of(run.edition)
    counts = run.summary.get("grades", {})
    word, kind, sentence = state_of(run)
    return RunShown(
        run=run,
        scheme=run.edition.scheme,
        title=run.edition.title,
        year=run.year,
        subject_kind=rulebook.subject_kind,
        unit=UNITS.get(rulebook.subject_kind, "个"),
        count=run.listed,  # type: ignore[attr-defined]
        grades=tuple((grade, counts.get(grade.code, 0)) for grade in grades_of(rulebook)),
        state_word=word,
        state_kind=kind,
        state_sentence=sentence,
        days_left=days_left(run, on) if on else None,
    )


def days_left(run: Run, on: date) -> int | None:
    """Return the working days of publicity that are left; None where they cannot be counted."""
    if run.state != Run.State.PUBLICISED or run.publicity_until is None:
        return None
    try:
        return max(calendar().between(on, run.publicity_until), 0)
    except CalendarMissing:
        return None


def in_publicity(on: date) -> list[RunShown]:
    """Return the runs in publicity, the one that ends first first."""
    runs = Run.objects.filter(state=Run.State.PUBLICISED).select_related("edition")
    found = [run_shown(run, on) for run in runs.annotate(listed=LISTED)]
    return sorted(found, key=lambda one: one.run.publicity_until or date.max)


def announced(limit: int = 3) -> list[RunShown]:
    """Return the runs announced last."""
    runs = Run.objects.filter(state=Run.State.ANNOUNCED).select_related("edition")
    latest = runs.annotate(listed=LISTED).order_by("-announced_on", "-pk")
    return [run_shown(run) for run in latest[:limit]]


def public_run(scheme: str, year: int) -> RunShown | None:
    """Return the public run of a scheme and year, or None."""
    runs = Run.objects.public().filter(edition__scheme=scheme, year=year)
    run = runs.select_related("edition").annotate(listed=LISTED).order_by("-on", "-id").first()
    return run_shown(run) if run else None


def listed(one: RunShown) -> ResultQuerySet:
    """Return the results of a public run that are listed by name: those of persons never."""
    rows = evaluations.published(one.scheme, one.year).filter(run=one.run)
    if one.is_of_persons:
        return rows.none()
    rows = rows.exclude(subject__kind=Subject.Kind.PERSON).filter(subject__is_pending=False)
    return rows.filter(Q(grade__gt="") | Q(candidate_since__isnull=False)).defer(
        "verdict", "inputs"
    )


def by_grade(rows: QuerySet[Result]) -> dict[str, int]:
    """Return how many of `rows` have each grade."""
    counts = rows.order_by().values_list("grade").annotate(Count("pk"))
    return dict(counts)
