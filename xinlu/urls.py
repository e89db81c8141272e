"""Every address of the site; who may open which is decided in `accounts.doors`."""

from django.urls import include, path

urlpatterns = [
    path("", include("xinlu.portal.urls")),
    path("desk/", include("xinlu.desk.urls")),
    path("accounts/", include("xinlu.accounts.urls")),
]
