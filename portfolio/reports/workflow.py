"""Where every task stands in its life, since when, who takes the next step, and how long it has waited for that."""

from governance.messages import Message, Text, _
from portfolio.model import Task, TaskKind
from portfolio.reports.table import Column, Table, Term
from portfolio.reports.views import ORIGIN, View, leading, remarks
from portfolio.workflow.offices import Office
from portfolio.workflow.steps import CAPACITIES, OVER, STEPS, TaskState
from portfolio.workflow.waits import Pending, pending

COLUMNS = (
    Column("state", _("State"), wide=1),
    Column("since", _("Since"), under="state"),
    Column("read", _("Read from records"), yes=_("read from records"), under="state"),
    Column("next", _("Next step"), wide=1),
    Column("waited", _("Waiting, working days"), under="next"),
    Column("who", _("By whom"), wide=2),
    Column("extension", _("More time asked for"), under="who"),
    *ORIGIN,
)


def workflow_report(view: View) -> Table:
    """Every task with its state, the next step and whose it is; what waits longest can be told by its working days."""
    rows = tuple(_row(view, task) for task in view.tasks if task.type is not TaskKind.COMPONENT)
    ended = sum(1 for row in rows if row["next"] is None)
    by_steps = sum(1 for row in rows if not row["read"])
    notes = (
        *remarks(view, rows, dated=False),
        _(
            "{by_steps} of {all} tasks stand where their last step led; the others are read from their assignment and progress: "
            "done is “reported as complete”, under way is “in progress”, led by a body is “assigned”, ordered by a document or a "
            "meeting is “approved”, else “proposed”.",
            by_steps=by_steps,
            all=len(rows),
        ),
        _("{ended} of {all} tasks wait for nothing any more. Waiting is counted from the last step, in working days of the "
          "task's own calendar.", ended=ended, all=len(rows)),
    )  # fmt: skip
    title = _("Where every task stands: {scope}", scope=view.scope)
    return Table("workflow", title, (*leading(view), *COLUMNS), rows, notes, view.day, view.programme)


def _row(view: View, task: Task) -> dict[str, object]:
    found = pending(view.records, task.code, view.day)
    place = found.at.place
    assumed = task.assumed or any(reason.assumed for office in found.offices for reason in office.reasons)
    return {
        "programme": task.programme,
        "task": task.code,
        "title": task.title,
        "state": Term(place.state.value, place.label),
        "since": found.at.since,
        "read": found.at.step is None,
        "next": Term(found.step.value, STEPS[found.step].title) if found.step else None,
        "waited": _waited(found),
        "who": tuple(who(view, office) for office in found.offices) or _nobody(found),
        "extension": _extension(view, found),
        "source": task.source,
        "assumed": assumed,
    }


def _waited(found: Pending) -> Term | None:
    if found.days is None or found.at.place in OVER or found.at.place.state is TaskState.SUSPENDED:
        return None
    return Term(found.days, _("for {days} working days", days=found.days))


def who(view: View, office: Office) -> Term:
    """An office with its holder; programs read the codes."""
    value = {"capacity": office.capacity.value, "post": office.post.code, "person": office.person, "by": office.by.value}
    return Term(value, office.label(view.records))


def _nobody(found: Pending) -> Text | None:
    """The capacity alone, where no office acts in it."""
    return CAPACITIES[found.capacity] if found.capacity else None


def _extension(view: View, found: Pending) -> Term | None:
    request = found.request
    if request is None:
        return None
    deciders: tuple[Message, ...] = tuple(office.label(view.records) for office in found.deciders)
    said = _("until {day}, asked on {on}; to be decided by {who}", day=request.not_after, on=request.on, who=deciders)
    return Term({"request": request.code, "on": request.on, "not_after": request.not_after}, said)
