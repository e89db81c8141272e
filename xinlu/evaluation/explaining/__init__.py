"""Making the explanation of a result from what was archived with it."""

from xinlu.evaluation.explaining.building import explain
from xinlu.evaluation.explaining.supposing import suppose

__all__ = ["explain", "suppose"]
