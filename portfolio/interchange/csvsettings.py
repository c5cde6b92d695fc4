"""The lines above the heading of a plan's CSV: ``#start,2026-06-01`` and what else a plan says that is no task."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from portfolio.interchange.planfile import DEFAULT_CALENDAR, PlanFile

Setter = Callable[[dict[str, Any], Sequence[str]], str]
"""Puts the values of a line into the fields of the plan JSON, and says which place of the plan they make."""


def _plain(name: str) -> Setter:
    def put(raw: dict[str, Any], values: Sequence[str]) -> str:
        raw[name] = values[0]
        return name

    return put


def _start_of(raw: dict[str, Any], values: Sequence[str]) -> str:
    raw.setdefault("starts", {})[values[0]] = values[1]
    return f"starts.{values[0]}"


def _week(raw: dict[str, Any], values: Sequence[str]) -> str:
    _calendar(raw, values[0])["week"] = list(values[1])
    return f"calendars.{values[0]}"


def _exceptions(name: str) -> Setter:
    def put(raw: dict[str, Any], values: Sequence[str]) -> str:
        _calendar(raw, values[0]).setdefault(name, []).extend(day for day in values[1:] if day)
        return f"calendars.{values[0]}"

    return put


def _calendar(raw: dict[str, Any], code: str) -> dict[str, Any]:
    made: dict[str, Any] = raw.setdefault("calendars", {}).setdefault(code, {})
    return made


def _resource(raw: dict[str, Any], values: Sequence[str]) -> str:
    said = {"code": values[0], "capacity": values[1], "title": values[2]}
    raw.setdefault("resources", []).append({name: value for name, value in said.items() if value})
    return f"resources[{len(raw['resources']) - 1}]"


def _baseline(raw: dict[str, Any], values: Sequence[str]) -> str:
    said = {"name": values[0], **({"document": values[1]} if values[1:] and values[1] else {})}
    raw.setdefault("baselines", []).append(said)
    return f"baselines[{len(raw['baselines']) - 1}]"


def _planned(raw: dict[str, Any], values: Sequence[str]) -> str:
    """A task's dates in the last baseline above."""
    baselines = raw.setdefault("baselines", [{"name": ""}])
    baselines[-1].setdefault("tasks", {})[values[0]] = {"start": values[1], "finish": values[2]}
    return f"baselines[{len(baselines) - 1}]"


SETTINGS: Mapping[str, tuple[int, Setter, str]] = {
    "title": (1, _plain("title"), "title,TITLE"),
    "start": (1, _plain("start"), "start,2026-06-01"),
    "data_date": (1, _plain("data_date"), "data_date,2026-06-15"),
    "calendar": (1, _plain("calendar"), "calendar,CODE"),
    "starts": (2, _start_of, "starts,PROGRAMME,2026-06-01"),
    "week": (2, _week, "week,CODE,12345"),
    "closed": (2, _exceptions("closed"), "closed,CODE,2026-09-02"),
    "open": (2, _exceptions("open"), "open,CODE,2026-08-22"),
    "resource": (1, _resource, "resource,CODE,CAPACITY,TITLE"),
    "baseline": (1, _baseline, "baseline,NAME,DOCUMENT"),
    "planned": (3, _planned, "planned,TASK,2026-06-01,2026-06-05"),
}
"""Setting → how many values it needs, what it does, how it is written."""


def stand_in(raw: dict[str, Any], name: str, values: Sequence[str]) -> None:
    """Of a line that cannot be read, keep what it is about, so that nothing else is said to lack it."""
    if name.startswith(("start", "data_date")):
        raw.setdefault("start", "2026-06-01")
    elif name in ("week", "closed", "open") and values:
        _calendar(raw, values[0])


def settings_of(plan: PlanFile) -> Iterator[list[str]]:
    """The lines that say of a plan what its tasks do not."""
    for name, value in (("title", plan.title), ("start", plan.start), ("data_date", plan.data_date)):
        if value:
            yield [f"#{name}", str(value)]
    if plan.calendar != DEFAULT_CALENDAR:
        yield ["#calendar", plan.calendar]
    yield from (["#starts", code, str(day)] for code, day in sorted(plan.starts.items()))
    for code, calendar in sorted(plan.calendars.items()):
        yield ["#week", code, "".join(str(day) for day, works in enumerate(calendar.week, 1) if works == "1")]
        for name, days in (("closed", calendar.closed), ("open", calendar.opened)):
            if days:
                yield [f"#{name}", code, *map(str, sorted(days))]
    for resource in plan.resources:
        yield ["#resource", resource.code, "" if resource.capacity is None else repr(resource.capacity), resource.title]
    for baseline in plan.baselines:
        yield ["#baseline", baseline.name, baseline.document]
        yield from (["#planned", code, str(first), str(last)] for code, (first, last) in sorted(baseline.dates.items()))
