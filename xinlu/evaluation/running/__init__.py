"""The running result (动态评价结果): follows what happens, and is compared with a full evaluation.

`changes` tells whom an announcement touches, `refreshing` judges them anew, `following` goes on
from announcement to announcement, `comparing` looks every night whether nothing was missed.
"""
