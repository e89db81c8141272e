"""What each problem of a file, or of what it inherits, says to its author."""

#: Why a file cannot be read, or cannot inherit, and how that is mended: English, Chinese.
OF_FILES: dict[str, tuple[str, str]] = {
    "not-yaml": (
        "This is not YAML: {why}. Check indentation, colons and quotes on this line.",
        "不是合法的 YAML：{why}。请检查本行的缩进、冒号和引号。",
    ),
    "empty": ("The file is empty.", "文件是空的。"),
    "not-found": ("There is no such file.", "没有这个文件。"),
    "no-rulebook": (
        "No rulebook was found there; one is named by its edition, as 2024-01-01.yaml.",
        "此处没有评价标准；评价标准文件以版本日期命名，如 2024-01-01.yaml。",
    ),
    "not-utf8": (
        "The file is not UTF-8. Save it as UTF-8.",
        "文件不是 UTF-8 编码，请另存为 UTF-8。",
    ),
    "too-large": (
        "The text is longer than {most} characters; no rulebook is.",
        "文本超过 {most} 个字符，不可能是评价标准。",
    ),
    "too-deep": (
        "Values lie more than {most} levels deep; no rulebook needs that.",
        "嵌套超过 {most} 层，评价标准不需要这么深。",
    ),
    "anchor": (
        "Anchors and aliases (& and *) are not read. Write the value out.",
        "不支持锚点和引用（& 与 *），请把内容写全。",
    ),
    "extends-without-file": (
        "Only a file can extend another; this text has no place of its own.",
        "只有文件才能继承另一个文件；这段文本没有所在位置。",
    ),
    "extends-outside": (
        "'{value}' leads out of the folder '{root}'; an edition inherits from inside it.",
        "“{value}” 指向文件夹 “{root}” 之外；只能继承其中的版本。",
    ),
    "extends-too-deep": (
        "More than {most} editions inherit from each other.",
        "继承层数超过 {most}。",
    ),
    "fixed-key": (
        "'{key}' stays as the parent has it. Take it out; another {key} is another rulebook.",
        "“{key}” 以上级标准为准，请删去；{key} 不同就是另一部标准。",
    ),
    "patch-of-nothing": (
        "The parent has no '{path}'{meant}. It has: {known}.",
        "上级标准没有 “{path}”{meant}。现有：{known}。",
    ),
    "patch-changes-nothing": (
        "The patch of '{path}' says what the parent says already. Take it out.",
        "对 “{path}” 的修改与上级标准相同，请删去。",
    ),
    "patch-renames": (
        "The patch of '{path}' gives it another '{key}'. Take the entry away under `removes` and "
        "write the new one in its section.",
        "对 “{path}” 的修改改了 “{key}”。请在 removes 中删去该条，再在相应部分另写一条。",
    ),
    "patch-not-keys": (
        "A patch of '{path}' says which of its keys change: {{key: value}}. To take the whole "
        "entry away name it under `removes`.",
        "对 “{path}” 的修改应写明改哪些键，如 {{键: 值}}；要整条删去请写在 removes 中。",
    ),
    "parents-written": (
        "`parents` is made by reading what the edition `extends`. Take it out.",
        "parents 由 extends 读出的上级标准生成，请删去。",
    ),
    "patch-instead": (
        "The parent has '{path}' already. Change it under `patches`.",
        "上级标准已有 “{path}”，请在 patches 中修改。",
    ),
}
