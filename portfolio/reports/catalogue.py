"""The reports as a reader looks for them: in groups, each with the question that it answers and what it can be asked."""

from collections.abc import Mapping
from itertools import chain
from typing import NamedTuple

from governance.messages import Message, _

PROGRAMME = ("programme", "scenario")
"""Of one programme; of the plan as a scenario would have it."""
DATED = (*PROGRAMME, "data_date")
LATE = (*DATED, "against")
CRITICAL = (*LATE, "critical")
COUNTING = ("programme", "scenario", "by", "period", "within")


class Listed(NamedTuple):
    """A report in the list: its name, what it is called, what it answers.

    ``asks`` are the parameters that its rows or its answer go by, beyond the day, the facts and the state of the data, which
    every report goes by.
    """

    name: str
    title: Message
    answers: Message
    asks: tuple[str, ...] = PROGRAMME


class Group(NamedTuple):
    """Reports of one sort."""

    title: Message
    reports: tuple[Listed, ...]


GROUPS = (
    Group(_("What holds programmes up"), (
        Listed("bottlenecks", _("Bottlenecks"),
               _("What holds each programme up, who answers for it, on what authority, and how sure that is."), CRITICAL),
        Listed("critical-path", _("Critical path"), _("What fixes each programme's finish, step by step."), CRITICAL),
        Listed("float-paths", _("Float paths"), _("What would become critical next, and after how many days."), CRITICAL),
        Listed("contradictions", _("Contradictions"), _("Which deadlines and links cannot all hold."), DATED),
        Listed("health", _("Check of the plan"),
               _("Where the plan has open ends, loops of influence or redundant links."), DATED),
    )),
    Group(_("Progress and deadlines"), (
        Listed("programmes", _("Programmes"), _("Where each programme, plan and scheme stands."), CRITICAL),
        Listed("schedule", _("Schedule"),
               _("From when to when each task runs, at the earliest and at the latest, and with what float."), CRITICAL),
        Listed("dependencies", _("Dependencies"), _("What waits for what, and which link fixes a date."), DATED),
        Listed("deadlines", _("Deadlines"),
               _("Each deadline as it is written, as it was extended, and as it is forecast."), LATE),
        Listed("status", _("Status of tasks"),
               _("What is done on time, done late, not yet due and overdue, by agency, programme or document."), COUNTING),
        Listed("workflow", _("Handling of tasks"), _("Where the handling of each task stands, and whose step is next.")),
        Listed("reminders", _("Reminders"), _("What falls due soon, and who is to be reminded.")),
    )),
    Group(_("Who answers"), (
        Listed("responsibility", _("Responsibility"),
               _("Who answers for each task on the day, and by what chain of reasons."), DATED),
        Listed("load", _("Load"), _("What each member answers for, and how much of it is left."), LATE),
        Listed("escalation", _("Escalation"), _("To whom each open matter goes up, and where it stands now.")),
        Listed("handovers", _("Hand-overs"), _("When somebody else comes to answer for a task while it runs."), DATED),
        Listed("committee", _("Offices"), _("Who holds each office, in what capacity, and what is vacant."), ()),
        Listed("members", _("Members"), _("Who counts as a member of each body on the day."), ()),
        Listed("succession", _("Succession"),
               _("What passed from body to body, by which terms, and what is without an heir."), ()),
    )),
    Group(_("Instruments and meetings"), (
        Listed("instruments", _("Instruments"), _("Which instruments are in force, and what was done to them.")),
        Listed("awaited", _("Instruments awaited"), _("Which instruments are not issued yet, and what waits for them."), DATED),
        Listed("amended", _("On changed instruments"), _("What rests on an instrument that was amended, replaced or ended.")),
        Listed("amended-elsewhere", _("On instruments changed elsewhere"),
               _("What rests on an instrument of which only other clauses were changed.")),
        Listed("instrument-doubts", _("Doubts about instruments"),
               _("Which records of instruments do not agree with each other.")),
        Listed("agenda", _("Agenda"), _("What the last meetings ordered, how far it is, and what the next ones are to hear.")),
    )),
    Group(_("Plans compared"), (
        Listed("comparison", _("Scenario beside the plan"), _("What a scenario would change of the plan."), LATE),
        Listed("variance", _("Variance"), _("How far dates moved since a baseline."), (*LATE, "baseline")),
        Listed("changes", _("Causes of variance"), _("Why dates moved since a baseline."), (*LATE, "baseline")),
        Listed("consents", _("Consents"), _("Which requests wait for a second person."), ()),
    )),
)  # fmt: skip
"""Every report once, in the order in which readers are shown them."""

LISTED: Mapping[str, Listed] = {each.name: each for each in chain.from_iterable(group.reports for group in GROUPS)}
