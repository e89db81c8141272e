"""What a stranger's browser does with the public pages."""

from urllib.parse import urlsplit

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PAGES = ["/", "/look/", "/accounts/login/"]


@pytest.mark.parametrize("path", PAGES)
def test_no_page_asks_another_host_or_breaks_its_own_policy(live_server, page, path):
    asked, said = [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))

    answer = page.goto(live_server.url + path)

    assert answer.ok
    assert {urlsplit(url).netloc for url in asked if not url.startswith("data:")} == {
        urlsplit(live_server.url).netloc
    }
    assert not [text for text in said if "Content Security Policy" in text]


@pytest.mark.parametrize("path", PAGES)
def test_no_page_scrolls_sideways_on_a_phone(live_server, page, path):
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(live_server.url + path)

    width = page.evaluate("document.documentElement.scrollWidth")

    assert width <= 390
