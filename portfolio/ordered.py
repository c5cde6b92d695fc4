"""What came out of a conclusion: the link between a point of a meeting's conclusions and a task."""

from governance.meetings import ConclusionCode
from governance.values import Entity
from portfolio.model import TaskCode


class ConclusionTask(Entity, frozen=True, kw_only=True):
    """A conclusion ordered a task. The next meeting of the body hears where it stands."""

    kind = "conclusion_task"
    path = "conclusion-tasks"
    key = ("conclusion", "task")
    conclusion: ConclusionCode
    task: TaskCode


KINDS: tuple[type[Entity], ...] = (ConclusionTask,)
"""After conclusions and tasks."""
