"""What each refusal of a subject's facts says to the officer who can mend them."""

#: What each refusal of a subject's facts says: English, Chinese.
REFUSALS: dict[str, tuple[str, str]] = {
    "unknown-item": (
        "Record {event} names the item '{value}', which {scheme} {edition} does not have.{meant} "
        "Map it to one of its items, or judge by the edition that has it.",
        "记录 {event} 的行为代码 “{value}” 不在 {scheme} {edition} 版评价标准中{meant}。"
        "请核对代码，或使用含有该条目的版本。",
    ),
    "unknown-quantity": (
        "'{value}' is given, and {scheme} {edition} has no quantity of that name or title.{meant}",
        "给出了指标 “{value}”，而 {scheme} {edition} 版评价标准中没有这个指标{meant}。"
        "请核对指标名称。",
    ),
    "unknown-kind": (
        "The unit '{value}' is of the kind '{kind}', which {scheme} {edition} does not evaluate."
        "{meant}",
        "单元 “{value}” 的类别 “{kind}” 不是 {scheme} {edition} 版评价标准评价的类别{meant}。"
        "请核对单元类别。",
    ),
    "ambiguous-cause": (
        "The cause '{value}' of record {event} fits the lines {lines} of the table equally well. "
        "Make one of them more specific, or bind the cause on the desk.",
        "记录 {event} 的案由 “{value}” 同时符合案由对应表 {lines}，不能确定是哪一条。"
        "请在“案由映射”中核定这一案由，或修改对应表。",
    ),
    "missing-points": (
        "Record {event} gives no points, and the item {value} has no usual value. "
        "The evaluator must give them.",
        "记录 {event} 没有扣分值，而条目 {value} 没有固定分值，须由评价人填写。",
    ),
    "negative-points": (
        "Record {event} gives {points} points; points are not negative.",
        "记录 {event} 的分值为 {points}，分值不能为负。",
    ),
    "negative-times": (
        "Record {event} counts {times} times; a count is not negative.",
        "记录 {event} 的数量为 {times}，数量不能为负。",
    ),
    "repeated-result": (
        "{value} has two results of the scheme {scheme} for {year}. Keep the one that stands.",
        "{value} 的 {scheme} {year} 年度有两个评价结果，请只保留有效的一个。",
    ),
    "missing-times": (
        "Record {event} does not say how many {per} the item {value} is to count, nor the points.",
        "记录 {event} 既没有写明条目 {value} 按“{per}”计的数量，也没有写明分值。",
    ),
    "missing-unit": (
        "Record {event} of the item {value} names no {component}, which the item is scored in.",
        "记录 {event}（条目 {value}）没有写明所属的{component}单元。",
    ),
    "unknown-unit": (
        "Record {event} names the unit '{value}', which is not among the subject's {component}.",
        "记录 {event} 所写的 “{value}” 不在该主体的{component}单元之中。",
    ),
    "no-key": (
        "A record or a unit of this subject has no id; give it one.",
        "有记录或单元没有编号，请补上。",
    ),
    "impossible-date": (
        "A record of this subject is of a day that is missing or not in the calendar.",
        "有记录没有日期，或日期不存在（如2月30日），请改正。",
    ),
    "unknown-subject": (
        "There are units or records of this subject, and it is not among the subjects.",
        "有单元或记录属于这个主体，而主体表中没有它，请补上或改正。",
    ),
    "repeated-quantity": (
        "A quantity of this subject is given twice with different values, for the same unit and "
        "day or without any. Keep the one that holds, or give each its day.",
        "同一个数据（同一单元、同一日期或都没有日期）给出了两个不同的值，请只保留有效的一个，"
        "或分别写明日期。",
    ),
    "repeated-unit": ("The unit '{value}' is given twice.", "单元 “{value}” 重复。"),
    "missing-weight": (
        "The unit '{value}' has no weight, and {component} is averaged by weight.",
        "单元 “{value}” 没有权数（如合同价），而{component}按权数加权平均。",
    ),
    "weight-not-positive": (
        "The unit '{value}' weighs {weight}; a weight must be above 0.",
        "单元 “{value}” 的权数为 {weight}，必须大于 0。",
    ),
    "unknown-grade": (
        "The earlier grade '{value}' is not one of this rulebook's: {known}.",
        "以前的等级 “{value}” 不是本标准的等级（{known}）。",
    ),
    "missing-date": (
        "The day '{value}' is needed and was not given.",
        "需要日期 “{value}”，但没有提供。",
    ),
    "missing-quantity": (
        "The quantity '{value}' is needed and was not given. One that is known to be nought must "
        "be given as 0; one that is not known must not be judged.",
        "需要数据 “{value}”，但没有提供。确为零的请填 0；不清楚的不能评价。",
    ),
    "quantity-outside": (
        "The quantity '{value}' is {found}; it must lie between {low} and {high}.",
        "数据 “{value}” 为 {found}，应在 {low} 与 {high} 之间，请核对。",
    ),
    "quantity-kind": (
        "The quantity '{value}' is '{found}', which is not what it must be (number or text).",
        "数据 “{value}” 为 “{found}”，类型不符（应为数字或文字）。",
    ),
    "division-by-zero": (
        "'{value}' divides by nought for this subject.",
        "计算 “{value}” 时除数为 0。",
    ),
    "missing-peers": (
        "'{value}' ranks among peers, and no peer groups were given. Evaluate the population, or "
        "give its frozen groups.",
        "“{value}” 需要与同行比较，但没有提供同行数据。请按总体评价，或提供已固定的同行数据。",
    ),
    "missing-day": (
        "The unit '{value}' has no day, and {component} weighs units by their age.",
        "单元 “{value}” 没有日期，而{component}按时间加权。",
    ),
    "repeated-record": ("The record {event} is given twice.", "记录 {event} 重复提供。"),
}
