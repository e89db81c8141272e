"""Receipts of published results (评价结果查询凭证), and how anybody checks them without us."""

from xinlu.rules.receipts.packing import pack
from xinlu.rules.receipts.plain import LONGEST, NoReceipt, canonical
from xinlu.rules.receipts.statements import FORMAT, Entry, Proved, Receipt, Statement, read
from xinlu.rules.receipts.trees import Tree

__all__ = [
    "FORMAT",
    "LONGEST",
    "Entry",
    "NoReceipt",
    "Proved",
    "Receipt",
    "Statement",
    "Tree",
    "canonical",
    "pack",
    "read",
]
