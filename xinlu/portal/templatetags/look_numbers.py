"""Numbers and days in templates."""

from datetime import date, datetime

from django import template
from django.utils.timezone import is_aware, localtime

from xinlu.portal.look import numbers
from xinlu.portal.look.svg import Markup, el

register = template.Library()


@register.filter
def minus(value: numbers.Number) -> str:
    """`{{ n|minus }}`: a number as it is, with − for its sign."""
    return str(value).replace("-", numbers.MINUS)


@register.filter
def points(value: numbers.Number | None, places: int = 3) -> str:
    """`{{ n|points }}`: an effect on the total, signed, with three decimals: −2.000, +1.792."""
    return "" if value is None else numbers.signed(value, places)


@register.filter
def signed(value: numbers.Number | None) -> str:
    """`{{ n|signed }}`: a line's own points, signed, without idle decimals: −20, +8, −0.5."""
    return "" if value is None else numbers.signed(value)


@register.filter
def score(value: numbers.Number | None, places: int = 2) -> str:
    """`{{ n|score }}`, `{{ n|score:1 }}`: a score as the rulebook rounds; none is 暂无结果."""
    return "暂无结果" if value is None else numbers.fixed(value, places)


@register.filter
def thousands(value: numbers.Number, places: int = 0) -> str:
    """`{{ n|thousands }}`: a count with commas; only for statistics."""
    return numbers.thousands(value, places)


@register.filter
def day(value: date | None) -> Markup:
    """`{{ d|day }}`: a day as in tables, 2026-09-28, never broken."""
    if value is None:
        return Markup("")
    stamp = value.date() if isinstance(value, datetime) else value
    return el("time", stamp.isoformat(), datetime=stamp.isoformat(), class_="nb")


@register.filter
def sentence_day(value: date) -> Markup:
    """`{{ d|sentence_day }}`: a day as in sentences, 2026 年 9 月 28 日, never broken."""
    return el("time", numbers.sentence_day(value), datetime=value.isoformat()[:10], class_="nb")


@register.filter
def moment(value: date | datetime | str | None) -> Markup:
    """`{{ t|moment }}`: a time as 2026-09-28 08:30 in China; days and texts stay what they are."""
    if value is None:
        return Markup("")
    if isinstance(value, datetime):
        local = localtime(value) if is_aware(value) else value
        return el("time", f"{local:%Y-%m-%d %H:%M}", datetime=local.isoformat(), class_="nb")
    return day(value) if isinstance(value, date) else el("span", str(value), class_="nb")


@register.filter
def whole(value: str) -> Markup:
    """`{{ number|whole }}`: a document number, plate or code that must not be broken."""
    return el("span", str(value), class_="nb")
