"""Which instrument a thing cites, and which one a task is to bring about."""

from collections.abc import Iterator
from typing import Annotated

from governance.errors import Problem
from governance.messages import _
from governance.model import DocumentCode, PostCode, _ref
from governance.values import Entity, Line
from portfolio.model import ProgrammeCode, TaskCode

DeadlineCode = Annotated[str, _ref("deadline")]


class Citation(Entity, frozen=True, kw_only=True):
    """A programme, a task, a seat or a deadline rests on an instrument, or on a clause of it. There may be several for each.

    What a programme's or a task's own ``basis`` says needs no citation besides.
    """

    kind = "citation"
    path = "citations"
    programme: ProgrammeCode | None = None
    task: TaskCode | None = None
    post: PostCode | None = None
    deadline: DeadlineCode | None = None
    document: DocumentCode
    clause: Line | None = None

    def rules(self) -> Iterator[Problem]:
        """Problems between fields."""
        if sum(each is not None for each in (self.programme, self.task, self.post, self.deadline)) != 1:
            yield Problem("task", _("name one thing that rests on the document: a programme, a task, a post or a deadline"))


class TaskProduct(Entity, frozen=True, kw_only=True):
    """A task is to bring about a document: drafting a resolution, say, brings about the resolution."""

    kind = "task_product"
    path = "task-products"
    key = ("task", "document")
    task: TaskCode
    document: DocumentCode


KINDS: tuple[type[Entity], ...] = (Citation, TaskProduct)
"""Each after what it refers to."""
