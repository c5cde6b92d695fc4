"""What a scenario says: its changes one by one, what each makes of what is there now, and which conflict."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, NamedTuple

import msgspec

from governance.errors import kind_name
from governance.messages import Message, Text, _
from governance.records import Records
from portfolio.reports.table import Column, Table, Term
from portfolio.whatif.model import ChangeAction, Scenario, ScenarioChange, ScenarioState
from portfolio.whatif.scenario import changes_of, digest

STATES: Mapping[ScenarioState, Message] = {
    ScenarioState.OPEN: _("Open scenario"),
    ScenarioState.APPLIED: _("Applied scenario"),
    ScenarioState.DROPPED: _("Dropped scenario"),
}
_ACTIONS: Mapping[ChangeAction, Message] = {
    ChangeAction.CREATE: _("add"),
    ChangeAction.AMEND: _("amend"),
    ChangeAction.DELETE: _("delete"),
}
COLUMNS = (
    Column("ordinal", _("No.")),
    Column("action", _("Change")),
    Column("type", _("Thing")),
    Column("subject", _("Code"), under="type"),
    Column("fields", _("Fields"), wide=1),
)
CONFLICT = Column("conflict", _("Changed since by others"), wide=1)
LIST_COLUMNS = (
    Column("scenario", _("Scenario")),
    Column("title", _("Title"), wide=1),
    Column("state", _("State")),
    Column("changes", _("Changes")),
    Column("changed_by", _("Last changed by")),
    Column("changed_at", _("Last changed")),
)


class LastChange(NamedTuple):
    """Who wrote to a scenario last, and when: the moment as the ledger has it, and as people read it."""

    account: str
    at: str
    read: str


def scenarios_table(records: Records, day: date, last: Mapping[str, LastChange], *, every: bool = False) -> Table:
    """The scenarios that are open, or every one, by code, each with who wrote to it ``last``."""
    chosen = (each for each in records.all(Scenario) if every or each.state is ScenarioState.OPEN)
    rows = tuple(
        {
            "scenario": each.code,
            "title": each.title,
            "state": Term(each.state.value, STATES[each.state]),
            "changes": len(changes_of(records, each.code)),
            "changed_by": last[each.code].account,
            "changed_at": Term(last[each.code].at, Text(last[each.code].read, last[each.code].read)),
        }
        for each in chosen
    )
    empty = _("no scenario is open; make one with: egov scenario create CODE --title-vi TITLE")
    return Table("scenarios", _("Scenarios"), LIST_COLUMNS, rows, (), day, empty=empty)


def scenario_table(records: Records, code: str, day: date, conflicts: Mapping[str, Message]) -> Table:
    """The changes of a scenario; ``conflicts`` says of a change, by its code, what stands in its way.

    Raises
    ------
    UnknownCodeError
        When there is no such scenario.
    """
    scenario = records.get(Scenario, code)
    changes = changes_of(records, code)
    rows = tuple(_row(records, change, conflicts.get(change.code)) for change in changes)
    title = _("Scenario {code}: {title}", code=code, title=scenario.title)
    vi, en = scenario.purpose_vi or scenario.purpose_en, scenario.purpose_en or scenario.purpose_vi
    answer = (_plainly(Text(vi, en)),) if vi and en else ()
    empty = _("The scenario has no changes yet: egov scenario change {code} KIND CODE NAME=VALUE", code=code)
    columns = (*COLUMNS, *([CONFLICT] if conflicts else []))
    notes = (
        _("{state}, {count} change(s).", state=STATES[scenario.state], count=len(rows)),
        _("Digest of its changes: {digest}.", digest=digest(changes)),
    )
    return Table("scenario", title, columns, rows, notes, day, answer=answer, empty=empty)


def _plainly(value: object) -> Message:
    """A value alone, as a message."""
    return Message("{value}", (("value", value),))


def _row(records: Records, change: ScenarioChange, conflict: Message | None) -> dict[str, object]:
    return {
        "ordinal": change.ordinal,
        "action": Term(change.action.value, _ACTIONS[change.action]),
        "type": Term(change.type.value, kind_name(change.type.value)),
        "subject": change.subject,
        "fields": tuple(_fields(records, change)),
        "conflict": conflict,
    }


def _fields(records: Records, change: ScenarioChange) -> Iterator[Term]:
    """Each field with what it would be, and of an open scenario what is there now."""
    there = records.find(change.type.entity, change.subject)
    open_ = records.get(Scenario, change.scenario).state is ScenarioState.OPEN
    now: Mapping[str, Any] = msgspec.to_builtins(there) if there and open_ and change.action is ChangeAction.AMEND else {}
    for name, value in change.values.items():
        said = f"{name}: {_cell(now[name])} → {_cell(value)}" if name in now else f"{name}: {_cell(value)}"
        yield Term({"field": name, "now": now.get(name), "then": value}, _plainly(said))


def _cell(value: object) -> str:
    return "–" if value is None else value if isinstance(value, str) else msgspec.json.encode(value).decode()
