"""三率: 上报率, 合规率, 及时率 by unit, county, kind or month, each figure with its rows."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from xinlu.accounts.doors import OfficerRequest, officer_required
from xinlu.collection import dual_publicity
from xinlu.collection.decisions import Asked
from xinlu.collection.rates import BELOW
from xinlu.desk import collecting, publicity
from xinlu.desk.forms import RateQuery
from xinlu.desk.views.publicity import DESK, HOME


@require_safe
@officer_required()
def rates(request: OfficerRequest) -> HttpResponse:
    """Show the rates of a month and the way they came, and what they end at."""
    form = RateQuery(request.GET or None, on=localdate())
    asked = form.asked()
    on = publicity.day_of(asked)
    month = publicity.month_of(asked.get("month", "")) or on.replace(day=1)
    fit = publicity.asked_of({**asked, "month": f"{month:%Y-%m}"})
    one_month = Asked(
        month=month, kind=fit.kind, place_id=fit.place_id, authority_id=fit.authority_id
    )
    group = asked.get("by") or "county"
    told = publicity.table(request.actor, "county" if group == "month" else group, one_month, on)
    trend = publicity.trend(request.actor, one_month, month, on)
    below = dual_publicity.below(month)
    context = {
        "form": form,
        "on": on,
        "is_today": on == localdate(),
        "month": month,
        "group": publicity.GROUPS[group],
        "table": told,
        "ends": publicity.texts(told.forecast, told.places),
        "rows": trend if group == "month" else told.rows,
        "trend": trend,
        "items": [one for one in collecting.items(request.actor, on) if one.frequency],
        "below": [
            (word, BELOW[name][getattr(below, name)])
            for name, word in (
                ("reported", "上报率"),
                ("compliant", "合规率"),
                ("timely", "及时率"),
            )
        ],
        "said": dual_publicity.said("dual-publicity-rates", month),
        "query": request.GET.urlencode(),
        "trail": [HOME, DESK, ("三率", "")],
    }
    return render(request, "desk/publicity_rates.html", context)
