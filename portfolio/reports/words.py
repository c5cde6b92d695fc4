"""The words for the kinds of things that reports name; programs read the code beside them."""

from collections.abc import Mapping
from enum import StrEnum

from governance.holders import Via
from governance.messages import Message, _
from portfolio.model import ConstraintKind, DeadlineKind, DependencyKind, LagCalendar, ProgrammeKind, Relation, Role, TaskKind
from portfolio.reports.table import Term
from portfolio.statuses import Status

_SAID: tuple[tuple[StrEnum, Message], ...] = (
    (Relation.FS, _("finish to start (FS)")),
    (Relation.SS, _("start to start (SS)")),
    (Relation.FF, _("finish to finish (FF)")),
    (Relation.SF, _("start to finish (SF)")),
    (LagCalendar.PREDECESSOR, _("the predecessor's")),
    (LagCalendar.SUCCESSOR, _("the successor's")),
    (LagCalendar.PLAN, _("the plan's")),
    (LagCalendar.ELAPSED, _("every day")),
    (DependencyKind.SCHEDULING, _("dates")),
    (DependencyKind.INFLUENCE, _("influence only")),
    (Role.LEAD, _("leads")),
    (Role.COORDINATING, _("coordinates")),
    (Role.MONITORING, _("monitors")),
    (Role.APPROVING, _("approves")),
    (Via.HOLDER, _("holder")),
    (Via.ACTING, _("acting holder")),
    (Via.DELEGATE, _("delegate")),
    (Via.VACANT, _("vacant")),
    (ProgrammeKind.PROGRAMME, _("programme")),
    (ProgrammeKind.PLAN, _("plan")),
    (ProgrammeKind.SCHEME, _("scheme")),
    (ProgrammeKind.KEY_TASKS, _("key tasks")),
    (ProgrammeKind.PROJECTS, _("projects")),
    (TaskKind.TASK, _("task")),
    (TaskKind.MILESTONE, _("milestone")),
    (TaskKind.COMPONENT, _("component")),
    (DeadlineKind.INSTRUMENT, _("deadline of the instrument")),
    (DeadlineKind.EXTENSION, _("extended deadline")),
    (ConstraintKind.ASAP, _("as soon as possible")),
    (ConstraintKind.ALAP, _("as late as possible")),
    (ConstraintKind.SNET, _("start no earlier than")),
    (ConstraintKind.SNLT, _("start no later than")),
    (ConstraintKind.FNET, _("finish no earlier than")),
    (ConstraintKind.FNLT, _("finish no later than")),
    (ConstraintKind.MSO, _("must start on")),
    (ConstraintKind.MFO, _("must finish on")),
    (Status.DONE_ON_TIME, _("done on time")),
    (Status.DONE_LATE, _("done late")),
    (Status.NOT_DUE, _("not yet due")),
    (Status.OVERDUE, _("overdue")),
    (Status.DONE_UNDATED, _("done, on which day is not on record")),
    (Status.NO_DEADLINE, _("without a deadline")),
    (Status.SUSPENDED, _("suspended")),
    (Status.CANCELLED, _("cancelled")),
)
_WORDS: Mapping[tuple[type[StrEnum], str], Message] = {(type(kind), kind.value): said for kind, said in _SAID}
"""By type too: kinds of different things may share a code, as “plan” does."""


def word(kind: StrEnum) -> Term:
    """A kind for programs and people alike.

    >>> word(Role.LEAD).value, word(Role.LEAD).label.render("en")
    ('lead', 'leads')
    """
    return Term(kind.value, _WORDS[type(kind), kind.value])


def link_label(relation: Relation, lag: int, lag_calendar: LagCalendar = LagCalendar.PREDECESSOR) -> Message | str:
    """A link in short, as planners write it; empty for finish to start without lag, which goes without saying.

    A lag counts working days; one that counts every day says so.

    >>> link_label(Relation.FS, 0), link_label(Relation.FS, 5), link_label(Relation.SS, -2), link_label(Relation.FF, 0)
    ('', 'FS+5', 'SS−2', 'FF')
    >>> link_label(Relation.FS, 10, LagCalendar.ELAPSED).render("en")
    'FS+10 cal. days'
    """
    if relation is Relation.FS and not lag:
        return ""
    said = relation.value + (f"{lag:+d}".replace("-", "−") if lag else "")
    return _("{link} cal. days", link=said) if lag and lag_calendar is LagCalendar.ELAPSED else said


def lag_term(lag: int, calendar: LagCalendar) -> Term:
    """A lag with its unit.

    >>> lag_term(10, LagCalendar.ELAPSED).label.render("en"), lag_term(-5, LagCalendar.PLAN).label.render("en")
    ('+10 calendar days', '−5 working days')
    """
    days = f"{lag:+d}".replace("-", "−")
    return Term(
        lag, _("{days} calendar days", days=days) if calendar is LagCalendar.ELAPSED else _("{days} working days", days=days)
    )
