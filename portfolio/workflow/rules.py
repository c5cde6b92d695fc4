"""What must hold over the lives of all tasks: histories without gaps, and a schedule that knows what the workflow knows."""

from collections.abc import Iterator
from datetime import date

from governance.errors import Problem
from governance.messages import _
from governance.records import Records
from governance.rulebook import Rule, grouped, place
from portfolio.model import Deadline, DeadlineKind, Progress, ProgressState, Task
from portfolio.plan import actuals
from portfolio.workflow.model import ExtensionDecision, ExtensionRequest, Outcome, TaskStep
from portfolio.workflow.places import expected
from portfolio.workflow.steps import legal


def _histories(records: Records) -> Iterator[Problem]:
    """The steps of a task are numbered from 1, each goes on from where the one before led, and on no earlier day."""
    for task, steps in grouped(sorted(records.all(TaskStep), key=lambda s: s.ordinal), "task"):
        for number, step in enumerate(steps, 1):
            if step.ordinal != number:
                why = _("step {number} of task {task} is missing: steps are numbered in turn", number=number, task=task)
                yield Problem(place(step, "ordinal"), why)
                break
            before = steps[number - 2] if number > 1 else None
            if before is not None and before.place != step.came_from:
                why = _("task {task} stood at “{place}” before this step", task=task, place=before.place.label)
                yield Problem(place(step, "before"), why)
            if before is not None and step.on < before.on:
                yield Problem(
                    place(step, "on"), _("the step before was taken on {day}: give that day or a later one", day=before.on)
                )


def _agreement(records: Records) -> Iterator[Problem]:
    """The progress of a task that goes by steps says what its last step says, whoever writes it."""
    for code, steps in grouped(sorted(records.all(TaskStep), key=lambda s: s.ordinal), "task"):
        task = records.find(Task, code)
        at = steps[-1].place
        wanted = expected(records, task, at) if task else None
        if wanted is None or (said := actuals(records, code, date.max).state) is wanted:
            continue
        why = _(
            "by its steps task {task} is “{place}”, and its progress {wanted}, not {said}: to change that take a step: {steps}",
            task=code, place=at.label, wanted=_PROGRESS[wanted], said=_PROGRESS[said],
            steps=tuple(name.value for name in legal(at)),
        )  # fmt: skip
        last = max(records.by(Progress, "task", code), key=lambda r: r.as_of, default=None)
        yield Problem(place(last, "state") if last else f"{Task.kind} {code} progress", why)


_PROGRESS = {
    ProgressState.NOT_STARTED: _("not begun"),
    ProgressState.IN_PROGRESS: _("under way"),
    ProgressState.DONE: _("done"),
    ProgressState.SUSPENDED: _("suspended"),
    ProgressState.CANCELLED: _("cancelled"),
}


def _one_request(records: Records) -> Iterator[Problem]:
    """A task has one request for more time that waits for a decision, and no decision comes before its request."""
    decided = {decision.request: decision for decision in records.all(ExtensionDecision)}
    for task, requests in grouped(records.all(ExtensionRequest), "task"):
        waiting = [request for request in requests if request.code not in decided]
        for request in waiting[1:]:
            why = _(
                "task {task} has a request that waits for a decision, {other}: decide that first",
                task=task,
                other=waiting[0].code,
            )
            yield Problem(place(request, "task"), why)
    for decision in decided.values():
        made = records.find(ExtensionRequest, decision.request)
        if made is not None and decision.on < made.on:
            yield Problem(place(decision, "on"), _("the request was made on {day}: decide on that day or later", day=made.on))


def _granted(records: Records) -> Iterator[Problem]:
    """What was granted stands as an extension of that task, by the document that decided it."""
    for decision in records.by(ExtensionDecision, "outcome", Outcome.GRANTED):
        request = records.find(ExtensionRequest, decision.request)
        deadline = records.find(Deadline, decision.deadline)
        if request is None or deadline is None:
            continue
        kept = (deadline.task, deadline.type, deadline.not_after, deadline.document)
        if kept != (request.task, DeadlineKind.EXTENSION, request.not_after, decision.document):
            why = _(
                "{decision} granted task {task} more time until {day} by {document}: the deadline says so for good; "
                "another extension takes another request",
                decision=decision.code, task=request.task, day=request.not_after, document=decision.document or "",
            )  # fmt: skip
            yield Problem(place(deadline, "not_after"), why)


RULES: tuple[Rule, ...] = (
    Rule(frozenset({TaskStep}), _histories),
    Rule(frozenset({TaskStep, Task, Progress}), _agreement),
    Rule(frozenset({ExtensionRequest, ExtensionDecision}), _one_request),
    Rule(frozenset({ExtensionDecision, Deadline}), _granted),
)
"""What holds over the lives of tasks, with the rules of the portfolio."""
