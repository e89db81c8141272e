"""Forms, query forms and the officers' menu."""

from collections.abc import Mapping
from typing import Any

from django import template
from django.forms import BaseForm, BoundField
from django.template import Context

from xinlu.portal.templatetags import look_parts

register = template.Library()


@register.inclusion_tag("parts/field.html")
def field(bound: BoundField) -> dict[str, Any]:
    """`{% field form.name %}`: label above, control, error and help, tied together."""
    notes = []
    if bound.errors:
        notes.append(f"{bound.auto_id}_error")
    if bound.help_text:
        notes.append(f"{bound.auto_id}_help")
    described = " ".join(notes)
    attributes = {
        "aria-describedby": described or None,
        "aria-invalid": "true" if bound.errors else None,
    }
    kept: dict[str, str | bool] = {name: value for name, value in attributes.items() if value}
    return {
        "field": bound,
        "group": bound.use_fieldset,
        "tick": getattr(bound.field.widget, "input_type", "") == "checkbox"
        and not bound.use_fieldset,
        "described": described,
        "widget": bound.as_widget(attrs=kept),
    }


@register.inclusion_tag("parts/errors.html")
def error_summary(form: BaseForm) -> dict[str, Any]:
    """`{% error_summary form %}`: what is wrong, each linked to its field."""
    return {"form": form, "count": sum(len(errors) for errors in form.errors.values())}


@register.inclusion_tag("parts/query.html", takes_context=True)
def query_form(context: Context, form: BaseForm, label: str = "查询条件") -> dict[str, Any]:
    """`{% query_form form %}`: a form's fields in a row on paper, with 查询 and 重置."""
    return {"form": form, "label": label, "path": context["request"].path}


@register.inclusion_tag("parts/side_menu.html", takes_context=True)
def side_menu(context: Context) -> dict[str, Any]:
    """`{% side_menu %}`: the officers' menu from `menu`, groups of `title` and `entries`.

    An entry is `title`, `url_name`, perhaps `count` and `current`; those without a page are left
    out.
    """
    request = context.get("request")
    path = request.path if request else ""
    groups = context.get("menu") or []
    return {"menu": [shown for group in groups if (shown := _menu_group(group, path))["entries"]]}


def _menu_group(group: Mapping[str, Any], path: str) -> dict[str, Any]:
    entries = []
    for entry in group["entries"]:
        url = look_parts.link_to(entry["url_name"])
        if url:
            entries.append({"current": path == url, **entry, "url": url})
    return {"title": group.get("title", ""), "entries": entries}
