from datetime import date

import pytest

from xinlu.accounts.models import Appointment, Role
from xinlu.desk.tests.desk_cast import at_work, do, page
from xinlu.evaluation.tests.builders import a_firm, a_penalty
from xinlu.registry.models import Identifier, Merging, Subject

HOME = "/desk/mergings/"
WHY = "示例：吸收合并，登记机关已注销旧代码"


@pytest.fixture
def pair(desk):
    """Two firms of one name at one place, a penalty about each."""
    firms = [
        a_firm(code, "示例同名运输有限公司", desk.home)
        for code in ("91500101MA00000071", "91500102MA00000082")
    ]
    for number, firm in enumerate(firms):
        Identifier.objects.create(subject=firm, scheme="credit-code", lookup=firm.code)
        a_penalty(firm, "示例案由", f"示罚〔2024〕{number}号", home_place=desk.home)
    return firms


@pytest.fixture
def reviewer(desk):
    authority = Appointment.objects.get(user=desk.home_clerk).authority
    return at_work(desk.in_post("reviewer-of-home", authority, Role.REVIEWER))


def test_a_likely_pair_is_previewed_proposed_decided_and_undone_on_the_desk(
    pair, clerk, reviewer, neighbour
):
    first, second = pair
    told = {"subject": second.code, "into": first.code, "reason": WHY}
    assert "同名，归属地相同" in page(clerk, HOME)
    assert "没有疑似同一主体" in page(neighbour, HOME)

    preview = do(clerk, f"{HOME}new/", look="1", **told)
    do(clerk, f"{HOME}new/", **told)
    merging = Merging.objects.get()
    address = f"{HOME}{merging.uid}/"
    waiting = page(reviewer, "/desk/todo/")
    done = do(reviewer, f"{address}do/merge/", reason="示例：已核对")
    file = page(clerk, f"/desk/subjects/{second.uid}/")
    do(clerk, f"{address}do/propose-undoing/", reason="示例：查明是两家")
    do(reviewer, f"{address}do/undo/", reason="示例：同意")

    assert "会合到一起的内容" in preview
    assert "主体归并" in waiting
    assert "已归并" in done
    assert "归并来的 示例" in file
    assert "示罚〔2024〕0号" in file
    assert "示罚〔2024〕1号" in file
    assert "归并来的 示例" not in page(clerk, f"/desk/subjects/{first.uid}/")
    assert neighbour.get(address).status_code == 404


def test_names_and_numbers_change_with_their_days_and_bad_input_is_told(pair, clerk):
    firm = pair[0]
    address = f"/desk/subjects/{firm.uid}/"
    number = str(firm.identifiers.get().uid)

    renamed = do(
        clerk,
        f"{address}rename/",
        name="示例新名运输有限公司",
        on="2024-05-01",
        source="示例：登记",
    )
    refused = do(clerk, f"{address}rename/", name="示例", on="2999-01-01", source="示例：登记")
    empty = do(clerk, f"{address}end-number/", number=number, until="")
    ended = do(clerk, f"{address}end-number/", number=number, until="2024-06-01")

    assert "示例同名运输有限公司" in renamed
    assert "2999-01-01 还没有到" in refused
    assert "没有填全" in empty
    assert "2024-06-01" in ended
    assert Subject.objects.get(pk=firm.pk).name == "示例新名运输有限公司"
    assert firm.identifiers.get().until == date(2024, 6, 1)
