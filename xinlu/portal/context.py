"""What every page may say about the site it belongs to. No database is asked here."""

from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from xinlu.kernel.yaml_files import read_yaml

ELDER_COOKIE = "elder"

#: The public site's navigation: words and the names of their pages.
NAVIGATION = (
    ("首页", "portal:home"),
    ("信用查询", "portal:search"),
    ("评价与公告", "portal:results"),
    ("评价标准", "portal:editions"),
    ("隐私与公开", "portal:privacy"),
)
#: Pages that explain the site, linked from the foot.
FOOT_PAGES = (
    ("口径与数据截至", "portal:figures"),
    ("评价标准", "portal:editions"),
    ("法规库", "portal:regulations"),
    ("目录与清单", "portal:catalogues"),
    ("每日账首指纹", "portal:ledger"),
    ("凭证核验", "portal:receipts"),
    ("隐私与公开", "portal:privacy"),
)


@cache
def about(jurisdiction: str) -> dict[str, str]:
    """Return what `jurisdiction.yaml` says of a jurisdiction: `title`, `authority`, `telephone` …

    A jurisdiction that says nothing is called by its code.
    """
    path = Path(settings.JURISDICTIONS_DIR) / jurisdiction / "jurisdiction.yaml"
    said = read_yaml(path) if path.is_file() else {}
    return {"title": jurisdiction, **{key: str(value) for key, value in (said or {}).items()}}


def address(url_name: str) -> str:
    """Return the address of a page, or nothing when this installation does not have it."""
    try:
        return reverse(url_name)
    except NoReverseMatch:
        return ""


def navigation(path: str) -> list[dict[str, Any]]:
    """Return the public navigation for somebody on `path`; the longest that fits is current."""
    entries = [(title, address(name)) for title, name in NAVIGATION]
    fitting = [
        url for _, url in entries if url and (path == url or (url != "/" and path.startswith(url)))
    ]
    here = max(fitting, key=len, default="")
    return [{"title": title, "url": url, "current": url == here} for title, url in entries if url]


def site(request: HttpRequest) -> dict[str, Any]:
    """Return the words of the frame around a page; a view's own context goes before them."""
    said = about(settings.JURISDICTION)
    return {
        "site_name": "信路",
        "jurisdiction": said,
        "demo_banner": settings.JURISDICTION == "demo",
        "elder": request.COOKIES.get(ELDER_COOKIE) == "1",
        "nav": navigation(request.path),
        "foot_pages": FOOT_PAGES,
        "data_as_of": None,
    }
