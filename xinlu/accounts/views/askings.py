"""What the pages say that ask for an act upon people and posts."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Asking:
    """How an act is asked for and told: its name, what follows from it, and what was done.

    `{about}` stands for what it is done to.
    """

    title: str
    lead: str
    done: str
    verb: str = ""

    def __post_init__(self) -> None:
        """Let the button bear the title where it has no verb of its own."""
        object.__setattr__(self, "verb", self.verb or self.title)


INVITE = Asking(
    "邀请人员", "为一名工作人员开立账户并任首个岗位。首次登录须自设密码。", "", "开立账户"
)
APPOINT = Asking("为{about}任岗", "同一人不能既经办又审定同一件事。", "{about}已任岗。", "任岗")
SUSPEND = Asking(
    "暂停岗位",
    "{about}：暂停后立即不能办理，出借的代行同时失效，可随时恢复。",
    "岗位已暂停。",
)
RESUME = Asking("恢复岗位", "{about}：恢复后立即可以办理。", "岗位已恢复。")
END = Asking(
    "终止岗位",
    "{about}：有在办事项的，请改用交接。已办事项的记录不变。",
    "岗位已定于所选日期终止。",
)
DELEGATE = Asking(
    "委托代行",
    "{about}：受托人在这些日期代行本岗，办理的每一件都记在受托人名下。",
    "已委托代行。",
)
REVOKE = Asking("收回委托", "{about}：收回后受托人立即不能代行。", "委托已收回。")
HAND_OVER = Asking(
    "岗位交接",
    "{about}：在办事项列入交接单，接收人确认后移交；已办事项的记录不变。",
    "交接单已开具，等待接收人确认。",
    "开具交接单",
)
CLOSE = Asking(
    "停用{about}的账户", "停用后不能再登录；已办事项的记录不变。", "账户已停用。", "停用账户"
)
CLEAR_FACTOR = Asking(
    "清除{about}的第二重验证",
    "手机遗失时用：请先当面或通过已知电话核实本人。",
    "第二重验证已清除。",
    "清除第二重验证",
)
MAKE_CLIENT = Asking(
    "设立接口客户端",
    "让一个机构的信息系统自动报送。密钥只在设立后显示一次。",
    "",
    "设立",
)
ROTATE = Asking(
    "更换{about}的密钥",
    "换后旧密钥还能用一段时间（见参数“更换接口密钥后旧密钥继续有效的时间”），"
    "请对方在此期间换上新密钥。",
    "",
    "更换密钥",
)
SUSPEND_CLIENT = Asking(
    "暂停{about}", "暂停后立即不能报送和查询，可随时恢复。", "{about}已暂停。", "暂停"
)
RESUME_CLIENT = Asking("恢复{about}", "恢复后立即可以报送和查询。", "{about}已恢复。", "恢复")
ADD_KEY = Asking(
    "登记{about}的签名公钥",
    "没有联网的单位用它签署数据包。请当面或通过已知电话核对公钥。",
    "公钥已登记。",
    "登记",
)
REVOKE_KEY = Asking(
    "废止{about}的签名公钥",
    "废止后，用它签署的数据包一律不收；已收的不变。",
    "公钥已废止。",
    "废止",
)
