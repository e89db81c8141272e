"""Addresses of the public site."""

from django.urls import path

from xinlu.portal.views import (
    catalogue,
    drafts,
    editions,
    elsewhere,
    home,
    look,
    machines,
    pages,
    receipts,
    regulations,
    results,
    search,
    subjects,
    trying,
)

app_name = "portal"

urlpatterns = [
    path("", home.home, name="home"),
    path("search/", search.search, name="search"),
    path("subjects/<uuid:uid>/", subjects.subject, name="subject"),
    path("results/", results.index, name="results"),
    path("results/<slug:scheme>/<int:year>/", results.result_list, name="result_list"),
    path("results/<slug:scheme>/<int:year>/export/", results.export, name="result_export"),
    path("results/<slug:scheme>/<int:year>/<uuid:uid>/", results.explanation, name="explanation"),
    path(
        "results/<slug:scheme>/<int:year>/<uuid:uid>/receipt.json",
        receipts.receipt,
        name="receipt",
    ),
    path("receipts/", receipts.verify, name="receipts"),
    path(
        "receipts/<uuid:run>/<int:index>/<slug:code>/", receipts.receipt_page, name="receipt_page"
    ),
    path(
        "receipts/<uuid:run>/<int:index>/<slug:code>/receipt.json",
        receipts.receipt_file,
        name="receipt_file",
    ),
    path("receipts/keys.json", receipts.keys, name="receipt_keys"),
    path("editions/", editions.editions, name="editions"),
    path("editions/<slug:scheme>/<str:edition>/", editions.edition, name="edition"),
    path(
        "editions/<slug:scheme>/<str:edition>/compare/<str:other>/",
        editions.compare,
        name="edition_compare",
    ),
    path("editions/<slug:scheme>/<str:edition>/try/", trying.sheet, name="edition_try"),
    path(
        "elsewhere/<slug:place>/<slug:scheme>/<str:edition>/", elsewhere.edition, name="elsewhere"
    ),
    path(
        "elsewhere/<slug:place>/<slug:scheme>/<str:edition>/compare/",
        elsewhere.compare,
        name="elsewhere_compare",
    ),
    path("regulations/", regulations.index, name="regulations"),
    path("regulations/<slug:code>/", regulations.regulation, name="regulation"),
    path("catalogue/", catalogue.index, name="catalogues"),
    path("catalogue/<slug:code>/", catalogue.edition, name="catalogue"),
    path("catalogue/<slug:code>/edition.xlsx", catalogue.export, name="catalogue_export"),
    path(
        "catalogue/<slug:code>/compare/<slug:other>/", catalogue.compare, name="catalogue_compare"
    ),
    path("drafts/<uuid:uid>/", drafts.draft, name="draft"),
    path("figures/", pages.figures, name="figures"),
    path("privacy/", pages.privacy, name="privacy"),
    path("ledger/", pages.ledger, name="ledger"),
    path("look/", look.look, name="look"),
    path("elder/", look.elder, name="elder"),
    path("robots.txt", machines.robots, name="robots"),
    path("healthz", machines.healthz, name="healthz"),
]
