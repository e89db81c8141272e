"""A population judged as one relational plan: the same language as `judge`, the same results."""

from xinlu.rules.columns.evaluating import Evaluation, evaluate
from xinlu.rules.columns.memory import from_facts
from xinlu.rules.columns.sources import Inputs, InputsError, read_inputs

__all__ = ["Evaluation", "Inputs", "InputsError", "evaluate", "from_facts", "read_inputs"]
