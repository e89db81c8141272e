"""Authorities and officers (机构与人员): lists, one person, own posts."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from xinlu.accounts import selectors
from xinlu.accounts.doors import OfficerRequest, officer_required
from xinlu.accounts.forms import PeopleQuery
from xinlu.accounts.models import Role, User
from xinlu.accounts.reach import authorities_of, manages
from xinlu.accounts.services import factors

PER_PAGE = 40


def trail(*titles: str) -> list[tuple[str, str]]:
    """Return the way to a page about authorities and officers; without titles, to their list."""
    organisations = reverse("accounts:organisations") if titles else ""
    return [("综合", ""), ("机构与人员", organisations), *((title, "") for title in titles)]


@require_safe
@officer_required()
def organisations(request: OfficerRequest) -> HttpResponse:
    """List the authorities in reach, with how many officers each has today."""
    authorities = selectors.authorities_in_reach(request.actor, localdate())
    context = {
        "page": Paginator(authorities, PER_PAGE).get_page(request.GET.get("page")),
        "trail": trail(),
        "may_manage": request.actor.has(Role.ADMINISTRATOR),
        "may_see_clients": request.actor.has(Role.ADMINISTRATOR, Role.AUDITOR),
    }
    return render(request, "accounts/organisations.html", context)


@require_safe
@officer_required(Role.ADMINISTRATOR, Role.AUDITOR)
def people(request: OfficerRequest) -> HttpResponse:
    """List the officers in reach, narrowed by name, authority and role."""
    form = PeopleQuery(request.GET or None)
    wanted = form.cleaned_data if form.is_valid() else {}
    today = localdate()
    found = selectors.people_found(request.actor, today, **wanted)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    rows = [(user, [p for p in selectors.posts_of(user) if p.holds(today)]) for user in page]
    context = {
        "form": form,
        "page": page,
        "rows": rows,
        "trail": trail("人员"),
        "may_manage": request.actor.has(Role.ADMINISTRATOR),
    }
    return render(request, "accounts/people.html", context)


@require_safe
@officer_required(Role.ADMINISTRATOR, Role.AUDITOR)
def person(request: OfficerRequest, pk: int) -> HttpResponse:
    """Show one officer: posts, loans, hand-over sheets, and what may be done."""
    user = get_object_or_404(selectors.people_in_reach(request.actor), pk=pk)
    return render(request, "accounts/person.html", about(request, user))


@never_cache
@require_safe
@officer_required()
def mine(request: OfficerRequest) -> HttpResponse:
    """Show the officer's own posts, what is lent, and the sheets that wait to be accepted."""
    return render(request, "accounts/mine.html", about(request, request.user))


def about(request: OfficerRequest, user: User) -> dict[str, object]:
    """Return what the pages about one officer show."""
    today = localdate()
    is_self = user.pk == request.user.pk
    in_charge = not is_self and all(
        manages(request.actor, authority) for authority in authorities_of(user, today)
    )
    posts = [
        (post, post.holds(today), is_self or manages(request.actor, post.authority))
        for post in selectors.posts_of(user)
    ]
    return {
        "person": user,
        "posts": posts,
        "loans": selectors.loans_of(user, today),
        "sheets": selectors.sheets_of(user),
        "has_factor": factors.is_on(user),
        "in_charge": in_charge,
        "is_self": is_self,
        "trail": trail("我的岗位" if is_self else str(user)),
        "today": today,
    }
