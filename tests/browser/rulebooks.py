"""What officers and the public do with a draft of a rulebook, page by page."""

from playwright.sync_api import Page, expect

from tests.browser.steps import await_worker

TITLE = "公路施工企业信用评价"
#: A number of a band, with which goes the one that it meets, and the points of an item.
BAND, ITEM = "bands.A.from", "items.GLSG1-2-3.value"


def begin(page: Page, title: str = TITLE) -> str:
    """Begin a draft from the only edition of this title, and return its address."""
    page.goto("/desk/drafts/")
    page.get_by_role("row", name=title).get_by_role("link", name="起草修订").click()
    page.get_by_label("起草说明").fill("示例：A级由85分提高到88分，虚假投诉扣40分。")
    page.get_by_role("button", name="建立草案").click()
    expect(page.get_by_role("heading", name="各稿")).to_be_visible()
    return page.url


def change(page: Page, draft: str) -> None:
    """Change two numbers of the draft, each where it stands."""
    page.goto(f"{draft}values/")
    for path, value in ((BAND, "88"), (ITEM, "40")):
        page.locator(f'input[name="f:{path}"]').fill(value)
    page.get_by_label("改动说明").fill("示例：调整分档和扣分")
    page.get_by_role("button", name="存为新的一稿").click()
    expect(page.locator(".messages")).to_contain_text("已存为新的一稿")


def try_on(page: Page, draft: str, on: str) -> str:
    """Try the draft on the records of a past year, and return the address of the trial."""
    page.goto(f"{draft}trials/")
    page.get_by_label("用哪一年的记录").select_option(on)
    page.get_by_role("button", name="开始试算").click()
    page.wait_for_url("**/trials/*/")
    await_worker(page)
    return page.url


def comment(page: Page, public: str) -> None:
    """Say something of the draft, as anybody may."""
    page.goto(public)
    page.get_by_label("您是").select_option("firm")
    page.get_by_label("意见", exact=False).last.fill("示例：建议留出准备时间。")
    page.get_by_role("button", name="提交意见").click()
    expect(page.locator("#say")).to_contain_text("已收到")


def answer(page: Page, draft: str) -> None:
    """Answer the only comment."""
    page.goto(f"{draft}comments/")
    page.get_by_label("是否采纳").select_option("adopted")
    page.get_by_label("意见概要").fill("建议留出准备时间")
    page.locator(".comment-list").get_by_label("答复（必填）").fill("示例：自明年起施行。")
    page.get_by_role("button", name="存答复").click()
    expect(page.locator(".messages")).to_contain_text("已答复")


def review(page: Page, draft: str, kind: str) -> None:
    """Record a review that was passed."""
    page.goto(f"{draft}reviews/?kind={kind}")
    page.get_by_label("审核单位").fill("示例市交通运输委员会法规处")
    page.get_by_label("文号").fill("示例审〔2026〕1号")
    page.get_by_label("意见（必填）").fill("示例：同意。")
    page.get_by_role("button", name="登记").click()
    expect(page.locator(".messages")).to_contain_text("已登记")


def take(page: Page, draft: str, verb: str) -> None:
    """Take a step with the draft that one press takes."""
    page.goto(draft)
    page.get_by_role("button", name=verb, exact=True).click()
    expect(page.locator(".messages")).to_contain_text(f"已{verb}。")
