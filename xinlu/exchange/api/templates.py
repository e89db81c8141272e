"""The data templates through the interface: which there are, and what a row may hold."""

from django.http import Http404
from ninja import Router

from xinlu.collection.templates import Field, Template, UnknownTemplate, codes, load_template
from xinlu.exchange.api.entry import ClientRequest
from xinlu.exchange.api.shapes import FieldOut, Problem, SheetOut, TemplateOut, TemplateRow

router = Router(tags=["模板"])


@router.get(
    "/templates",
    response={200: list[TemplateRow], 401: Problem, 429: Problem},
    summary="有哪些数据模板",
)
def listed(request: ClientRequest) -> list[TemplateRow]:
    """列出全部数据模板。"""
    return [
        TemplateRow(code=one.code, title=one.title, sheets=[sheet.title for sheet in one.sheets])
        for one in map(load_template, codes())
    ]


@router.get(
    "/templates/{slug:code}",
    response={200: TemplateOut, 401: Problem, 404: Problem, 429: Problem},
    summary="一个模板的各列",
)
def template(request: ClientRequest, code: str) -> TemplateOut:
    """给出模板的工作表和各列：名称、代码、可填的值、是否必填。"""
    try:
        return _described(load_template(code))
    except UnknownTemplate:
        raise Http404 from None


def _described(one: Template) -> TemplateOut:
    return TemplateOut(
        code=one.code,
        title=one.title,
        edition=str(one.edition),
        basis=one.basis,
        sheets=[
            SheetOut(key=s.key, title=s.title, columns=[_field(each) for each in s.fields])
            for s in one.sheets
        ],
    )


def _field(each: Field) -> FieldOut:
    need = "required" if each.required else "conditional" if each.required_when else "optional"
    return FieldOut(
        key=each.key,
        name=each.name,
        code=each.code,
        kind=each.kind,
        required=need,
        length=each.length or None,
        choices=[choice.value for choice in each.choices],
        unit=each.unit,
        is_personal=each.secret,
    )
