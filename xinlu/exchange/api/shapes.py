"""The shapes of what the interface takes and gives; the OpenAPI description is made from them."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from ninja import Field, Schema
from pydantic import ConfigDict, StrictBool, StrictFloat, StrictInt, StrictStr, model_validator

from xinlu.collection.reconciling import MOST_NUMBERS
from xinlu.exchange.arranging import MOST_ROWS

_Text = Annotated[StrictStr, Field(max_length=32_767)]
_Number = Annotated[StrictFloat, Field(allow_inf_nan=False)]
Cell = _Text | StrictBool | StrictInt | _Number | None
Row = dict[str, Cell]
Rows = Annotated[list[Row], Field(max_length=MOST_ROWS)]


class TotalIn(Schema):
    """对账数：本机构一个月作出一类决定的总数，含简易程序；再报一次以后一次为准。"""

    model_config = ConfigDict(extra="forbid")

    month: str = Field(pattern=r"^20[0-9]{2}-(0[1-9]|1[0-2])$", examples=["2026-09"])
    kind: Literal["permit", "penalty"] = Field(description="permit 行政许可，penalty 行政处罚")
    count: StrictInt = Field(ge=0, le=1_000_000, description="件数")
    fines: Decimal | None = Field(
        None, ge=0, max_digits=18, decimal_places=6, description="罚款合计，万元"
    )
    numbers: list[Annotated[StrictStr, Field(max_length=200)]] = Field(
        [], max_length=MOST_NUMBERS, description="全部决定的文书号；给了就能指出缺哪一件"
    )


class TotalOut(Schema):
    """对账数和本平台已有的。"""

    month: str
    kind: str
    said: int
    known: int
    said_fines: Decimal | None
    known_fines: Decimal | None
    missing: list[str] = Field(description="给了文书号而本平台没有的，最多 50 个")
    agrees: bool


class BatchIn(Schema):
    """一批数据。单表模板用 rows，多表模板用 sheets；字段名写模板的列名、字段代码或 key。"""

    model_config = ConfigDict(extra="forbid")

    template: str = Field(max_length=40, description="数据模板代码", examples=["penalty"])
    year: int | None = Field(None, ge=1900, le=2100, description="所属年度，仅台账类模板需要")
    confirm: StrictBool | None = Field(
        None, description="通过校验的行是否自动入库；不写时按客户端的设置"
    )
    rows: Rows | None = Field(None, description="单表模板的数据行，最多 10,000 行")
    sheets: dict[str, Rows] | None = Field(None, description="多表模板：工作表名称到数据行")
    totals: list[TotalIn] = Field([], max_length=24, description="对账数，可以不给")

    @model_validator(mode="after")
    def one_of_both(self) -> Self:
        """See that rows come in one of the two ways."""
        if (self.rows is None) == (self.sheets is None):
            raise ValueError("rows or sheets")
        return self


class FailureOut(Schema):
    """整批未能读取的原因。"""

    code: str
    message: str


class BatchOut(Schema):
    """一批数据办到了哪一步。"""

    uid: UUID
    template: str
    channel: str
    state: str = Field(description="received、checking、checked、storing、stored、failed 等")
    state_text: str
    year: int | None
    sent_at: datetime
    stored_at: datetime | None
    rows: int = Field(description="读到的行数")
    accepted: int
    refused: int
    stored: int = Field(description="已入库的行数")
    repeated: bool = Field(description="这次报送与之前的相同，没有重复收取")
    failure: FailureOut | None
    totals: list[TotalOut] = Field(description="随这一批报的对账数，和现在本平台已有的")
    rows_url: str


class RefusalOut(Schema):
    """一行退回的一个原因：哪一列、给的什么、为什么、怎样改。"""

    column: str
    code: str
    value: str
    message: str


class RowOut(Schema):
    """一行的结果。"""

    sheet: str
    index: int | None = Field(description="在报送的数据行中的位置，从 0 起；表格文件没有")
    row: int = Field(description="行号；表头算第 1 行")
    outcome: str = Field(description="refused、accepted、stored、withdrawn 或 skipped")
    record: UUID | None = Field(description="入库后的记录编号")
    why: str = Field(description="不算记录的原因：footer、header 或 blank")
    refusals: list[RefusalOut]


class RowsOut(Schema):
    """一页各行的结果。"""

    batch: BatchOut
    items: list[RowOut]
    next: str | None = Field(description="下一页的 cursor；没有下一页时为 null")


class RecordOut(Schema):
    """本客户端报送并已入库的一条记录；个人证件号码只显示一部分。"""

    uid: UUID
    batch: UUID
    template: str
    sheet: str
    row: int
    state: str
    subject: str
    subject_code: str
    number: str
    happened_on: date | None
    year: int | None
    received_at: datetime
    corrects: UUID | None = Field(description="它更正的那条记录的编号")
    values: dict[str, Any]


class RecordsOut(Schema):
    """一页记录，先入库的在前。"""

    items: list[RecordOut]
    next: str | None


class CorrectionIn(Schema):
    """对一条记录的更正：只写要改的字段，名称同报送时；写空文本或 null 即清空。"""

    model_config = ConfigDict(extra="forbid")

    changes: Annotated[Row, Field(min_length=1, max_length=200)]
    cause: str = Field(max_length=24, description="更正原因代码，见说明页", examples=["entry"])
    reason: str = Field(min_length=1, max_length=500, description="错在哪里、核对了什么")


class ChangeOut(Schema):
    """一个字段的原值和新值；个人证件号码只显示一部分。"""

    field: str
    old: str
    new: str


class CorrectionOut(Schema):
    """一件更正办到了哪一步。"""

    uid: UUID
    record: UUID = Field(description="更正前的记录编号")
    into: UUID | None = Field(description="更正后的记录编号，生效以后才有")
    state: str = Field(description="proposed、made、refused、retracted 或 lapsed")
    state_text: str
    cause: str
    reason: str
    changes: list[ChangeOut]
    proposed_at: datetime
    decided_at: datetime | None
    decision: str = Field(description="不予更正、撤回或失效的原因")
    repeated: bool = Field(description="同样的更正之前已经提出，没有再办一次")


class FieldOut(Schema):
    """模板的一列。"""

    key: str
    name: str
    code: str
    kind: str
    required: str = Field(description="required、conditional 或 optional")
    length: int | None
    choices: list[str]
    unit: str
    is_personal: bool


class SheetOut(Schema):
    """模板的一个工作表。"""

    key: str
    title: str
    columns: list[FieldOut]


class TemplateOut(Schema):
    """一个数据模板。"""

    code: str
    title: str
    edition: str
    basis: str
    sheets: list[SheetOut]


class TemplateRow(Schema):
    """模板清单的一行。"""

    code: str
    title: str
    sheets: list[str]


class Fault(Schema):
    """请求中须改正的一处。"""

    code: str
    message: str
    sheet: str | None = None
    index: int | None = None
    field: str | None = None


class Problem(Schema):
    """没有办成的原因（RFC 9457，application/problem+json）。"""

    type: str
    title: str
    status: int
    detail: str
    code: str
    errors: list[Fault] | None = None
