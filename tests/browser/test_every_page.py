"""What holds on every page: accessible, no wider than a phone, and nothing from elsewhere."""

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils.timezone import localdate
from playwright.sync_api import Page

from tests.browser import rulebooks, workbooks
from tests.browser.officers import ADMINISTRATOR, CITY, CLERK, SECOND
from tests.browser.workbooks import BUILDER

pytestmark = pytest.mark.browser

DESKTOP = {"width": 1440, "height": 1000}
PHONE = {"width": 390, "height": 844}
STRANGERS = [
    "/",
    "/search/",
    "/search/?q=示例",
    "/search/?q=没有的企业",
    "/search/?kind=person",
    "/results/",
    "/results/highway-construction/2024/",
    "/editions/",
    "/editions/highway-construction/2021-10-20/",
    "/editions/highway-construction/2021-10-20/try/",
    "/elsewhere/guangdong/road-passenger-firm/2006-01-01/",
    "/elsewhere/guangdong/road-passenger-firm/2006-01-01/compare/",
    "/regulations/",
    "/regulations/?standing=ended",
    "/regulations/ndrc-order-58/",
    "/regulations/mot-2009-733/",
    "/catalogue/",
    "/catalogue/national-2024/",
    "/catalogue/sanctions-2024/",
    "/catalogue/national-2025/",
    "/catalogue/national-2022/compare/national-2024/",
    "/figures/",
    "/privacy/",
    "/ledger/",
    "/receipts/",
    "/look/",
    "/accounts/login/",
    "/accounts/locked/",
]
CLERKS = [
    "/desk/imports/new/",
    "/desk/m/",
    "/desk/m/?q=示例",
    "/desk/m/penalty/penalty/",
    "/desk/records/?template=penalty",
    "/accounts/mine/",
]
CITYS = [
    "/desk/",
    "/desk/todo/",
    "/desk/done/",
    "/desk/search/?q=示例",
    "/desk/imports/",
    "/desk/connectors/",
    "/desk/connectors/corps-penalties/",
    "/desk/inbox/",
    "/desk/packages/",
    "/desk/records/",
    "/desk/corrections/",
    "/desk/corrections/?state=all",
    "/desk/corrections/workload/?by=field&then=cause",
    "/desk/publicity/",
    "/desk/publicity/?month=2026-05",
    "/desk/publicity-rates/",
    "/desk/publicity-monthly/",
    "/desk/publicity-monthly/circular/",
    "/desk/alerts/",
    "/desk/subjects/",
    "/desk/mergings/",
    "/desk/discrepancies/",
    "/desk/discrepancies/?state=accepted",
    "/desk/runs/",
    "/desk/causes/",
    "/desk/causes/highway-construction/",
    "/desk/retention/",
    "/desk/retention/?until=2040-01-01",
    "/desk/updates/",
    "/desk/updates/new/",
    "/desk/outdated/",
    "/desk/drafts/",
    "/desk/drafts/new/",
    "/desk/audit/",
    "/accounts/organisations/",
    "/accounts/people/",
    "/accounts/password/",
    "/accounts/factor/",
]
ADMINISTRATORS = [
    "/accounts/people/invite/",
    "/accounts/people/1/",
    "/accounts/clients/",
    "/accounts/clients/new/",
]

#: Pages of a draft that is being written.
DRAFTS = ["", "values/", "text/", "changes/", "cases/", "trials/", "ask/", "comments/", "reviews/"]

Walk = Callable[..., list[tuple[Page, str]]]


@pytest.fixture(scope="session")
def drafted(visit) -> str:
    """The address of a draft that is being written."""
    return rulebooks.begin(visit(CITY), "道路旅客运输企业质量信誉考核")


@pytest.fixture(scope="session")
def compared(enacted) -> str:
    """The address where an edition is held beside the one that comes after it."""
    day = f"{localdate().year + 1}-01-01"
    return f"/editions/highway-construction/2021-10-20/compare/{day}/"


@pytest.fixture(scope="session")
def moved(visit, tried) -> str:
    """The address of one who moves in the trial."""
    page = visit(CITY)
    page.goto(tried.url)
    href = page.locator("#movers").get_by_role("link", name="逐笔对照").get_attribute("href")
    assert href is not None
    return href


@pytest.fixture(scope="session")
def receipt(site, announced) -> str:
    """The address of a receipt, which a printed result names; a worker signs it."""
    return site.ask(_RECEIPT)


_RECEIPT = """
import time
from xinlu.evaluation import receipts
from xinlu.evaluation.models import ResultProof
proofs = ResultProof.objects.filter(result__run__year=2024).select_related("result__run")
for _ in range(300):
    if proof := proofs.first():
        break
    time.sleep(0.1)
code = receipts.code_of(receipts.of_result(proof.result))
print(f"/receipts/{proof.result.run.uid}/{proof.index}/{code}/")
"""


@pytest.fixture(scope="session")
def addresses(
    visit, announced, explained, stored, ledger, drafted, tried, moved, receipt, compared
) -> dict:
    """Every kind of page, by who looks at it; those of things that the journey made among them."""
    stranger, clerk = visit(), visit(CLERK)
    stranger.goto(f"/search/?q={BUILDER.code}")
    stranger.get_by_role("link", name=BUILDER.name).click()
    public = stranger.url
    stranger.get_by_role("link", name="为什么是").click()
    clerk.goto(f"/desk/records/?number={workbooks.BUILDER_NUMBER}")
    record = clerk.get_by_role("link", name="查看", exact=True).get_attribute("href")
    subject = clerk.get_by_role("link", name=BUILDER.name).get_attribute("href")
    return {
        None: [*STRANGERS, public, stranger.url, receipt, tried.public, compared],
        CLERK: [*CLERKS, stored.url, f"{stored.url}?show=all", ledger.url, record, subject],
        CITY: [
            *CITYS,
            announced.url,
            explained.url,
            *(f"{drafted}{part}" for part in DRAFTS),
            tried.url,
            moved,
        ],
        SECOND: [f"{tried.draft}approve/"],
        ADMINISTRATOR: ADMINISTRATORS,
    }


@pytest.fixture(scope="session")
def walk(visit, addresses) -> Walk:
    """Opens every page in turn, in the standard layout or in the elders'."""

    def walk(is_elder):
        for officer, listed in addresses.items():
            page = visit(officer)
            if is_elder:
                page.goto("/elder/?to=1")
            for address in listed:
                answer = page.goto(address)
                assert answer is not None
                assert answer.ok, f"{address} answered {answer.status}"
                yield page, address

    return walk


#: What depends on how a page is laid out; all else is the same at every width.
OF_LAYOUT = [
    "color-contrast",
    "link-in-text-block",
    "scrollable-region-focusable",
    "target-size",
]


def faults_of(page: Page, *, is_first: bool) -> list[str]:
    """Return what is wrong with the page at its width: what axe finds, and scrolling sideways.

    All that axe asks is asked in the first layout, what depends on the layout in the others.
    """
    options = {} if is_first else {"runOnly": {"type": "rule", "values": OF_LAYOUT}}
    answer = Axe().run(page, options={"resultTypes": ["violations"], **options})
    found = answer.response["violations"]
    faults = [f"{one['id']}: {node['html'][:160]}" for one in found for node in one["nodes"][:3]]
    width = page.evaluate("document.documentElement.scrollWidth")
    if width > page.viewport_size["width"]:
        faults.append(f"is {width} wide")
    return faults


@pytest.fixture(scope="session")
def wrong(walk) -> dict:
    """What is wrong on any page: at two widths, and on a phone in the elders' layout."""
    found = {}
    for is_elder, sizes in ((False, (DESKTOP, PHONE)), (True, (PHONE,))):
        for page, address in walk(is_elder):
            for size in sizes:
                page.set_viewport_size(size)
                is_first = not is_elder and size == DESKTOP
                if faults := faults_of(page, is_first=is_first):
                    found[f"{address} at {size['width']}{' (elders)' * is_elder}"] = faults
    return found


def test_axe_finds_nothing_wrong_and_nothing_scrolls_sideways(wrong):
    assert wrong == {}


def test_no_page_asks_elsewhere_answers_without_its_policy_or_errs(wrong, witness, addresses):
    assert witness.answers > 2 * sum(map(len, addresses.values()))
    assert witness.faults == []
