"""Addresses of the interface; clients show who they are, its description is open to anybody."""

from django.urls import URLPattern, path, register_converter

from xinlu.accounts.doors import public
from xinlu.exchange import views
from xinlu.exchange.api import batches, corrections, records, templates
from xinlu.exchange.api.entry import api, told_as_problem

for router in (batches.router, templates.router, records.router, corrections.router):
    api.add_router("", router)

app_name = "api"


class Anything:
    """Whatever follows in an address, line breaks among it."""

    regex = r"[\s\S]+"

    def to_python(self, value: str) -> str:
        """Return it as it stands."""
        return value

    def to_url(self, value: str) -> str:
        """Return it as it stands."""
        return value


register_converter(Anything, "anything")

urlpatterns: list[URLPattern] = [
    path("", views.guide, name="guide"),
    path("openapi.json", views.description, name="description"),
]
for each in api.urls[0]:
    if isinstance(each, URLPattern) and each.name != "api-root":
        # Not a page of ours that asks for a log-in: the interface asks for credentials itself.
        each.callback = public(told_as_problem(each.callback))
        urlpatterns.append(each)
urlpatterns.append(path("<anything:rest>", views.absent, name="absent"))
