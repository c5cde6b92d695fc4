"""What must hold over a whole portfolio, beyond what each thing can check in itself; run like the rules of governance.

``governance.rules.RULES + portfolio.rules.RULES`` is everything.
"""

from collections.abc import Iterator
from datetime import date

from governance.errors import CycleError, Problem, kind_name
from governance.hierarchy import cycles
from governance.kinds import KINDS as GOVERNANCE_KINDS
from governance.messages import _
from governance.model import Delegation, Post, Statement
from governance.records import Records
from governance.rulebook import Fields, Rule, grouped, loop_rule, place, reference_rules
from governance.terms import SuccessionTerm, TermKind
from portfolio.baselines.sealing import RULES as BASELINE_RULES
from portfolio.errors import leads_already
from portfolio.kinds import KINDS
from portfolio.measures import RULES as MEASURE_RULES
from portfolio.measures import AgencyClassPart
from portfolio.model import (
    Assignment,
    Dependency,
    DependencyKind,
    Estimate,
    Programme,
    ProgrammeLink,
    Progress,
    ProgressState,
    Role,
    Task,
    TaskKind,
)
from portfolio.whatif.model import ScenarioChange
from portfolio.workflow.rules import RULES as WORKFLOW_RULES


def find_dependency_cycle(records: Records) -> tuple[str, ...] | None:
    """The codes of tasks whose scheduling links run in a loop, in order and the first repeated at the end; else None.

    A summary begins before all that is in it and ends after it, so a link on a summary binds its children, and a loop
    through a summary is one.
    """
    edges: dict[str, list[str]] = {}
    for task in records.all(Task):
        if task.parent is not None:
            edges.setdefault(_gate(task.parent, "in"), []).append(_gate(task.code, "in"))
            edges.setdefault(_gate(task.code, "out"), []).append(_gate(task.parent, "out"))
    summaries = {task.parent for task in records.all(Task)}
    for link in records.by(Dependency, "type", DependencyKind.SCHEDULING):
        edges.setdefault(_gate(link.predecessor, "out"), []).append(_gate(link.successor, "in"))
    for task in records.all(Task):
        if task.code not in summaries:
            edges.setdefault(_gate(task.code, "in"), []).append(_gate(task.code, "out"))
    loop = next(cycles(edges), None)
    return None if loop is None else _named(loop)


def _gate(task: str, side: str) -> str:
    """A summary's way in or way out; codes hold no blank, so the two sides of a task sort side by side."""
    return f"{task} {side}"


def _named(loop: tuple[str, ...]) -> tuple[str, ...]:
    """The tasks of a loop of gates from the smallest code on; what lies between a summary's way in and way out is left out."""
    gates = list(loop[:-1])
    for code in sorted({_code(gate) for gate in gates}):
        if _gate(code, "in") in gates and _gate(code, "out") in gates:
            entry = gates.index(_gate(code, "in"))
            gates = gates[entry:] + gates[:entry]
            gates = gates[gates.index(_gate(code, "out")) :]
    codes = [_code(gate) for gate in gates]
    codes = [code for before, code in zip([codes[-1], *codes], codes, strict=False) if code != before] or codes[:1]
    first = codes.index(min(codes))
    return (*codes[first:], *codes[:first], codes[first])


def _code(gate: str) -> str:
    return gate.partition(" ")[0]


def _no_dependency_cycle(records: Records) -> Iterator[Problem]:
    if loop := find_dependency_cycle(records):
        raise CycleError(loop)
    yield from ()


def _same_programme(records: Records) -> Iterator[Problem]:
    """A task is part of a task of its own programme."""
    for task in records.all(Task):
        parent = records.find(Task, task.parent)
        if parent is not None and parent.programme != task.programme:
            message = _(
                "{parent} is in programme {other}, not {programme}: a task and what it is part of are in one programme",
                parent=parent.code,
                other=parent.programme,
                programme=task.programme,
            )
            yield Problem(place(task, "parent"), message)


def _not_its_own_part(records: Records) -> Iterator[Problem]:
    """A scheduling link does not join a task and what it is part of: the one spans the other already."""
    above = _Above(records)
    for link in records.by(Dependency, "type", DependencyKind.SCHEDULING):
        ends = {"successor": link.successor, "predecessor": link.predecessor}
        for (field, part), whole in zip(ends.items(), reversed(ends.values()), strict=True):
            if part != whole and whole in above[part]:
                message = _(
                    "{part} is part of {whole}, which spans it already: link two tasks beside each other", part=part, whole=whole
                )
                yield Problem(place(link, field), message)


class _Above(dict[str, frozenset[str]]):
    """What each task is part of, looked up once."""

    def __init__(self, records: Records) -> None:
        self.parents = {task.code: task.parent for task in records.all(Task)}

    def __missing__(self, code: str) -> frozenset[str]:
        above: set[str] = set()
        parent = self.parents.get(code)
        while parent is not None and parent not in above:
            above.add(parent)
            parent = self.parents.get(parent)
        self[code] = found = frozenset(above)
        return found


def _one_lead(records: Records) -> Iterator[Problem]:
    """A task that is assigned at all has exactly one lead, which does not coordinate with itself."""
    for task, assignments in grouped(records.all(Assignment), "task"):
        leads = [a for a in assignments if a.role is Role.LEAD]
        if len(leads) > 1:
            message = _(
                "task {task} would have several leads, {bodies}: only one body leads; keep one and make the others coordinating",
                task=task,
                bodies=tuple(sorted(lead.organization for lead in leads)),
            )
            yield Problem(f"{Task.kind} {task} lead", message)
        if not leads:
            message = _("task {task} is assigned, but no body leads it: exactly one does; add its lead", task=task)
            yield Problem(f"{Task.kind} {task} lead", message)
        for assignment in assignments if len(leads) == 1 else ():
            if assignment.role is Role.COORDINATING and assignment.organization == leads[0].organization:
                yield Problem(place(assignment, "organization"), leads_already(assignment.organization))


def _one_accountable(records: Records) -> Iterator[Problem]:
    """A post that is named as accountable is held by one person at a time."""
    for assignment in records.all(Assignment):
        post = records.find(Post, assignment.post)
        if post is not None and post.many:
            message = _("{post} may have several holders, so it cannot be the one that answers: name another", post=post.code)
            yield Problem(place(assignment, "post"), message)


def _subjects(records: Records) -> Iterator[Problem]:
    """Delegations are limited to, terms of successions name, and statements are about what there is."""
    for delegation in records.all(Delegation):
        subject = delegation.subject
        if subject and not records.find(Task, subject) and not records.find(Programme, subject):
            message = _("there is no task or programme {code}: add it first, or leave subject out for everything", code=subject)
            yield Problem(place(delegation, "subject"), message)
    for term in records.all(SuccessionTerm):
        kind = _TERMS.get(term.type)
        if kind is not None and records.find(kind, term.subject) is None:
            message = _("there is no {kind} {code} that could pass on: name one", kind=kind_name(kind.kind), code=term.subject)
            yield Problem(place(term, "subject"), message)
    kinds = (*GOVERNANCE_KINDS, *KINDS)
    for statement in records.all(Statement):
        code = statement.subject
        if code and not any(records.find(kind, code) for kind in kinds):
            yield Problem(
                place(statement, "subject"),
                _("nothing has the code {code}: name what the statement is about by its code", code=code),
            )


_TERMS: dict[TermKind, type[Task | Programme]] = {TermKind.TASK: Task, TermKind.PROGRAMME: Programme}


def _milestones(records: Records) -> Iterator[Problem]:
    """A milestone takes no time."""
    for task in records.by(Task, "type", TaskKind.MILESTONE):
        for estimate in records.by(Estimate, "task", task.code):
            if estimate.pessimistic:
                message = _("task {task} is a milestone, which takes no time: set the three points to 0", task=task.code)
                yield Problem(place(estimate, "most_likely"), message)
        yield from _moments(records, task.code)


def _moments(records: Records, milestone: str) -> Iterator[Problem]:
    """A milestone is reached on one day or not yet: it is never under way, and reports agree on the day."""
    started: date | None = None
    for report in sorted(records.by(Progress, "task", milestone), key=lambda r: r.as_of):
        if report.state in (ProgressState.IN_PROGRESS, ProgressState.SUSPENDED):
            message = _("{task} is a milestone, which is reached or not: set the state to done or not-started", task=milestone)
            yield Problem(place(report, "state"), message)
        started = None if report.state is ProgressState.NOT_STARTED else report.actual_start or started
        if started and report.actual_finish and started != report.actual_finish:
            message = _(
                "{task} is a milestone, which starts and finishes on one day: {start} and {finish} differ",
                task=milestone,
                start=started,
                finish=report.actual_finish,
            )
            yield Problem(place(report, "actual_finish"), message)


def _of_parts(records: Records) -> Iterator[Problem]:
    """The days and the progress of a summary are those of its children, so none are told of itself."""
    parts: dict[str, list[str]] = {}
    for task in records.all(Task):
        if task.parent is not None:
            parts.setdefault(task.parent, []).append(task.code)
    of_tasks: tuple[Estimate | Progress, ...] = (*records.all(Estimate), *records.all(Progress))
    for told in of_tasks:
        if told.task in parts:
            message = _(
                "{task} is a summary, whose days and progress are those of its children: say this of {parts} instead",
                task=told.task,
                parts=tuple(parts[told.task]),
            )
            yield Problem(place(told, "task"), message)


def _progress(records: Records) -> Iterator[Problem]:
    """What reports say together is in order too: no task is finished before it has started."""
    for task, reports in grouped(records.all(Progress), "task"):
        started: date | None = None
        finished: date | None = None
        for report in sorted(reports, key=lambda r: r.as_of):
            started = None if report.state is ProgressState.NOT_STARTED else report.actual_start or started
            finished = report.actual_finish or finished if report.state is ProgressState.DONE else None
            if started and finished and finished < started:
                message = _(
                    "by the reports up to this one, task {task} finished on {finish}, before it started on {start}: correct one",
                    task=task,
                    finish=finished,
                    start=started,
                )
                yield Problem(place(report, "actual_finish"), message)
                break


def _changed_once(records: Records) -> Iterator[Problem]:
    """A scenario changes a thing once, so that the order of its changes never matters."""
    seen: dict[tuple[str, str, str], str] = {}
    for change in records.all(ScenarioChange):
        first = seen.setdefault((change.scenario, change.type, change.subject), change.code)
        if first != change.code:
            message = _(
                "the scenario changes {subject} already, in {first}: say all of it there", subject=change.subject, first=first
            )
            yield Problem(place(change, "subject"), message)


_JOINED: Fields = {Task: frozenset({"parent"}), Dependency: frozenset({"predecessor", "successor", "type"})}
"""What joins tasks."""

RULES: tuple[Rule, ...] = (
    *reference_rules(KINDS, (*GOVERNANCE_KINDS, *KINDS)),
    loop_rule(Task, "parent"),
    loop_rule(ProgrammeLink, "successor", "predecessor"),
    loop_rule(AgencyClassPart, "part", "whole"),
    Rule(frozenset({Task}), _same_programme, {Task: frozenset({"parent", "programme"})}),
    Rule(frozenset({Task, Dependency}), _not_its_own_part, _JOINED),
    Rule(frozenset({Task, Dependency}), _no_dependency_cycle, _JOINED),
    Rule(frozenset({Assignment}), _one_lead),
    Rule(frozenset({Assignment, Post}), _one_accountable),
    Rule(frozenset({Delegation, Statement, *GOVERNANCE_KINDS, *KINDS}), _subjects),
    Rule(frozenset({Task, Estimate, Progress}), _milestones, {Task: frozenset({"type"})}),
    Rule(frozenset({Task, Estimate, Progress}), _of_parts, {Task: frozenset({"parent"})}),
    Rule(frozenset({Progress}), _progress),
    Rule(frozenset({ScenarioChange}), _changed_once),
    *MEASURE_RULES,
    *BASELINE_RULES,
    *WORKFLOW_RULES,
)
"""What must hold over everything in this package, and over what governance says of it."""
