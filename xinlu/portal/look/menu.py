"""The officers' left menu when a page does not bring its own."""

#: Groups of (title, entries); an entry is a title and the name of its page.
MENU: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = (
    ("", (("工作台", "desk:home"), ("待办", "desk:todo"), ("已办", "desk:done"))),
    (
        "归集",
        (
            ("报送与导入", "collection:batches"),
            ("信用记录", "collection:records"),
            ("更正与撤回", "collection:corrections"),
        ),
    ),
    ("评价", (("评价运行", "evaluation:runs"), ("评价结果", "evaluation:results"))),
    ("主体", (("信用主体", "registry:subjects"),)),
    ("综合", (("操作留痕", "accounts:audit"), ("机构与人员", "accounts:organisations"))),
)
