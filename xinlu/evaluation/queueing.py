"""Putting work into the queue that may wait there already."""

from collections.abc import Iterable

from django_tasks.base import Task
from django_tasks_db.models import DBTaskResult


def queue(task: Task[[int], None], pks: Iterable[int]) -> int:
    """Queue the task for these ids, unless they wait for it; return how many were queued."""
    ready = DBTaskResult.objects.ready().filter(task_path=task.module_path)
    waiting = {told["args"][0] for told in ready.values_list("args_kwargs", flat=True)}
    left = [pk for pk in pks if pk not in waiting]
    for pk in left:
        task.enqueue(pk)
    return len(left)
