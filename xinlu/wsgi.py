"""The WSGI application that granian serves."""

import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "xinlu.settings")
application = get_wsgi_application()
# Every page's code is read now, not while the first visitor waits.
get_resolver().url_patterns  # noqa: B018
