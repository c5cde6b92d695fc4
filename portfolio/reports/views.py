"""What every report looks at: the records, the status day, the programmes chosen, and the schedule computed from them."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from governance.holders import Via
from governance.messages import Message, Text, _
from governance.model import Organization, Person, Post
from governance.records import Records
from governance.responsibility import Answer
from portfolio.answers import answer_of_programme, answers, given_to, who_answers
from portfolio.cpm import Against, Criterion, LinkDates, Schedule, TaskDates, schedule
from portfolio.finishing import over_on
from portfolio.model import Portfolio, Programme, ProgressState, Role, Task, TaskKind
from portfolio.outline import children_of, natural, outline
from portfolio.plan import Planned, actuals
from portfolio.plan import network as plan_network
from portfolio.reports.assumptions import surmised
from portfolio.reports.table import Column
from portfolio.statuses import Asking
from portfolio.whatif.model import Scenario
from portfolio.whatif.scenario import changes_of, within


@dataclass(frozen=True)
class View:
    """One look at the portfolio on a day; ``programme`` narrows it to one. The schedule is from the data date on.

    With ``facts_only`` the records hold no assumption. ``surmised`` are the tasks whose early dates rest on one. In a
    ``scenario`` the records are those that it makes, and ``live`` is the same look without it. ``baseline`` is the one that
    it is held against; None leaves it to whoever tells of it. ``name`` is what a plan file is called that is looked at instead
    of the portfolio.
    """

    records: Records
    day: date
    programme: str | None
    planned: Planned
    schedule: Schedule
    facts_only: bool
    against: Against
    surmised: frozenset[str]
    ledger_seq: int | None = None
    scenario: Scenario | None = None
    live: "View | None" = None
    baseline: str | None = None
    asking: Asking | None = None
    name: Text | None = None

    @property
    def data_date(self) -> date:
        """The day up to which progress counts, and from which what is not done is scheduled."""
        return self.planned.day

    @cached_property
    def programmes(self) -> tuple[Programme, ...]:
        """The programmes looked at, in their stated order."""
        chosen = self.records.all(Programme) if self.programme is None else (self.records.get(Programme, self.programme),)
        return tuple(sorted(chosen, key=lambda p: (p.ordinal, natural(p.code))))

    @cached_property
    def portfolio(self) -> Portfolio | None:
        """The portfolio that the programmes looked at belong to."""
        return next((self.records.find(Portfolio, p.portfolio) for p in self.programmes), None)

    @cached_property
    def tasks(self) -> tuple[Task, ...]:
        """The tasks looked at: by programme, each after the task that it is part of."""
        return tuple(task for programme in self.programmes for _level, task in self.outline(programme.code))

    def outline(self, programme: str) -> Iterator[tuple[int, Task]]:
        """The tasks of a programme as an outline: how deep each stands, and the task."""
        return outline(children_of(self.records.by(Task, "programme", programme)))

    def dates(self, task: str) -> TaskDates | None:
        """The computed dates of a task; None where nothing dates it, as with work finished on a day that is not on record."""
        if task not in self.schedule.tasks or (self.facts_only and task in self.surmised):
            return None
        found = self.schedule.tasks[task]
        return None if found.undated else found

    def finish_of(self, programme: Programme) -> date | None:
        """The day on which the last dated task of the programme finishes, or None where none is dated.

        Without assumptions it is told only where every task is dated: else most of the work would be missing from it.
        """
        if self.facts_only and any(self.dates(task.code) is None for task in self.leaves(programme.code)):
            return None
        found = (self.dates(task.code) for task in self.records.by(Task, "programme", programme.code))
        return max((dates.early_finish for dates in found if dates), default=None)

    def leaves(self, programme: str) -> tuple[Task, ...]:
        """The tasks of a programme that have no parts; components are no tasks to be done."""
        tasks = (task for _level, task in self.outline(programme) if task.type is not TaskKind.COMPONENT)
        return tuple(task for task in tasks if not self.records.by(Task, "parent", task.code))

    def done(self, task: str) -> bool:
        """Whether the task is finished on the status day."""
        if task in self.schedule.tasks:
            return self.schedule.tasks[task].state == "finished"
        return actuals(self.records, task, self.data_date).state is ProgressState.DONE

    def is_open(self, task: str) -> bool:
        """Whether the task is to be done yet: neither it nor what it is part of is finished or given up by the status day."""
        over = over_on(self.records, task)
        return not self.done(task) and (over is None or over > self.day)

    def answer(self, task: str) -> Answer:
        """Who answers for the task on the status day."""
        if task not in self._answers:
            self._answers[task] = who_answers(self.records, task, self.day)
        return self._answers[task]

    def answers_on(self, day: date) -> Mapping[str, Answer]:
        """Who answers for each task on some day, kept with the view."""
        if day not in self._answers_by_day:
            self._answers_by_day[day] = answers(self.records, day)
        return self._answers_by_day[day]

    @cached_property
    def _answers_by_day(self) -> dict[date, Mapping[str, Answer]]:
        return {}

    def answer_of(self, programme: str) -> Answer:
        """Who answers for the programme on the status day."""
        return answer_of_programme(self.records, programme, self.day)

    @cached_property
    def _answers(self) -> dict[str, Answer]:
        return {}

    def lead(self, task: str) -> Organization | None:
        """The body that leads the task, where one is named for it or for what it is part of."""
        found = self.records.find(Task, task)
        given = given_to(self.records, found, Role.LEAD) if found else ()
        return self.records.find(Organization, given[0].organization) if given else None

    @cached_property
    def _surmised_ends(self) -> frozenset[str]:
        """The programmes whose end rests on an assumption, and so every late date and float in them."""
        groups = {task.programme for task in self.records.all(Task) if task.code in self.surmised and self.dates(task.code)}
        return frozenset(groups)

    def dates_assumed(self, task: Task) -> bool:
        """Whether anything said of the task's dates rests on an assumption.

        Late dates and floats of unfinished work rest on the end that they count to; finished work has its actual dates only.
        """
        if self.dates(task.code) is None:
            return task.assumed
        ends = self._surmised_ends
        late = bool(ends) if self.against == "portfolio" else task.programme in ends
        return task.assumed or task.code in self.surmised or (late and not self.done(task.code))

    def assumed(self, task: Task) -> bool:
        """Whether anything said of the task's dates, or of who answers for it, rests on an assumption."""
        return self.dates_assumed(task) or self.answer(task.code).assumed

    @property
    def scope(self) -> Message | Text:
        """What is looked at, for a heading: the programme, the whole portfolio, or the plan file."""
        if self.name is not None:
            return self.name
        return _("the whole portfolio") if self.programme is None else self.programmes[0].title

    @cached_property
    def links(self) -> Mapping[tuple[str, str, str], LinkDates]:
        """The computed links by predecessor, successor and relation."""
        return {(link.predecessor, link.successor, link.relation): link for link in self.schedule.links}

    @property
    def several(self) -> bool:
        """Whether more than one programme may show, so that rows must say which."""
        return self.programme is None


def view(
    records: Records,
    day: date,
    programme: str | None = None,
    *,
    facts_only: bool = False,
    against: Against = "programme",
    critical: Criterion = "float",
    ledger_seq: int | None = None,
    scenario: str | None = None,
    data_date: date | None = None,
) -> View:
    """Compute the schedule of the whole portfolio on a day and look at one programme, or at all; in a scenario, if one is named.

    Progress counts up to ``data_date``, and what is not done is scheduled from it: the day itself, unless another is named.

    Raises
    ------
    UnknownCodeError
        When there is no such programme or scenario; it names those that there are.
    InvalidError
        When the scenario is open no more, or breaks rules; with every problem.
    CycleError
        When tasks would wait for each other.
    """
    if scenario is not None:
        live = view(
            records, day, facts_only=facts_only, against=against, critical=critical, ledger_seq=ledger_seq, data_date=data_date
        )
        return beside(live, records, scenario, programme)
    known = records.facts_only() if facts_only else records
    if programme is not None:
        known.get(Programme, programme)
    planned = plan_network(known, data_date or day)
    dated = schedule(planned.network, against=against, critical=critical)
    return View(known, day, programme, planned, dated, facts_only, against, surmised(records, planned.day), ledger_seq)


def beside(live: View, records: Records, scenario: str, programme: str | None = None) -> View:
    """The same look at what a scenario makes of the records that the live view was made from. The same errors as :func:`view`."""
    made = view(
        within(records, scenario),
        live.day,
        programme,
        facts_only=live.facts_only,
        against=live.against,
        critical=live.schedule.criterion,
        ledger_seq=live.ledger_seq,
        data_date=live.data_date,
    )
    return replace(made, scenario=records.get(Scenario, scenario), live=live)


def named(records: Records, answer: Answer) -> Message | Text:
    """Who answers, in a few words: the person and the office, or the office and that it is vacant."""
    post = records.find(Post, answer.post)
    if post is None:
        return _("no office found")
    person = records.find(Person, answer.person)
    name = person.name if person else answer.person
    match answer.via:
        case Via.HOLDER:
            return _("{person}, {post}", person=name, post=post.title)
        case Via.ACTING:
            return _("{person}, acting {post}", person=name, post=post.title)
        case Via.DELEGATE:
            return _("{person}, by delegation from {post}", person=name, post=post.title)
    return _("{post}: vacant", post=post.title)


def called(organization: Organization | None) -> Text | None:
    """A body by its short name."""
    if organization is None:
        return None
    return Text(organization.short_vi or organization.name_vi, organization.short_en or organization.name_en)


ORIGIN = (Column("source", _("Source")), Column("assumed", _("Assumed"), yes=_("assumed"), under="source"))
"""The columns that every row ends with: its source, and whether anything in it is assumed."""


def leading(view: View) -> tuple[Column, ...]:
    """The columns that every row of tasks begins with."""
    task = (Column("task", _("Task")), Column("title", _("Title"), wide=2))
    return (Column("programme", _("Programme")), replace(task[0], under="programme"), task[1]) if view.several else task


def remarks(view: View, rows: Iterable[Mapping[str, object]], *, dated: bool = True) -> tuple[Message, ...]:
    """The notes that every report ends with."""
    rows = list(rows)
    marked = sum(1 for row in rows if row.get("assumed"))
    said = [_("Status day: {day}.", day=view.day)] if view.schedule.data_date else []
    if view.data_date != view.day:
        said.append(_("Progress counts up to {day}, and what is not done is scheduled from then on.", day=view.data_date))
    if view.scenario is not None:
        said.append(supposed(view))
    if view.facts_only:
        said.append(
            _("Assumptions are left out, and so is everything computed from them: a date that no source supports is blank.")
        )
    elif view.name is None and rows:
        said.append(
            _(
                "{marked} of {all} rows rest on something that planners assumed and no source states; they are marked “assumed”.",
                marked=marked,
                all=len(rows),
            )
        )
    if dated and view.against == "portfolio":
        said.append(
            _("Late dates and floats count to the end of the whole portfolio, or to a deadline or constraint that asks for less.")
        )
    elif dated:
        said.append(
            _(
                "Late dates and floats count to the end of each task's programme, or to a deadline or constraint that asks for "
                "less, of whatever task that waits for it, in other programmes too."
            )
        )
    if view.ledger_seq is not None:
        said.append(_("State of the data: ledger entry {number}.", number=view.ledger_seq))
    return tuple(said)


def supposed(view: View) -> Message:
    """The note that what is looked at is a scenario, and not the plan."""
    assert view.scenario is not None, "only a view of a scenario supposes something"
    return _(
        "Computed as scenario {code} would have it, “{title}”: {count} change(s) over the live plan, none of them made.",
        code=view.scenario.code,
        title=view.scenario.title,
        count=len(changes_of(view.records, view.scenario.code)),
    )
