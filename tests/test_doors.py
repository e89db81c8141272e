"""Every address of the site, and to whom it opens: a table that a walk through them must match."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone
from django.utils.timezone import localdate

from xinlu.accounts.models import Appointment, ClientKey, Delegation, Handover, Role
from xinlu.accounts.tests.cast import a_client, a_key, a_post, a_user
from xinlu.catalogue.models import CatalogueEdition, Opinion, Regulation
from xinlu.catalogue.services import opinions, revisions
from xinlu.collection.models import Batch, Correction, Record, Sample, Suspicion
from xinlu.collection.services import corrections
from xinlu.collection.tests import batch_cast, checking_samples
from xinlu.desk.tests.desk_cast import SINCE, Desk, actor, at_work, speaking_for, three_rows
from xinlu.evaluation import computing, editions
from xinlu.evaluation.models import Run, TrialMove
from xinlu.evaluation.running.refreshing import Cause, Why, refresh
from xinlu.evaluation.services import causes, drafts, runs, trials
from xinlu.evaluation.tests.builders import Ledger, a_firm
from xinlu.evaluation.tests.drafting import a_draft, harsher
from xinlu.evaluation.trials import computing as trying
from xinlu.exchange.models import FormPhoto, Package
from xinlu.exchange.services import forms
from xinlu.registry.models import Discrepancy
from xinlu.registry.services import mergings
from xinlu.supervision.models import Alert

ANYBODY, OFFICERS, CLERKS = "anybody", "officers", "clerks"
OFFICERS_OF_THE_PLACE, MANAGERS_OF_THE_PLACE = "officers of the place", "managers of the place"
HOLDERS = "officers, of what is theirs"
NOBODY_HERE = "nobody among the visitors"
KNOWN = "whoever is logged in"
FIRMS = "users of firms"
SYSTEMS = "systems of authorities, by their own credentials"


#: What a system's address answers to anybody without the credentials of a system.
NOT_BY_LOG_IN = {401, 404, 405}
#: Addresses that send one on: to the page one came from, or to the page of one's own kind.
LEAD_ON = {
    "portal:elder",
    "accounts:login",
    "accounts:factor-check",
    "desk:home",
    "desk:subject_home",
}


@dataclass(frozen=True)
class Door:
    """To whom an address opens, and what it is about."""

    opens_to: str
    about: str = ""
    post_only: bool = False


DOORS = {
    "portal:home": Door(ANYBODY),
    "portal:search": Door(ANYBODY),
    "portal:subject": Door(ANYBODY, "subject"),
    "portal:results": Door(ANYBODY),
    "portal:result_list": Door(NOBODY_HERE, "scheme_year"),
    "portal:result_export": Door(NOBODY_HERE, "scheme_year"),
    "portal:explanation": Door(NOBODY_HERE, "scheme_year_subject"),
    "portal:receipt": Door(NOBODY_HERE, "scheme_year_subject"),
    "portal:receipts": Door(ANYBODY),
    "portal:receipt_keys": Door(ANYBODY),
    "portal:receipt_page": Door(NOBODY_HERE, "receipt"),
    "portal:receipt_file": Door(NOBODY_HERE, "receipt"),
    "portal:editions": Door(ANYBODY),
    "portal:edition": Door(ANYBODY, "edition"),
    "portal:edition_try": Door(ANYBODY, "edition"),
    "portal:edition_compare": Door(ANYBODY, "editions"),
    "portal:elsewhere": Door(ANYBODY, "elsewhere"),
    "portal:elsewhere_compare": Door(ANYBODY, "elsewhere"),
    "portal:regulations": Door(ANYBODY),
    "portal:regulation": Door(ANYBODY, "regulation"),
    "portal:catalogues": Door(ANYBODY),
    "portal:catalogue": Door(ANYBODY, "catalogue"),
    "portal:catalogue_export": Door(ANYBODY, "catalogue"),
    "portal:catalogue_compare": Door(ANYBODY, "catalogues"),
    "portal:draft": Door(NOBODY_HERE, "draft"),
    "portal:figures": Door(ANYBODY),
    "portal:privacy": Door(ANYBODY),
    "portal:ledger": Door(ANYBODY),
    "portal:look": Door(ANYBODY),
    "portal:elder": Door(ANYBODY),
    "portal:robots": Door(ANYBODY),
    "portal:healthz": Door(ANYBODY),
    "accounts:login": Door(ANYBODY),
    "accounts:factor-check": Door(ANYBODY),
    "accounts:locked": Door(ANYBODY),
    "accounts:logout": Door(KNOWN, post_only=True),
    "accounts:password": Door(KNOWN),
    "accounts:factor": Door(KNOWN),
    "accounts:organisations": Door(OFFICERS),
    "accounts:mine": Door(OFFICERS),
    "accounts:people": Door(MANAGERS_OF_THE_PLACE),
    "accounts:invite": Door(MANAGERS_OF_THE_PLACE),
    "accounts:person": Door(MANAGERS_OF_THE_PLACE, "user"),
    "accounts:appoint": Door(MANAGERS_OF_THE_PLACE, "user"),
    "accounts:reset": Door(MANAGERS_OF_THE_PLACE, "user", post_only=True),
    "accounts:close": Door(MANAGERS_OF_THE_PLACE, "user"),
    "accounts:clear-factor": Door(MANAGERS_OF_THE_PLACE, "user"),
    "accounts:suspend": Door(MANAGERS_OF_THE_PLACE, "post"),
    "accounts:resume": Door(MANAGERS_OF_THE_PLACE, "post"),
    "accounts:end": Door(MANAGERS_OF_THE_PLACE, "post"),
    "accounts:delegate": Door(HOLDERS, "post"),
    "accounts:hand-over": Door(HOLDERS, "post"),
    "accounts:revoke": Door(HOLDERS, "loan"),
    "accounts:accept": Door(HOLDERS, "sheet", post_only=True),
    "accounts:clients": Door(MANAGERS_OF_THE_PLACE),
    "accounts:client-make": Door(MANAGERS_OF_THE_PLACE),
    "accounts:client": Door(MANAGERS_OF_THE_PLACE, "client"),
    "accounts:client-rotate": Door(MANAGERS_OF_THE_PLACE, "client"),
    "accounts:client-suspend": Door(MANAGERS_OF_THE_PLACE, "client"),
    "accounts:client-resume": Door(MANAGERS_OF_THE_PLACE, "client"),
    "accounts:client-key": Door(MANAGERS_OF_THE_PLACE, "client"),
    "accounts:client-key-revoke": Door(MANAGERS_OF_THE_PLACE, "client_key"),
    "api:guide": Door(ANYBODY),
    "api:description": Door(ANYBODY),
    "api:send_batch": Door(SYSTEMS, post_only=True),
    "api:batch": Door(SYSTEMS, "batch"),
    "api:rows": Door(SYSTEMS, "batch"),
    "api:correct": Door(SYSTEMS, "record"),
    "api:correction": Door(SYSTEMS, "correction"),
    "api:listed": Door(SYSTEMS),
    "api:template": Door(SYSTEMS, "template"),
    "api:records": Door(SYSTEMS),
    "api:absent": Door(SYSTEMS, "nothing"),
    "desk:home": Door(OFFICERS),
    "desk:todo": Door(OFFICERS),
    "desk:done": Door(OFFICERS),
    "desk:search": Door(OFFICERS),
    "desk:subject_home": Door(FIRMS),
    "desk:mobile": Door(OFFICERS),
    "desk:mobile_state": Door(CLERKS),
    "desk:mobile_form": Door(CLERKS, "mobile_form"),
    "desk:mobile_sent": Door(OFFICERS_OF_THE_PLACE, "mobile_sent"),
    "desk:mobile_photo": Door(OFFICERS_OF_THE_PLACE, "mobile_photo"),
    "desk:imports": Door(OFFICERS),
    "desk:import_new": Door(CLERKS),
    "desk:import_template": Door(OFFICERS, "template"),
    "desk:import_batch": Door(OFFICERS_OF_THE_PLACE, "batch"),
    "desk:import_progress": Door(OFFICERS_OF_THE_PLACE, "batch"),
    "desk:import_returned": Door(OFFICERS_OF_THE_PLACE, "batch"),
    "desk:import_confirm": Door(OFFICERS_OF_THE_PLACE, "batch", post_only=True),
    "desk:import_discard": Door(OFFICERS_OF_THE_PLACE, "batch", post_only=True),
    "desk:import_withdraw": Door(OFFICERS_OF_THE_PLACE, "batch", post_only=True),
    "desk:connectors": Door(OFFICERS),
    "desk:connector": Door(OFFICERS_OF_THE_PLACE, "connector"),
    "desk:connector_progress": Door(OFFICERS_OF_THE_PLACE, "connector"),
    "desk:connector_step": Door(OFFICERS_OF_THE_PLACE, "connector_step", post_only=True),
    "desk:drops": Door(OFFICERS),
    "desk:packages": Door(OFFICERS),
    "desk:package_bring": Door(CLERKS, post_only=True),
    "desk:package": Door(OFFICERS_OF_THE_PLACE, "package"),
    "desk:package_receipt": Door(OFFICERS_OF_THE_PLACE, "package"),
    "desk:records": Door(OFFICERS),
    "desk:record": Door(OFFICERS_OF_THE_PLACE, "record"),
    "desk:correction_new": Door(OFFICERS_OF_THE_PLACE, "record"),
    "desk:corrections": Door(OFFICERS),
    "desk:corrections_workload": Door(OFFICERS),
    "desk:correction": Door(OFFICERS_OF_THE_PLACE, "correction"),
    "desk:correction_proof": Door(OFFICERS_OF_THE_PLACE, "correction"),
    "desk:correction_step": Door(OFFICERS_OF_THE_PLACE, "correction_step", post_only=True),
    "desk:publicity": Door(OFFICERS),
    "desk:publicity_one": Door(OFFICERS_OF_THE_PLACE, "decision"),
    "desk:publicity_remind": Door(OFFICERS_OF_THE_PLACE, "decision", post_only=True),
    "desk:publicity_rates": Door(OFFICERS),
    "desk:omissions": Door(OFFICERS),
    "desk:omission": Door(OFFICERS_OF_THE_PLACE, "suspicion"),
    "desk:omission_step": Door(OFFICERS_OF_THE_PLACE, "suspicion_step", post_only=True),
    "desk:omission_hand": Door(OFFICERS_OF_THE_PLACE, "suspicion", post_only=True),
    "desk:omission_state": Door(CLERKS, post_only=True),
    "desk:collecting": Door(OFFICERS),
    "desk:collecting_workbook": Door(OFFICERS),
    "desk:quality": Door(OFFICERS),
    "desk:quality_workbook": Door(OFFICERS),
    "desk:quality_unit": Door(OFFICERS_OF_THE_PLACE, "authority"),
    "desk:quality_draw": Door(NOBODY_HERE, "authority", post_only=True),
    "desk:sample": Door(OFFICERS_OF_THE_PLACE, "sample"),
    "desk:sample_mark": Door(NOBODY_HERE, "sample_row", post_only=True),
    "desk:sample_step": Door(NOBODY_HERE, "sample_step", post_only=True),
    "desk:alerts": Door(OFFICERS),
    "desk:alert": Door(OFFICERS_OF_THE_PLACE, "alert"),
    "desk:alert_step": Door(OFFICERS_OF_THE_PLACE, "alert_step", post_only=True),
    "desk:publicity_monthly": Door(OFFICERS),
    "desk:publicity_workbook": Door(OFFICERS),
    "desk:publicity_pdf": Door(OFFICERS),
    "desk:publicity_circular": Door(OFFICERS),
    "desk:publicity_document": Door(OFFICERS),
    "desk:subjects": Door(OFFICERS),
    "desk:subject": Door(OFFICERS_OF_THE_PLACE, "subject"),
    "desk:subject_open": Door(OFFICERS_OF_THE_PLACE, "subject", post_only=True),
    "desk:subject_running": Door(OFFICERS_OF_THE_PLACE, "running"),
    "desk:subject_names": Door(OFFICERS_OF_THE_PLACE, "subject"),
    "desk:subject_rename": Door(OFFICERS_OF_THE_PLACE, "subject", post_only=True),
    "desk:subject_number": Door(OFFICERS_OF_THE_PLACE, "subject", post_only=True),
    "desk:discrepancies": Door(OFFICERS),
    "desk:discrepancy": Door(OFFICERS_OF_THE_PLACE, "discrepancy"),
    "desk:discrepancy_step": Door(OFFICERS_OF_THE_PLACE, "discrepancy_step", post_only=True),
    "desk:mergings": Door(OFFICERS),
    "desk:merging_new": Door(CLERKS),
    "desk:merging_apart": Door(CLERKS, post_only=True),
    "desk:merging": Door(OFFICERS_OF_THE_PLACE, "merging"),
    "desk:merging_step": Door(OFFICERS_OF_THE_PLACE, "merging_step", post_only=True),
    "desk:runs": Door(OFFICERS),
    "desk:run": Door(OFFICERS_OF_THE_PLACE, "run"),
    "desk:run_receipt": Door(OFFICERS_OF_THE_PLACE, "run"),
    "desk:run_archive": Door(NOBODY_HERE, "run", post_only=True),
    "desk:run_progress": Door(OFFICERS_OF_THE_PLACE, "run"),
    "desk:run_step": Door(NOBODY_HERE, "run_step", post_only=True),
    "desk:run_value": Door(NOBODY_HERE, "run", post_only=True),
    "desk:causes": Door(OFFICERS),
    "desk:causes_scheme": Door(OFFICERS, "causes"),
    "desk:cause_new": Door(NOBODY_HERE, "causes"),
    "desk:cause": Door(NOBODY_HERE, "cause"),
    "desk:cause_decide": Door(NOBODY_HERE, "cause_step", post_only=True),
    "desk:cause_end": Door(NOBODY_HERE, "cause", post_only=True),
    "desk:retention": Door(OFFICERS),
    "desk:retention_propose": Door(NOBODY_HERE, post_only=True),
    "desk:retention_step": Door(NOBODY_HERE, "retention_step", post_only=True),
    "desk:updates": Door(OFFICERS),
    "desk:update_new": Door(NOBODY_HERE),
    "desk:update": Door(OFFICERS, "update"),
    "desk:update_opinion": Door(CLERKS, "update_kind"),
    "desk:update_answer": Door(NOBODY_HERE, "update_answer", post_only=True),
    "desk:update_step": Door(NOBODY_HERE, "update_step", post_only=True),
    "desk:update_workbook": Door(OFFICERS, "update"),
    "desk:outdated": Door(OFFICERS),
    "desk:drafts": Door(OFFICERS),
    "desk:draft_new": Door(NOBODY_HERE),
    "desk:draft": Door(OFFICERS_OF_THE_PLACE, "draft"),
    "desk:draft_step": Door(NOBODY_HERE, "draft_step", post_only=True),
    "desk:draft_restore": Door(NOBODY_HERE, "draft_version", post_only=True),
    "desk:draft_values": Door(NOBODY_HERE, "draft"),
    "desk:draft_text": Door(OFFICERS_OF_THE_PLACE, "draft"),
    "desk:draft_download": Door(OFFICERS_OF_THE_PLACE, "draft_file"),
    "desk:draft_changes": Door(OFFICERS_OF_THE_PLACE, "draft"),
    "desk:draft_cases": Door(OFFICERS_OF_THE_PLACE, "draft"),
    "desk:draft_ask": Door(NOBODY_HERE, "draft"),
    "desk:draft_comments": Door(OFFICERS_OF_THE_PLACE, "draft"),
    "desk:draft_answer": Door(NOBODY_HERE, "draft_comment", post_only=True),
    "desk:draft_reviews": Door(OFFICERS_OF_THE_PLACE, "draft"),
    "desk:draft_review_file": Door(OFFICERS_OF_THE_PLACE, "draft_comment"),
    "desk:draft_approve": Door(NOBODY_HERE, "draft"),
    "desk:result": Door(OFFICERS_OF_THE_PLACE, "result"),
    "desk:result_receipt": Door(OFFICERS_OF_THE_PLACE, "result"),
    "desk:result_inputs": Door(OFFICERS_OF_THE_PLACE, "result"),
    "desk:draft_trials": Door(NOBODY_HERE, "draft"),
    "desk:trial": Door(NOBODY_HERE, "trial"),
    "desk:trial_progress": Door(NOBODY_HERE, "trial"),
    "desk:trial_cancel": Door(NOBODY_HERE, "trial", post_only=True),
    "desk:trial_move": Door(NOBODY_HERE, "trial_move"),
    "desk:trial_export": Door(NOBODY_HERE, "trial"),
    "desk:audit": Door(OFFICERS),
    "desk:audit_verify": Door(NOBODY_HERE, post_only=True),
    "desk:export": Door(OFFICERS, "list"),
}


def walked(resolver: URLResolver, space: str = "") -> Iterator[tuple[str, str]]:
    """Yield the name and the pattern of every address under `resolver`."""
    for each in resolver.url_patterns:
        if isinstance(each, URLResolver):
            inner = f"{space}{each.namespace}:" if each.namespace else space
            yield from walked(each, inner)
        elif isinstance(each, URLPattern):
            yield f"{space}{each.name or each.pattern}", str(each.pattern)


ADDRESSES = [name for name, _ in walked(get_resolver())]


def a_regulation() -> Regulation:
    """Return a made-up regulation."""
    return Regulation.objects.create(
        code="example", title="示例办法", kind="document", jurisdiction="national"
    )


class World:
    """One object of every kind that an address is about, of the first county; and the visitors."""

    def __init__(self, folder: Any) -> None:
        desk = self.desk = Desk()
        batch = batch_cast.stored(three_rows(folder / "penalties.xlsx"), actor(desk.home_clerk))
        record = Record.objects.filter(batch=batch)[0]
        post = Appointment.objects.get(user=desk.home_clerk)
        heir = a_post(a_user("heir"), post.authority, Role.CLERK, since=SINCE)
        today = localdate()
        loan = Delegation.objects.create(
            appointment=post, to=heir.user, since=today, until=today + timedelta(days=5)
        )
        sheet = Handover.objects.create(appointment=post, successor=heir, on=today)
        key = a_key(a_client(post.authority))
        result = self._a_result(desk)
        move = self._a_move(desk)
        trial = {"uid": move.trial.draft.uid, "trial": move.trial.uid}
        year = {"scheme": "highway-construction", "year": 2023}
        draft = drafts.make(
            result.run.edition,
            by=actor(desk.evaluator),
            title="示例草案",
            purpose="示例",
            day=date(today.year + 1, 1, 1),
        ).uid
        edition = {"scheme": "highway-construction", "edition": result.run.edition.edition}
        works = "highway-maintenance-works"
        cause = self._a_cause(desk)
        opinion = self._an_update(desk)
        merging = mergings.propose(
            None,
            by=actor(desk.city_clerk),
            subject=a_firm("91500101MA00000061", "示例丁路桥有限公司", desk.home),
            into=result.subject,
            reason="示例",
        )
        self.about: dict[str, dict[str, Any]] = {
            "": {},
            "nothing": {"rest": "nothing"},
            "subject": {"uid": record.subject.uid},
            "scheme_year": year,
            "scheme_year_subject": {**year, "uid": result.subject.uid},
            "edition": edition,
            "editions": {**edition, "other": edition["edition"]},
            "elsewhere": {"place": "hunan", "scheme": works, "edition": date(2021, 12, 31)},
            "user": {"pk": desk.home_clerk.pk},
            "post": {"pk": post.pk},
            "loan": {"pk": loan.pk},
            "sheet": {"pk": sheet.pk},
            "client": {"pk": key.client_id},
            "client_key": {"pk": key.client_id, "key": key.pk},
            "template": {"code": "penalty"},
            "mobile_form": {"code": "penalty", "key": "penalty"},
            "mobile_sent": (sent := {"uid": (photo := self._a_photo(desk)).form.uid}),
            "mobile_photo": {**sent, "pk": photo.pk},
            "batch": {"uid": batch.uid},
            "connector": {"code": "corps-penalties"},
            "connector_step": {"code": "corps-penalties", "name": "pull"},
            "package": {"number": self._a_package(key).number},
            "record": {"uid": record.uid},
            "correction": (correction := {"uid": self._a_correction(desk, record).uid}),
            "correction_step": {**correction, "name": "refuse"},
            "decision": {"uid": record.decision.uid},
            "authority": {"code": batch.authority.code},
            "sample": (sample := {"uid": self._a_sample(batch).uid}),
            "sample_row": {**sample, "position": 1},
            "sample_step": {**sample, "name": "submit"},
            "suspicion": (suspicion := {"uid": self._a_suspicion(batch).uid}),
            "suspicion_step": {**suspicion, "name": "explain"},
            "discrepancy": (differing := {"uid": self._a_discrepancy(record).uid}),
            "discrepancy_step": {**differing, "name": "ask"},
            "alert": (alert := {"uid": self._an_alert(record).uid}),
            "alert_step": {**alert, "name": "take"},
            "run": {"pk": result.run.pk},
            "receipt": {"run": result.run.uid, "index": 0, "code": "0" * 32},
            "run_step": {"pk": result.run.pk, "step": "propose"},
            "draft": {"uid": draft},
            "draft_step": {"uid": draft, "step": "submit"},
            "draft_version": {"uid": draft, "number": 1},
            "draft_file": {"uid": draft, "what": "text"},
            "draft_comment": {"uid": draft, "pk": 1},
            "result": {"pk": result.pk},
            "running": {"uid": result.subject.uid, "scheme": "highway-construction"},
            "retention_step": {"uid": uuid4(), "name": "approve"},
            "catalogue": {"code": "shili-2022"},
            "catalogues": {"code": "shili-2021", "other": "shili-2022"},
            "update": (update := {"uid": opinion.revision.uid}),
            "update_kind": {**update, "kind": "remark"},
            "update_answer": {**update, "pk": opinion.pk},
            "update_step": {**update, "name": "sum-up"},
            "causes": {"code": "highway-construction"},
            "cause": {"uid": cause.uid},
            "merging": {"uid": merging.uid},
            "merging_step": {"uid": merging.uid, "step": "merge"},
            "cause_step": {"uid": cause.uid, "step": "confirm"},
            "list": {"name": "records"},
            "regulation": {"code": a_regulation().code},
            "trial": trial,
            "trial_move": {**trial, "pk": move.pk},
        }
        stranger_firm = a_firm("91500102MA00000005", "示例别家有限公司", desk.moxi)
        self.visitors = {
            "clerk": at_work(desk.moxi_clerk),
            "manager": at_work(desk.in_post("moxi-manager", desk.moxi_transport, "administrator")),
            "firm": at_work(speaking_for(stranger_firm, "stranger-firm")),
        }
        self.home_clerk = at_work(desk.home_clerk)

    @staticmethod
    def _a_sample(batch: Batch) -> Sample:
        day = localdate()
        return Sample.objects.create(
            authority=batch.authority,
            place=batch.place,
            template=batch.template,
            since=day,
            until=day,
            population=1,
            drawn_on=day,
        )

    @staticmethod
    def _a_result(desk: Desk) -> Any:
        editions.seed()
        firm = a_firm("91500101MA00000002", "示例乙路桥有限公司", desk.home)
        ledger = Ledger(2023)
        ledger.firm(firm, "A")
        ledger.section(firm, "示例高速B1合同段", "4.2")
        by = actor(desk.evaluator)
        run = runs.ask(None, by=by, scheme="highway-construction", on=date(2023, 12, 31))
        computing.compute(run.pk)
        refresh(run.edition, [firm.pk], Why(Cause.FIRST, run.on, timezone.now()))
        return Run.objects.get(pk=run.pk).results.select_related("run__edition", "subject").get()

    @staticmethod
    def _a_package(key: ClientKey) -> Package:
        told = {"number": uuid4(), "made_at": timezone.now(), "received_at": timezone.now()}
        return Package.objects.create(client=key.client, key=key, digest="0" * 64, **told)

    @staticmethod
    def _a_photo(desk: Desk) -> FormPhoto:
        row = checking_samples.a_penalty()
        values = {key: str(value) for key, value in row.items()}
        photo = b"\xff\xd8\xff\xda\x00\x02..\xff\xd9"
        filled = forms.Filled(uuid4(), "penalty", "penalty", values, photos=(photo,))
        by = actor(desk.home_clerk)
        return forms.send(filled, by=by, now=timezone.now()).photos.get()

    @staticmethod
    def _an_update(desk: Desk) -> Opinion:
        told = {"kind": "information", "jurisdiction": "demo", "basis": "示例"}
        base = CatalogueEdition.objects.create(
            code="shili-2022", title="示例补充目录", since=date(2022, 1, 1), **told
        )
        CatalogueEdition.objects.create(code="shili-2021", title="示例旧目录", **told)
        by, today = actor(desk.evaluator), localdate()
        texts = {"title": "示例新目录", "purpose": "示例", "closes_on": today}
        update = revisions.begin(base, by=by, on=today, **texts)
        clerk = actor(desk.home_clerk)
        return opinions.give(update, by=clerk, on=today, kind="remark", reason="示例")

    @staticmethod
    def _a_correction(desk: Desk, record: Record) -> Correction:
        return corrections.propose(
            record,
            by=actor(desk.home_clerk),
            changes={"fine": "7.7"},
            cause="entry",
            reason="示例",
            now=timezone.now(),
        )

    @staticmethod
    def _a_suspicion(batch: Batch) -> Suspicion:
        return Suspicion.objects.create(
            kind="gap",
            key="示例",
            authority=batch.authority,
            place=batch.place,
            facts={"about": "示例", "missing": "3"},
            count=1,
            raised_on=localdate(),
        )

    @staticmethod
    def _a_discrepancy(record: Record) -> Discrepancy:
        return Discrepancy.objects.create(
            subject=record.subject,
            field="address",
            digest="示例",
            evidence={"entity": "示例路1号", "firm-year": "示例路2号"},
            found_at=timezone.now(),
        )

    @staticmethod
    def _an_alert(record: Record) -> Alert:
        return Alert.objects.create(
            rule="violations-of-a-subject",
            about=f"subject:{record.subject_id}",
            subject=record.subject,
            place=record.subject.home_place,
            facts={"shape": "spike", "now": 3, "past": 0, "days": 90, "spans": 4},
            raised_on=localdate(),
        )

    @staticmethod
    def _a_cause(desk: Desk) -> Any:
        by = actor(desk.evaluator)
        wanted = causes.Wanted("示例案由", "", date(2024, 1, 1))
        return causes.propose(
            None, by=by, scheme="highway-construction", wanted=wanted, reason="示例"
        )

    @staticmethod
    def _a_move(desk: Desk) -> TrialMove:
        by, draft = actor(desk.evaluator), a_draft(harsher)
        trial = trials.ask(None, by=by, draft=draft, on=date(2023, 12, 31), today=localdate())
        trying.compute(trial.pk)
        return TrialMove.objects.select_related("trial__draft").get(trial=trial)

    def address(self, name: str) -> str:
        """Return the address of this name, about the object of the first county."""
        return reverse(name, kwargs=self.about[DOORS[name].about])


@pytest.fixture
def world(db, settings, tmp_path) -> World:
    settings.MEDIA_ROOT = tmp_path / "files"
    return World(tmp_path)


def leads_to_log_in(answer: HttpResponse) -> bool:
    return answer.status_code == 302 and answer["Location"].startswith(reverse("accounts:login"))


def expected(name: str, visitor: str) -> set[int]:
    """Return how the door may answer a visitor who asks for the page by GET."""
    door = DOORS[name]
    if door.opens_to == SYSTEMS:
        return NOT_BY_LOG_IN
    opens = {
        ANYBODY: {"clerk", "manager", "firm"},
        KNOWN: {"clerk", "manager", "firm"},
        OFFICERS: {"clerk", "manager"},
        CLERKS: {"clerk"},
        FIRMS: {"firm"},
        MANAGERS_OF_THE_PLACE: set() if door.about else {"manager"},
    }.get(door.opens_to, set())
    if door.post_only:
        return {405} if visitor in opens else {403, 404, 405}
    if name in LEAD_ON:
        return {200, 302}
    return {200} if visitor in opens else {403, 404}


def test_every_address_has_a_door_and_every_door_an_address():
    assert sorted(ADDRESSES) == sorted(DOORS)


def test_a_stranger_gets_public_pages_alone(world):
    stranger = Client(raise_request_exception=False)

    answers = {name: stranger.get(world.address(name)) for name in DOORS}

    of_systems = {name for name, door in DOORS.items() if door.opens_to == SYSTEMS}
    assert {answers.pop(name).status_code for name in of_systems} == NOT_BY_LOG_IN
    public = {name for name, door in DOORS.items() if door.opens_to == ANYBODY}
    absent = {name for name in DOORS if name.startswith("portal:")} - public
    assert {name for name, answer in answers.items() if answer.status_code == 404} == absent
    assert {name for name, answer in answers.items() if answer.status_code == 200} == (
        public - {"portal:elder", "accounts:factor-check"}
    )
    assert {name for name, answer in answers.items() if leads_to_log_in(answer)} == (
        DOORS.keys() - public - absent - of_systems | {"accounts:factor-check"}
    )


@pytest.mark.parametrize("visitor", ["clerk", "manager", "firm"])
def test_a_door_opens_to_those_of_the_table_alone(world, visitor):
    answers = {name: world.visitors[visitor].get(world.address(name)) for name in DOORS}

    assert not {
        name: answer.status_code
        for name, answer in answers.items()
        if answer.status_code not in expected(name, visitor)
    }


@pytest.mark.parametrize("visitor", ["clerk", "manager", "firm"])
def test_nobody_does_anything_to_what_is_anothers(world, visitor):
    sent = {"reason": "示例", "purpose": "示例"}
    # What a clerk begins is the clerk's own.
    own = {name for name, door in DOORS.items() if visitor == "clerk" and door.opens_to == CLERKS}
    names = [name for name, door in DOORS.items() if door.about and name not in own]
    # What is open to the clerks of all units is nobody's own.
    names = [name for name, door in DOORS.items() if door.about and door.opens_to != CLERKS]

    answers = {name: world.visitors[visitor].post(world.address(name), sent) for name in names}

    assert not {
        name: answer.status_code
        for name, answer in answers.items()
        if answer.status_code
        not in (NOT_BY_LOG_IN if DOORS[name].opens_to == SYSTEMS else {403, 404, 405})
    }


@pytest.mark.parametrize("whose", ["stranger", "clerk"])
def test_nothing_is_taken_from_a_form_of_another_site(world, whose):
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    if whose == "clerk":
        client.cookies = world.home_clerk.cookies

    answers = {name: client.post(world.address(name)) for name in DOORS}

    assert not {
        name: answer.status_code
        for name, answer in answers.items()
        if answer.status_code
        not in (NOT_BY_LOG_IN if DOORS[name].opens_to == SYSTEMS else {403, 405})
    }


def test_what_changes_something_is_not_done_by_looking(world):
    names = [name for name, door in DOORS.items() if door.post_only]

    answers = {name: world.home_clerk.get(world.address(name)) for name in names}

    assert names
    assert {answer.status_code for answer in answers.values()} <= {403, 405}


def test_its_own_clerk_sees_what_the_neighbour_does_not(world):
    names = ["desk:record", "desk:subject", "desk:import_batch", "desk:import_returned"]

    mine = [world.home_clerk.get(world.address(name)).status_code for name in names]
    absent = [
        world.home_clerk.get(reverse(name, kwargs={"uid": uuid4()})).status_code for name in names
    ]

    assert (mine, absent) == ([200] * 4, [404] * 4)
