"""The sender's own workbook back, with what must be mended marked in it."""

from xinlu.collection.models import Batch


def returned_workbook(batch: Batch, *, only_refused: bool = True) -> tuple[bytes, str]:
    """Return the workbook and its file name: refused cells red, each with a comment how to mend.

    With `only_refused` it holds the headings and the refused rows alone, ready to be sent again.
    """
    raise NotImplementedError
