"""What the page of parts shows: invented names and figures, no person and no firm."""

from datetime import date
from typing import Any

from xinlu.portal.look.colours import SEEN, Swatch, swatch

FIVE = (("AA", "信用好", 95), ("A", "信用较好", 85), ("B", "信用一般", 75), ("C", "信用较差", 60))
BANDS = (*FIVE, ("D", "信用差", None))
FOUR = (("AAA", "优秀"), ("AA", "合格"), ("A", "基本合格"), ("B", "不合格"))
TODAY = date(2026, 9, 28)


def swatches() -> list[Swatch]:
    """Return the colours of text, grounds and states."""
    return [
        swatch("正文", "ink"),
        swatch("次要", "ink-2"),
        swatch("注", "ink-3"),
        swatch("主色 黛", "dai"),
        swatch("深黛", "dai-2"),
        swatch("链接", "link"),
        swatch("线", "line", None),
        swatch("细线", "line-2", None),
        swatch("纸", "paper", None),
        swatch("黛淡", "tint", None),
        swatch("控件边", "edge"),
        swatch("标线黄", "mark", None),
        swatch("错", "bad", "bad-bg"),
        swatch("警", "warn", "warn-bg"),
        swatch("成", "ok", "ok-bg"),
        swatch("错底", "bad-bg", None),
        swatch("警底", "warn-bg", None),
        swatch("成底", "ok-bg", None),
    ]


def grade_rows() -> list[dict[str, Any]]:
    """Return five grades with their colours as others see them."""
    return [
        {
            "code": code,
            "word": word,
            "rank": rank,
            "swatch": swatch(word, f"grade-{code.lower()}", sights=True),
        }
        for rank, (code, word, _) in enumerate(BANDS, start=1)
    ]


def _line(number: int, title: str, note: str, basis: str, raw: str, effect: str) -> dict[str, Any]:
    clause, _, unit = basis.partition("，")
    return {
        "number": number,
        "title": title,
        "note": note,
        "basis": clause,
        "basis_note": unit,
        "raw": raw,
        "effect": effect,
    }


def ledger_rows() -> list[dict[str, Any]]:
    """Return the rows of a ledger that begins at 100 and ends at 83.97."""
    return [
        {"kind": "start", "title": "起点", "total": "100"},
        {"kind": "group", "title": "投标行为", "basis": "权重 0.2 · 2 次投标取平均"},
        _line(
            1,
            "无正当理由放弃中标",
            "示云高速 TJ-2 标 · 2026-04-22",
            "第 6 条第 4 项，20 分/次",
            "-20",
            "-2.000",
        ),
        _line(
            2,
            "未书面通知退出投标",
            "桐溪连接线 LM-1 标 · 2026-07-09",
            "第 6 条第 6 项，6 分/次",
            "-6",
            "-0.600",
        ),
        {
            "kind": "group",
            "title": "履约 · 示云高速 TJ-3 标",
            "basis": "合同额 4.20 亿元，权重 0.8 × 42%",
        },
        _line(
            3,
            "进场迟延 20 日",
            "记录 LY-2026-0117 · 2026-03-05",
            "第 7 条第 1 项，5 分/10 日",
            "-10",
            "-3.360",
        ),
        _line(
            4,
            "项目经理未经批准更换",
            "记录 LY-2026-0342 · 2026-06-18",
            "第 7 条第 2 项，4 分/人次",
            "-7",
            "-2.352",
        ),
        {
            "kind": "group",
            "title": "履约 · 国道示例线 LJ-1 标",
            "basis": "合同额 2.80 亿元，权重 0.8 × 28%",
        },
        _line(
            5,
            "关键人员不到岗 7 人次",
            "记录 LY-2026-0203 等 7 条",
            "第 7 条第 3 项，4 分/人次",
            "-28",
            "-6.272",
        ),
        _line(6, "同项扣分上限 20 分", "多扣的 8 分退回", "第 8 条，上限", "8", "1.792"),
        _line(
            7,
            "工资支付台账不全",
            "记录 LY-2026-0611 · 2026-09-12",
            "第 7 条第 14 项，5 分/次",
            "-5",
            "-1.120",
        ),
        _line(
            8,
            "月进度连续 2 月滞后",
            "记录 LY-2026-0790 · 2026-11-28",
            "第 7 条第 11 项，5 分/次",
            "-5",
            "-1.120",
        ),
        {"kind": "group", "title": "其他行为", "basis": "不乘权重，从总分直接扣"},
        _line(
            9,
            "区县书面通报 1 次",
            "云渡区交通局 · 2026-12-04",
            "第 11 条第 7 项，1 分/次",
            "-1",
            "-1.000",
        ),
        _line(10, "取整", "83.968 至 83.97", "第 13 条，四舍五入，先取整后定级", "", "0.002"),
        {"kind": "sum", "title": "得分", "total": "83.97"},
    ]


def tiles() -> list[dict[str, Any]]:
    """Return a schematic map of invented counties."""
    rows = (
        (1, 7, "雪坪 霜溪 谷岭"),
        (2, 5, "岚渡 曦岭 虹溪 沐溪 砚池 墨溪"),
        (3, 2, "稻坪 禾渡 青崖 枫渡 星桥 云渡 竹泉 兰渚"),
        (4, 1, "麦浦 燕渚 鸥汀 晴渡 澄溪 远岫 松崖 梅坞"),
        (5, 2, "鹿野 雁回 石渡 桐溪 鹤汀 荻浦"),
        (6, 3, "橘坪 棠溪 榆岭 桂渡"),
        (7, 4, "杏岭 柳汀"),
    )
    low = {"雪坪": "93.8%", "墨溪": "89.7%", "雁回": "94.7%"}
    figures = {1: "100%", 2: "99.4%", 3: "97.2%"}
    drawn = []
    for row, first, names in rows:
        for offset, name in enumerate(names.split()):
            step = 0 if name in low else 1 + (row * 5 + offset * 7) % 3
            drawn.append(
                {
                    "name": name,
                    "column": first + offset,
                    "row": row,
                    "step": step,
                    "value": low.get(name, figures.get(step, "")),
                }
            )
    return drawn


def fortnight() -> list[dict[str, Any]]:
    """Return fifteen days ahead, a holiday among them."""
    due = {0: 6, 1: 1, 2: 2, 4: 1, 6: 1, 10: 2, 12: 1}
    days = []
    for offset in range(15):
        day = date.fromordinal(TODAY.toordinal() + offset)
        rest = date(2026, 10, 1) <= day <= date(2026, 10, 7) or day == date(2026, 10, 11)
        days.append(
            {
                "day": day,
                "count": due.get(offset, 0),
                "today": offset == 0,
                "rest": rest,
                "natural": rest,
                "note": "国庆假期 7 天" if day == date(2026, 10, 6) else "",
                "working": day == date(2026, 10, 10),
            }
        )
    return days


def terms() -> list[dict[str, Any]]:
    """Return terms on one axis: one plain, one serious, one contested, one of praise."""
    return [
        {
            "title": "施工路段未设警示标志",
            "number": "示云交罚〔2026〕118 号 · 云渡区交通局",
            "tag": ("一般", "plain"),
            "start": date(2026, 6, 12),
            "earliest": date(2026, 9, 13),
            "until": date(2027, 6, 12),
            "state": "plain",
            "note": "公示至 2027-06-12",
        },
        {
            "title": "责令停产停业整顿",
            "number": "示执罚〔2026〕041 号 · 市执法总队",
            "tag": ("严重", "bad"),
            "start": date(2026, 5, 31),
            "earliest": date(2027, 6, 1),
            "until": date(2029, 5, 31),
            "state": "plain",
            "note": "公示至 2029-05-31",
        },
        {
            "title": "未按规定报送工资专户",
            "number": "示桐交罚〔2026〕033 号 · 桐溪区交通局",
            "tag": ("异议处理中", "warn"),
            "start": date(2026, 4, 20),
            "earliest": date(2026, 7, 21),
            "until": date(2027, 4, 20),
            "state": "contested",
            "note": "异议处理中",
        },
        {
            "title": "抢险保通表现突出",
            "number": "示交委表〔2026〕9 号 · 市交通运输委",
            "tag": ("守信", "ok"),
            "start": date(2026, 3, 10),
            "earliest": None,
            "until": date(2028, 3, 10),
            "state": "ok",
            "note": "公示至 2028-03-10",
        },
    ]


def steps() -> list[dict[str, Any]]:
    """Return a handling half done."""
    return [
        {
            "title": "受理",
            "by": "云渡区交通局",
            "note": "材料齐全，予以受理。",
            "when": "2026-09-22 10:14",
        },
        {
            "title": "核查",
            "by": "云渡区交通局",
            "note": "罚款已缴清，整改照片 3 张。",
            "when": "2026-09-25 16:02",
        },
        {
            "title": "审定　今天到期",
            "by": "市信用中心",
            "note": "待审定（不得为经办人本人）。",
            "when": "剩 7 小时 48 分",
            "state": "now",
        },
        {
            "title": "告知并终止公示",
            "note": "短信告知；“信用中国”回执另计时。",
            "when": "审定当日",
            "state": "next",
        },
    ]


def context() -> dict[str, Any]:
    """Return everything the page of parts shows, but its form and its page of a list."""
    return {
        "today": TODAY,
        "swatches": swatches(),
        "grade_rows": grade_rows(),
        "sights": list(SEEN),
        "four": [(code, word, rank) for rank, (code, word) in enumerate(FOUR, start=1)],
        "bands": BANDS,
        "marks": ((10, "10 分起为 A"), (20, "20 分停驾学习")),
        "pieces": (5, 3),
        "ledger_rows": ledger_rows(),
        "tiles": tiles(),
        "legends": ((1, "100%"), (2, "99% 以上"), (3, "95%–99%"), (0, "95% 以下，标出百分数")),
        "days": fortnight(),
        "terms": terms(),
        "axis_since": date(2026, 1, 1),
        "axis_until": date(2029, 7, 1),
        "term": (date(2026, 3, 10), date(2026, 6, 11), date(2027, 3, 10)),
        "steps": steps(),
        "sections": [
            {"name": "示云高速 TJ-3", "amount": "4.20 亿", "share": "0.42", "score": 83},
            {"name": "国道示例线 LJ-1", "amount": "2.80 亿", "share": "0.28", "score": 75},
            {"name": "桐溪大桥 Q-2", "amount": "1.60 亿", "share": "0.16", "score": 100},
            {"name": "棠溪 YH-4", "amount": "1.40 亿", "share": "0.14", "score": 90},
        ],
        "figures": [
            {
                "label": "在册信用主体",
                "value": "186,420",
                "unit": "户",
                "note": "企业 41,208 · 人员 128,655",
            },
            {
                "label": "本年归集信用信息",
                "value": "1,204,377",
                "unit": "条",
                "note": "7 个工作日内报送 99.3%",
            },
            {
                "label": "公示中的评价结果",
                "value": "312",
                "unit": "户",
                "note": "最近截止 2026-10-12",
            },
            {"label": "待处理异议", "value": "17", "unit": "件", "note": "今日到期 2 件"},
        ],
        "pairs": [
            ("统一社会信用代码", "91990100MA0000001G"),
            ("注册地", "示例市云渡区"),
            ("联系电话", ""),
        ],
        "sheet_side": [
            ("规则", "金额填阿拉伯数字，单位为万元，最多 6 位小数。"),
            ("依据", "双公示数据标准 行政处罚"),
            ("怎样改", "贰仟元折合 0.2 万元。请核对决定书后填入。"),
        ],
        "trail": [("首页", "/"), ("信用查询", "#"), ("零件", "")],
    }
