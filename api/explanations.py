"""Why a task has its dates, why it is not critical, what would have to move: the answers as they travel."""

from collections.abc import Mapping, Sequence
from datetime import date
from textwrap import fill
from typing import Literal

from msgspec import Struct

from api.answers import Asked, DriverOut, ScheduledTask, asked, driver_out, task_out
from governance.holders import Reason
from governance.messages import Lang, Message, _
from portfolio.explain import SHOWN, Step, explain
from portfolio.model import Task
from portfolio.reports.views import View
from portfolio.slack import Slack, not_critical
from portfolio.sooner import Lever, Mover, finish_by

Question = Literal["why", "not-critical", "finish-by"]


class LimitOut(Struct, kw_only=True):
    """What bounds a late date: a link (``task`` waits), a constraint or a deadline (``rule``), or the end.

    ``spare`` is what a link leaves in working days; ``on`` is the summary that it comes from, where it comes from above.
    """

    limit: str
    day: date | None
    task: str | None
    relation: str | None
    lag: int | None
    rule: str | None
    on: str | None
    spare: int | None


class StepOut(Struct, kw_only=True):
    """One step of the answer, as data and in words.

    ``driver`` is what fixes the task's early date (why); ``limit`` what bounds its late one (not-critical); ``finish`` is the
    day by which it would have to finish, ``days`` working days earlier than it does (finish-by).
    """

    task: str
    driver: DriverOut | None = None
    limit: LimitOut | None = None
    finish: date | None = None
    days: int | None = None
    vi: str
    en: str
    source: str | None = None
    assumed: bool = False


class ChangeOut(Struct, kw_only=True):
    """One change that would do alone: a task takes ``days`` less, a link to it is dropped, or a constraint on it is."""

    task: str
    days: int | None
    predecessor: str | None
    relation: str | None
    constraint: str | None
    vi: str
    en: str


class ExplanationOut(Asked, kw_only=True):
    """The answer to a question about a task: steps, and the same in words.

    ``why``: a chain back, the task itself first. ``not-critical``: a chain on, to the deadline or the end that its float counts
    to. ``finish-by``: the tasks that would have to move for it to finish by ``day``, which it misses by ``late_by`` working
    days, and the single changes that would do. A task that nothing dates has no steps, and the words say so.
    """

    task: str
    question: Question
    day: date | None
    late_by: int | None
    dates: ScheduledTask
    steps: list[StepOut]
    changes: list[ChangeOut]
    text_vi: str
    text_en: str


def explanation_out(view: View, task: str, question: Question = "why", day: date | None = None) -> ExplanationOut:
    """Answer a question about a task; ``day`` goes with finish-by, and only with it.

    Raises
    ------
    UnknownCodeError
        When there is no such task.
    """
    found = view.records.get(Task, task)
    late_by: int | None = None
    steps: list[StepOut] = []
    changes: list[ChangeOut] = []
    words: Message = _("No schedule: its duration is not known")
    if view.dates(task) is None:
        pass
    elif question == "not-critical":
        slack = not_critical(view.schedule, view.records, task)
        words, steps = slack.sentence, [_slack(step) for step in slack.steps]
    elif day is not None:
        sooner = finish_by(view.schedule, view.records, task, day)
        words, late_by, steps = sooner.sentence, sooner.days, [_mover(mover) for mover in sooner.movers]
        changes = [_change(lever) for lever in sooner.levers]
    else:
        why = explain(view.schedule, view.records, task)
        words, steps = why.sentence, [_step(step) for step in why.steps]
    return ExplanationOut(
        **asked(view),
        task=task,
        question=question,
        day=day,
        late_by=late_by,
        dates=task_out(view, found),
        steps=steps,
        changes=changes,
        text_vi=words.render("vi"),
        text_en=words.render("en"),
    )


_HEADS: Mapping[Question, Message] = {
    "why": _("Step by step, from this task back to what fixes its date:"),
    "not-critical": _("Step by step, from this task on to what its float counts to:"),
    "finish-by": _("What would have to move, all of it:"),
}


def in_words(found: ExplanationOut, lang: Lang, width: int) -> str:
    """The answer as lines for a terminal: the sentence, and whole lists of what it only counts, as wide as the terminal."""
    lines = [found.text_vi if lang == "vi" else found.text_en]
    lists: list[tuple[Message, Sequence[StepOut | ChangeOut]]] = [
        (_HEADS[found.question], found.steps),
        (_("Or one of these alone:"), found.changes),
    ]
    for head, parts in lists:
        if len(parts) > SHOWN + 2:
            told = [fill(_told(part, lang), width, initial_indent=f"{n:>3}. ", subsequent_indent="     ")
                    for n, part in enumerate(parts, 1)]  # fmt: skip
            lines += ["", head.render(lang), *told]
    return "\n".join(lines)


def _told(part: StepOut | ChangeOut, lang: Lang) -> str:
    said = Message("{words}", (("words", part.vi if lang == "vi" else part.en),))
    reason = Reason(said, part.source, part.assumed).line if isinstance(part, StepOut) else said
    return reason.render(lang)


def _step(step: Step) -> StepOut:
    vi, en = step.message.render("vi"), step.message.render("en")
    return StepOut(task=step.task, driver=driver_out(step.driver), vi=vi, en=en, source=step.source, assumed=step.assumed)


def _slack(step: Slack) -> StepOut:
    hold, link = step.hold, step.hold.link
    limit = LimitOut(
        limit=hold.limit.value,
        day=hold.day,
        task=link.successor if link else None,
        relation=link.relation.value if link else None,
        lag=link.lag if link else None,
        rule=hold.rule.value if hold.rule else None,
        on=hold.on,
        spare=hold.spare,
    )
    return StepOut(task=step.task, limit=limit, vi=step.message.render("vi"), en=step.message.render("en"))


def _mover(mover: Mover) -> StepOut:
    vi, en = mover.message.render("vi"), mover.message.render("en")
    return StepOut(task=mover.task, finish=mover.finish, days=mover.days, vi=vi, en=en)


def _change(lever: Lever) -> ChangeOut:
    link = lever.link
    return ChangeOut(
        task=lever.task,
        days=lever.days,
        predecessor=link.predecessor if link else None,
        relation=link.relation.value if link else None,
        constraint=lever.constraint.value if lever.constraint else None,
        vi=lever.message.render("vi"),
        en=lever.message.render("en"),
    )
