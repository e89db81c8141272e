"""Every address of the site; who may open which is decided in `accounts.doors`."""

from django.conf import settings
from django.urls import include, path

urlpatterns = [
    path("", include("xinlu.portal.urls")),
    path("desk/", include("xinlu.desk.urls")),
    path("accounts/", include("xinlu.accounts.urls")),
    path("api/v1/", include("xinlu.exchange.urls")),
]

# The government's own sign-on, only where it is set up; the library's other pages stay unmounted.
if settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"]:
    urlpatterns.append(
        path(
            "accounts/sso/",
            include("allauth.socialaccount.providers.openid_connect.urls"),
        )
    )
