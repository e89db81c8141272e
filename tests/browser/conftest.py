"""A browser as people have it, Debian's Chromium, before a site that really runs."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.browser import rulebooks, steps, workbooks
from tests.browser.officers import CITY, CLERK, LEGAL, SECOND, Officer
from tests.browser.sites import Site, prepare, served
from tests.browser.witnesses import Witness
from tests.installations import Installation, installed

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
DESKTOP = {"width": 1440, "height": 1000}

Visit = Callable[..., Page]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium, headless."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """The fictional city, of which each that is served is a copy: officers, and no records."""
    with installed(tmp_path_factory.mktemp("city"), "demo") as here:
        prepare(here)
        yield here


@pytest.fixture(scope="session")
def site(city: Installation, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The city's site with its worker."""
    with (
        installed(tmp_path_factory.mktemp("site"), "demo", like=city) as here,
        served(here) as there,
    ):
        yield there


@pytest.fixture(scope="session")
def witness(site: Site) -> Witness:
    """Who has seen everything that the browser asked and was told."""
    return Witness(site.url)


@pytest.fixture(scope="session")
def visit(chromium: Browser, site: Site, witness: Witness) -> Iterator[Visit]:
    """Opens a page for an officer, who logs in once, or for a stranger."""
    kept: dict[str, Any] = {}
    with ExitStack() as open_ones:

        def context(**options: Any) -> BrowserContext:
            options = {"viewport": DESKTOP, "locale": "zh-CN", "base_url": site.url} | options
            made = open_ones.enter_context(chromium.new_context(**options))
            made.set_default_timeout(20_000)
            witness.watch(made)
            return made

        def visit(officer: Officer | None = None, **options: Any) -> Page:
            if officer is None:
                return context(**options).new_page()
            if officer.username not in kept:
                page = context().new_page()
                steps.log_in(page, officer)
                kept[officer.username] = page.context.storage_state()
            return context(storage_state=kept[officer.username], **options).new_page()

        yield visit


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the officers keep the files that they send."""
    return tmp_path_factory.mktemp("sent")


@pytest.fixture(scope="session")
def checked(visit: Visit, folder: Path) -> Page:
    """The clerk's page of the penalties, checked and not yet stored; it is left as it was then."""
    page = visit(CLERK)
    steps.send(page, "penalty", workbooks.penalties(folder / workbooks.PENALTIES))
    return page


@pytest.fixture(scope="session")
def stored(visit: Visit, checked: Page) -> Page:
    """The clerk's page of the penalties that were stored."""
    page = visit(CLERK)
    page.goto(checked.url)
    steps.store(page)
    return page


@pytest.fixture(scope="session")
def ledger(visit: Visit, stored: Page, folder: Path) -> Page:
    """The clerk's page of the road builders' ledger that was stored."""
    page = visit(CLERK)
    steps.send(page, "highway-ledger", workbooks.ledger(folder, 2024))
    steps.store(page)
    return page


@pytest.fixture(scope="session")
def trial(visit: Visit, ledger: Page) -> Page:
    """The city officer's page of a run that is a trial (试算)."""
    page = visit(CITY)
    steps.ask_for_run(page, "highway-construction", date(2024, 12, 31))
    return page


@pytest.fixture(scope="session")
def explained(visit: Visit, trial: Page) -> Page:
    """The city officer's page of why the road builder has its grade."""
    page = visit(CITY)
    page.goto(trial.url)
    page.get_by_role("row", name=workbooks.BUILDER.name).get_by_role("link", name="为什么").click()
    return page


@pytest.fixture(scope="session")
def proposed(visit: Visit, explained: Page, trial: Page) -> Page:
    """The city officer's page of the run after values were confirmed and it was proposed."""
    page = visit(CITY)
    page.goto(trial.url)
    steps.confirm_values(page)
    steps.take(page, "提请公示")
    return page


@pytest.fixture(scope="session")
def overreached(visit: Visit, proposed: Page) -> Page:
    """The city officer's page after trying to publish what they had proposed themselves."""
    page = visit(CITY)
    page.goto(proposed.url)
    button = page.get_by_role("button", name="审定公示")
    expect(button).to_be_disabled()
    button.evaluate("button => { button.disabled = false }")
    button.click()
    expect(page.locator(".messages")).to_contain_text("另一人")
    return page


@pytest.fixture(scope="session")
def publicised(visit: Visit, proposed: Page, overreached: Page) -> Page:
    """The second officer's page of the run in publicity (公示)."""
    page = visit(SECOND)
    page.goto(proposed.url)
    steps.take(page, "审定公示")
    return page


@pytest.fixture(scope="session")
def announced(site: Site, visit: Visit, publicised: Page) -> Page:
    """The second officer's page of the run that was announced (公告), its publicity being over."""
    site.ask(_PUBLICITY_PASSES)
    page = visit(SECOND)
    page.goto(publicised.url)
    steps.take(page, "公告")
    return page


_PUBLICITY_PASSES = """
from datetime import date
from xinlu.evaluation.models import Run
Run.objects.update(publicised_on=date(2026, 3, 2), publicity_until=date(2026, 3, 16))
"""


@dataclass(frozen=True)
class Results:
    """The public results of the announced year: their rows, and the page that shows them."""

    rows: str
    page: str


@dataclass(frozen=True)
class Tried:
    """A draft by its address and its public one, and the address of its trial."""

    draft: str
    public: str
    url: str


@pytest.fixture(scope="session")
def results_now(site: Site, visit: Visit, announced: Page) -> Callable[[], Results]:
    """Reads the results of the announced year as they are now."""

    def read() -> Results:
        page = visit()
        page.goto("/results/highway-construction/2024/")
        return Results(site.ask(_ROWS), page.locator("main").inner_text())

    return read


@pytest.fixture(scope="session")
def results_before(results_now: Callable[[], Results]) -> Results:
    """The results of the announced year before anybody drafted anything."""
    return results_now()


@pytest.fixture(scope="session")
def tried(visit: Visit, results_before: Results) -> Tried:
    """A draft that the city's officer wrote and tried on the announced year."""
    page = visit(CITY)
    draft = rulebooks.begin(page)
    rulebooks.change(page, draft)
    trial = rulebooks.try_on(page, draft, "2024-12-31")
    return Tried(draft, draft.replace("/desk/", "/"), trial)


@pytest.fixture(scope="session")
def approvable(site: Site, visit: Visit, tried: Tried) -> Tried:
    """The draft after comments were asked for and answered, both reviews passed, and proposed."""
    city, legal, stranger = visit(CITY), visit(LEGAL), visit()
    site.ask(_ROUND_BEGINS)
    rulebooks.comment(stranger, tried.public)
    rulebooks.answer(city, tried.draft)
    site.ask(_ROUND_ENDS)
    rulebooks.take(city, tried.draft, "送审")
    for kind in ("legal", "competition"):
        rulebooks.review(legal, tried.draft, kind)
    rulebooks.take(city, tried.draft, "提请批准")
    return tried


@pytest.fixture(scope="session")
def self_approved(visit: Visit, approvable: Tried) -> Page:
    """The page of whoever wrote the draft after trying to approve it all the same."""
    page = visit(CITY)
    page.goto(f"{approvable.draft}approve/")
    button = page.get_by_role("button", name="批准", exact=True)
    expect(button).to_be_disabled()
    button.evaluate("button => button.form.submit()")
    expect(page.locator(".messages")).to_contain_text("另一人")
    return page


@pytest.fixture(scope="session")
def enacted(visit: Visit, approvable: Tried, self_approved: Page) -> Page:
    """The second officer's page of the draft, approved with a double click and sent once more."""
    page = visit(SECOND)
    page.goto(f"{approvable.draft}approve/")
    fields = page.locator("main form").evaluate("form => [...new FormData(form)]")
    page.get_by_role("button", name="批准", exact=True).click()
    page.get_by_role("dialog").get_by_role("button", name="批准").dblclick()
    expect(page.locator(".messages")).to_contain_text("已批准")
    form = "&".join(f"{quote(name)}={quote(value)}" for name, value in fields)
    again = page.request.post(
        f"{approvable.draft}approve/",
        data=form,
        headers={"Content-Type": "application/x-www-form-urlencoded", "Referer": approvable.draft},
    )
    assert "以第一次为准" in again.text()
    return page


_ROWS = """
from xinlu.evaluation.models import Result, Run
rows = Result.objects.filter(run__in=Run.objects.public(), run__year=2024).order_by("pk")
print(list(rows.values()))
"""
_ROUND_BEGINS = """
from datetime import date
from xinlu.accounts.actors import officer
from xinlu.accounts.models import User
from xinlu.evaluation.models import Draft
from xinlu.evaluation.services import consultations
day = date(2026, 3, 2)
by = officer(User.objects.get(username="city-first"), date.today())
drafts = Draft.objects.filter(scheme="highway-construction")
consultations.ask(drafts.get(), by=by, on=day, days=7, asked=[], is_public=True)
drafts.update(comments_until=date.today())
"""
_ROUND_ENDS = """
from datetime import date
from xinlu.evaluation.models import Draft
Draft.objects.filter(scheme="highway-construction").update(comments_until=date(2026, 3, 11))
"""
