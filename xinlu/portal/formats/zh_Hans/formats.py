"""How dates are written in fields: first as a browser's own date field asks for."""

from typing import Final

DATE_INPUT_FORMATS: Final = ["%Y-%m-%d", "%Y/%m/%d", "%Y年%m月%d日"]
