"""Why acts upon updates of the catalogue are refused, in the words of the office."""

from xinlu.accounts import words

words.add(
    {
        "national-edition": "全国目录和清单由国家统一更新，本级只更新本地的补充目录和补充清单。",
        "edition-superseded": "该版本不是现行版本，不能据以更新。",
        "update-open": "该版本已有一次更新在办理，办结后再开始下一次。",
        "update-texts-missing": "请写明新版名称和更新说明。",
        "closes-too-early": "征集截止日不能早于今天。",
        "collecting-over": "意见征集已于 {until} 截止。",
        "collecting-still": "意见征集到 {until} 截止，截止后再汇总。",
        "not-summarising": "意见在征集或汇总时答复；现在的状态下不能改。",
        "opinion-wanting": "这些内容没有写，或写得不对：{titles}。",
        "opinion-basis-missing": "新增、修改条目须写明法律、法规或政策依据。",
        "opinion-reason-missing": "请写明理由或意见。",
        "entry-code": "条目编码只用大写字母、数字和连字符，3 至 40 位。",
        "entry-there": "条目 {entry} 已在目录中，不能新增；可以提出修改。",
        "entry-missing": "条目 {entry} 不在目录中，不能修改或删除。",
        "nothing-changed-in-entry": "与现行条目相同，没有要修改的内容。",
        "answer-missing": "请选择是否采纳，并写明理由。",
        "opinions-clash": "采纳的意见中有不止一条针对条目 {entry}，请只采纳一条。",
        "opinions-unanswered": "还有 {count} 条意见没有写明是否采纳。",
        "nothing-revised": "没有采纳任何改动，新版与现行版本相同。不需要更新的，请终止。",
        "reviewed-otherwise": "审核以后内容有变化，须重新审核。",
        "review-own": "审核由没有起草、汇总过的人办理。",
        "number-missing": "请写明文号。",
        "effective-too-early": "施行日须晚于现行版本的施行日 {since}。",
        "measure-of-others": (
            "“{title}”不能由公共管理机构实施；由其他组织自主实施的，只能写作“{instead}”。"
        ),
        "measure-wording": "“{title}”不是清单的写法，应写作“{instead}”。",
        "measure-not-listed": "“{title}”不在失信惩戒措施基础清单中，不得实施。",
        "measure-of-public-bodies": "“{title}”只能由公共管理机构依法实施。",
        "measure-class": "“{title}”在国家清单中属 {kind} 类，类别不能改。",
        "measure-needs-local-regulation": (
            "“{title}”不在国家清单中；补充的措施须以地方性法规为依据，且法规库中有该法规。"
        ),
        "list-needs-law": (
            "设列“{title}”须以法律、行政法规或者党中央、国务院文件为依据；所写依据属于：{named}。"
        ),
        "list-criteria-need-rule": (
            "“{title}”的认定标准至少须以部门规章为依据；所写依据属于：{named}。"
        ),
        "list-needs-local-regulation": (
            "只在本地设列“{title}”须以地方性法规为依据；所写依据属于：{named}。"
        ),
    }
)
