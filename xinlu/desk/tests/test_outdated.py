"""依据已变更的条目: what the page lists, and who may take it out."""

import io

import openpyxl

from xinlu.accounts.models import AuditEntry
from xinlu.catalogue import seeds as catalogue
from xinlu.desk.tests.desk_cast import page
from xinlu.evaluation import seeds


def test_lines_whose_regulation_was_replaced_are_listed_and_exported(clerk, client):
    catalogue.regulations()
    seeds.seed_editions()

    shown = page(clerk, "/desk/outdated/")
    book = clerk.get("/desk/lists/outdated.xlsx?scheme=driver&timing=unknown")

    assert "道路运输驾驶员诚信考核" in shown
    assert "/regulations/driver-2022/" in shown
    sheet = openpyxl.load_workbook(io.BytesIO(book.getvalue())).active
    rows = [row for row in sheet.iter_rows(values_only=True) if row[0] == "道路运输驾驶员诚信考核"]
    assert f"导出 Excel（{len(rows)} 条）" in shown
    assert {row[7] for row in rows} == {"道路运输驾驶员诚信考核办法"}
    assert AuditEntry.objects.filter(act="list.export").count() == 1
    assert "没有符合条件" in page(clerk, "/desk/outdated/", scheme="driver", timing="since")
    assert client.get("/desk/outdated/").status_code == 302
