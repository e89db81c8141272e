"""What each problem of a rulebook says to its author."""

#: What each problem of a rulebook says to its author, and how it is mended: English, Chinese.
OF_RULEBOOKS: dict[str, tuple[str, str]] = {
    "repeated-key": (
        "The key stands here and in line {first}. Keep one.",
        "这个键在第 {first} 行已经写过，请只保留一个。",
    ),
    "key-not-text": (
        "A list or a mapping stands here as a key; a key is a word. Mind brackets and colons.",
        "这里用列表或映射作键；键应是一个词，请检查括号和冒号。",
    ),
    "unknown-key": (
        "There is no key '{key}' here{meant}. Keys here: {known}.",
        "这里没有键 “{key}”{meant}。可用的键：{known}。",
    ),
    "missing-key": ("The key '{key}' is missing. Add it.", "缺少键 “{key}”，请补上。"),
    "misplaced-key": (
        "The key '{key}' does not belong to a rulebook of kind '{kind}'. Take it out.",
        "键 “{key}” 不属于 {kind} 类评价标准，请删去。",
    ),
    "wrong-type": (
        "'{value}' is a {found}; {wanted} is wanted.{mend}",
        "“{value}” 的类型是 {found}，应为 {wanted}。{mend}",
    ),
    "not-listed": (
        "'{value}' is none of the values there are{meant}: {known}.",
        "“{value}” 不在可选值之内{meant}：{known}。",
    ),
    "wrong-form": (
        "'{value}' does not have the form that is wanted here: {form}.",
        "“{value}” 的写法不符合要求：{form}。",
    ),
    "strange-character": (
        "'{value}' holds '{character}' (U+{code} {name}), which looks like a plain letter or "
        "cannot be seen. Type the code anew with plain letters and digits.",
        "“{value}” 中有字符 “{character}”（U+{code} {name}），看似普通字母或不可见。"
        "请改用半角英文字母和数字重新输入。",
    ),
    "unseen-character": (
        "At character {place} stands U+{code} ({name}), which cannot be seen. Take it out.",
        "第 {place} 个字符是看不见的 U+{code}（{name}），请删去。",
    ),
    "out-of-bounds": (
        "{value} is outside its bounds: it must be {bound}.",
        "{value} 超出范围：必须 {bound}。",
    ),
    "too-few": ("At least {least} must stand here.", "这里至少要有 {least} 项。"),
    "unknown-name": (
        "No {what} is called '{value}'{meant}. There are: {known}.",
        "没有名为 “{value}” 的{what}{meant}。现有：{known}。",
    ),
    "unused-parameter": (
        "No key uses the parameter '{value}'. Write ${value} where it belongs, or take it out.",
        "参数 “{value}” 没有被引用。请在用到的地方写 ${value}，或删去。",
    ),
    "repeated-code": (
        "The {what} '{value}' stands twice, first in line {first}. Keep one.",
        "{what} “{value}” 重复，第一次在第 {first} 行。请只保留一个。",
    ),
    "band-order": (
        "The band of {grade} begins at {at}, which is not below the band before it ({before}). "
        "Bands run from the best grade down.",
        "{grade} 的下限 {at} 不低于上一档的下限（{before}）。档次应从高到低排列。",
    ),
    "band-gap": (
        "Scores between {grade} and {above} get no grade: {grade} ends at {end}, {above} begins "
        "at {begin}. Let one of the two include the edge.",
        "{grade} 与 {above} 之间有分数没有等级：{grade} 到 {end} 为止，{above} 从 {begin} 开始。"
        "请让其中一档包含界点。",
    ),
    "band-overlap": (
        "Some scores get two grades: {grade} ends at {end}, {above} begins at {begin}. "
        "Let only one of the two include the edge.",
        "有分数落入两档：{grade} 到 {end} 为止，{above} 从 {begin} 开始。请只让其中一档包含界点。",
    ),
    "band-open": (
        "The last band, {grade}, must have no lower end, so that every score has a grade.",
        "最后一档 {grade} 不应有下限，这样每个分数都有等级。",
    ),
    "band-unbounded": (
        "The band of {grade} needs a lower end: `from` (included) or `above` (not included).",
        "{grade} 需要下限：from（含）或 above（不含）。",
    ),
    "band-two-edges": (
        "The band of {grade} has two lower or two upper ends; keep one of each.",
        "{grade} 写了两个下限或两个上限，请各留一个。",
    ),
    "bands-grades": (
        "Bands must name each grade once, in their order: {known}.",
        "档次必须按顺序写全每个等级：{known}。",
    ),
    "weights-sum": (
        "The weights add up to {sum}, not to 1.",
        "权重之和是 {sum}，应为 1。",
    ),
    "weights-missing": (
        "No line of weights says what holds when just {present} can be scored. Add one.",
        "没有写明只有 {present} 时的权重，请补一行。",
    ),
    "range-reversed": (
        "The range runs from {low} to {high}; the smaller one comes first.",
        "范围写成了 {low} 到 {high}，应先小后大。",
    ),
    "period-reversed": (
        "The period runs from {start} to {end}; it ends before it begins.",
        "期间写成了 {start} 至 {end}，终点早于起点。",
    ),
    "item-effect": (
        "An item with the effect '{effect}' needs '{key}'.",
        "效果为 {effect} 的条目需要写 “{key}”。",
    ),
    "item-surplus": (
        "An item with the effect '{effect}' has no '{key}'. Take it out.",
        "效果为 {effect} 的条目不应有 “{key}”，请删去。",
    ),
    "decision-otherwise": (
        "Only the last line of decisions, and it always, has no conditions.",
        "判定表只有最后一行、且最后一行必须没有条件。",
    ),
    "line-unreachable": (
        "This line has no conditions, so the lines below it are never reached. Give it some, or "
        "put it last.",
        "本行没有条件，它下面的行永远不会用到。请写上条件，或移到最后。",
    ),
    "limit-one-effect": (
        "A limit says either `best` (no better grade than this) or `down` (so many steps).",
        "等级限制应写 best（最高定为）或 down（降几级），二者择一。",
    ),
    "down-too-far": (
        "{value} steps down lead beyond the last grade; from here there are {most}. Write the "
        "grade itself.",
        "降 {value} 级超出了最后一级；从这里最多降 {most} 级。请直接写明等级。",
    ),
    "empty-span": (
        "Nothing lies within '{value}'. Write a longer span, or take the line out.",
        "“{value}” 之内什么也没有，请写更长的期限，或删去这一行。",
    ),
    "limits-not-applied": (
        "Limits are there, but `after_bands` does not name `limits`, so nothing applies them.",
        "写了等级限制，但 after_bands 中没有 limits，不会生效。请补上。",
    ),
    "no-total": (
        "Nothing says what the score is: add `total` or `weights`, or decide by `decisions` alone.",
        "没有写明总分如何得出：请写 total 或 weights，或只用 decisions 判定等级。",
    ),
    "one-candidate": (
        "A list says either `candidate` (one condition) or `candidates` (several).",
        "名单应写 candidate（一个列入条件）或 candidates（多个），二者择一。",
    ),
    "group-mixed": (
        "All items of the group '{group}' must be of its component and all deduct, or all add.",
        "合计封顶组 “{group}” 的条目必须属于同一部分，且都是扣分或都是加分。",
    ),
    "one-shape": (
        "A measure has exactly one shape; here: {given}. Shapes: {known}.",
        "每个指标只能有一种算法；现有：{given}。可选：{known}。",
    ),
    "keys-apart": (
        "'{one}' and '{other}' exclude each other. Keep one.",
        "“{one}” 与 “{other}” 不能同时写，请只留一个。",
    ),
    "keys-together": (
        "'{one}' needs '{other}' beside it.",
        "写了 “{one}” 就必须写 “{other}”。",
    ),
    "default-kind": (
        "'{value}' stands where the quantity is missing, but it is no {kind}. Write `error`, "
        "`unknown` or a {kind}.",
        "缺失时取 “{value}”，但它不是 {kind} 类型。请写 error、unknown 或 {kind} 类型的值。",
    ),
    "streak-one-test": (
        "A row of years is counted by one test: say either `grade` or `score`.",
        "连续年数只按一个条件计：请写 grade 或 score 之一。",
    ),
    "step-zero": ("A step of 0 has no number of steps. Give a size.", "步长不能为 0，请写明大小。"),
    "rank-key": (
        "`key` belongs to `ties: key`, and that needs a `key`.",
        "key 只用于 ties: key，而 ties: key 必须写 key。",
    ),
    "ban-extension": (
        "`extends` (which records) and `extension` (by how long) belong together.",
        "extends（哪些行为）与 extension（延长多久）必须同时写。",
    ),
    "formula-too-long": (
        "The formula is longer than {most} characters. Give parts of it names as measures.",
        "公式超过 {most} 个字符，请拆成几个指标。",
    ),
    "formula-too-deep": (
        "Brackets lie more than {most} deep at character {column}.",
        "第 {column} 个字符处括号嵌套超过 {most} 层。",
    ),
    "formula-character": (
        "'{character}' at character {column} has no meaning in a formula. It may hold names, "
        "numbers, + - * / ( ) and commas.",
        "第 {column} 个字符 “{character}” 在公式中没有意义。"
        "公式只能有名称、数字、+ - * / ( ) 和逗号。",
    ),
    "formula-expected": (
        "At character {column} stands '{found}'; {wanted} is expected there.",
        "第 {column} 个字符处是 “{found}”，此处应为 {wanted}。",
    ),
    "formula-number": (
        "The number at character {column} is longer than any real one, or begins with a nought.",
        "第 {column} 个字符处的数字过长，或以 0 开头。",
    ),
    "formula-function": (
        "There is no function '{value}' (character {column}). There are: {known}.",
        "没有函数 “{value}”（第 {column} 个字符）。可用：{known}。",
    ),
    "formula-one-term": (
        "The function '{value}' takes one term (character {column}).",
        "函数 “{value}” 只取一项（第 {column} 个字符）。",
    ),
    "unit-name": (
        "'{value}' belongs to each {unit}; here it is asked for the subject. Bring the units to "
        "one number first (shape `units`, or a component).",
        "“{value}” 是每个 {unit} 各自的数据，这里要的是主体的。"
        "请先用 units 或组成部分汇总成一个数。",
    ),
    "late-name": (
        "'{value}' is known only once the score is; use it in decisions, limits or without_result.",
        "“{value}” 要到算出总分之后才有，只能用在 decisions、limits 或 without_result。",
    ),
    "not-a-number": (
        "'{value}' is a {kind}; a number is counted with here.",
        "“{value}” 是{kind}，这里要用数字计算。",
    ),
    "compared-with": (
        "'{value}' is a {kind} and is compared with '{with}'.",
        "“{value}” 是{kind}，却与 “{with}” 比较。",
    ),
    "unused-quantity": (
        "Nothing uses the quantity '{value}'. Use it or take it out.",
        "数据 “{value}” 没有被用到。请使用或删去。",
    ),
    "reserved-name": (
        "'{value}' has a meaning of its own in every rulebook. Choose another name.",
        "“{value}” 是保留名称，请换一个。",
    ),
    "chain-too-long": (
        "Working out '{value}' takes more than {most} steps, each resting on another.",
        "计算 “{value}” 需要超过 {most} 步，层层相套，请简化。",
    ),
    "pooled-within": (
        "`pooled` adds all units up at once; it knows no `within`.",
        "pooled 把全部对象合并计算，不能再写 within。",
    ),
    "circle": ("These are made of each other in a circle: {way}.", "循环引用：{way}。"),
    "too-many-digits": (
        "Values here may grow to {top} digits over {below}; {most} fit. Round a part of it "
        "(`round`, `unit_rounding`, `rounding`), or bound what it is made of (`at_most`, "
        "`ceiling`).",
        "此处的分子可达 {top} 位、分母可达 {below} 位，最多 {most} 位。请对其中一部分取整"
        "（round、unit_rounding、rounding），或写明上限（at_most、ceiling）。",
    ),
    "divides-by-zero": (
        "'{divisor}' may be nought, and is divided by here. Say `at_least` of the quantity, or ask "
        "for it in `needs` or `when` (more_than: 0).",
        "“{divisor}” 可能为 0，而这里用它作除数。请写明该数据的 at_least，"
        "或在 needs、when 中要求它大于 0。",
    ),
    "more-problems": (
        "There is more to mend from here on; the first {most} problems are told.",
        "从这里起还有其他问题；先列出前 {most} 个。",
    ),
    "case-differs": (
        "Case '{case}': {what} is {found}, not {wanted}.",
        "用例 “{case}”：{what} 得到 {found}，应为 {wanted}。",
    ),
    "at-least-none": (
        "At least 0 records is no condition. Write 1, or `test: more_than`.",
        "“达到 0 次”不成条件。请写 1，或者写 test: more_than。",
    ),
    "no-such-measure": (
        "Case '{case}': no measure is called '{value}'{meant}. There are: {known}. A component is "
        "none; give it a measure with a formula to ask for its value.",
        "用例 “{case}”：没有名为 “{value}” 的指标{meant}。现有：{known}。组成部分不是指标，"
        "要核对它的值，请另写一个用 formula 引用它的指标。",
    ),
    "evaluators-differ": (
        "Case '{case}': {what} is {judged} one by one, but {planned} in a population. That is a "
        "fault of this program, not of the rulebook; please report it with the case.",
        "用例 “{case}”：{what} 单独评价为 {judged}，批量评价为 {planned}。这是程序的问题，"
        "不是标准的问题，请连同用例一起报告。",
    ),
}
