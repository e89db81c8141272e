"""A browser as people have it, Debian's Chromium, before a site that really runs."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.browser import steps, workbooks
from tests.browser.officers import CITY, CLERK, SECOND, Officer
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
    steps.send(page, "highway-ledger", workbooks.ledger(folder, 2023))
    steps.store(page)
    return page


@pytest.fixture(scope="session")
def trial(visit: Visit, ledger: Page) -> Page:
    """The city officer's page of a run that is a trial (试算)."""
    page = visit(CITY)
    steps.ask_for_run(page, "highway-construction", date(2023, 12, 31))
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
