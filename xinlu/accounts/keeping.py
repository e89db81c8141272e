"""What somebody typed is kept while they log in again: an expired log-in loses nothing."""

from dataclasses import dataclass

from django.core import signing
from django.http import HttpRequest

SALT = "xinlu.accounts.keeping"
#: How long a form is kept, in seconds.
KEPT_FOR = 3600
#: A form longer than this is not kept, in characters once signed.
LONGEST = 400_000
#: Words in the names of fields that are never written into a page.
SECRET_WORDS = ("password", "token", "secret")


@dataclass(frozen=True)
class Kept:
    """A form that waits: where it was going, its fields, and whether files were with it."""

    to: str
    fields: list[tuple[str, str]]
    had_files: bool


def keep(request: HttpRequest) -> str:
    """Return the form of `request` as a signed token; empty when it is too long to be kept."""
    fields = [
        (name, value)
        for name in request.POST
        if not any(word in name.lower() for word in SECRET_WORDS)
        for value in request.POST.getlist(name)
    ]
    kept = {"to": request.get_full_path(), "fields": fields, "files": bool(request.FILES)}
    token = signing.dumps(kept, salt=SALT, compress=True)
    return token if len(token) <= LONGEST else ""


def taken(token: str) -> Kept | None:
    """Return the form that `token` holds; None when there is none, or it is too old or not ours."""
    if not token:
        return None
    try:
        kept = signing.loads(token, salt=SALT, max_age=KEPT_FOR)
    except signing.BadSignature:
        return None
    fields = [(name, value) for name, value in kept["fields"]]
    return Kept(to=kept["to"], fields=fields, had_files=kept["files"])
