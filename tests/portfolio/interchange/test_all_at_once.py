"""Faults of form hide nothing: what is wrong beside them is told in the same answer, and they bring no problems but their own."""

import copy
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portfolio.errors import InvalidError, Problem
from portfolio.interchange import mspdi, plancsv, planjson, read, xer

SOUND: dict[str, Any] = {
    "title": "Kế hoạch",
    "starts": {"p": "2026-06-01", "": "2026-06-02"},
    "calendar": "vn",
    "calendars": {
        "vn": {"week": [1, 2, 3, 4, 5, 6], "closed": ["2026-06-10"], "open": ["2026-06-14"]},
        "elapsed": {"week": [1, 2, 3, 4, 5, 6, 7]},
    },
    "tasks": [
        {"code": "S"},
        {"code": "A", "duration": "3ed", "remaining": "1ed", "parent": "S", "actual_start": "2026-06-01"},
        {"code": "B", "duration": 2, "parent": "S", "programme": "p", "calendar": "vn", "estimate": [1, 2, 3], "uses": {"R": 1}},
        {"code": "C", "duration": 0, "milestone": True, "done": True, "done_by": "2026-06-01"},
        {
            "code": "D",
            "duration": 4,
            "constraint": [{"type": "SNET", "date": "2026-06-10"}, {"type": "ALAP"}],
            "deadline": [
                {"not_before": "2026-06-10", "not_after": "2026-07-10", "type": "extension"},
                {"not_after": "2026-08-01"},
            ],
        },
        {"code": "E", "duration": 4, "constraint": {"type": "FNLT", "date": "2026-06-10"}, "deadline": "2026-08-01"},
    ],
    "links": [
        {"predecessor": "A", "successor": "D", "relation": "FS", "lag": "50%"},
        {"predecessor": "A", "successor": "D", "relation": "SS", "lag": 2, "lag_calendar": "plan"},
        {"predecessor": "S", "successor": "E", "relation": "FF", "lag": "2ed", "lag_calendar": "elapsed"},
    ],
    "resources": [{"code": "R", "title": "r", "capacity": 2}],
    "baselines": [{"name": "b", "document": "d", "tasks": {"A": {"start": "2026-06-01", "finish": "2026-06-05"}}}],
}
STARTED = {name: value for name, value in SOUND.items() if name != "starts"} | {"data_date": "2026-06-08"}
"""The same plan, of which the data date says when it begins."""


def told(raw: Any) -> list[Problem]:
    try:
        return planjson.plan_from(raw).problems()
    except InvalidError as refused:
        return list(refused.problems)


def places(raw: Any) -> set[str]:
    return {problem.place for problem in told(raw)}


def paths(raw: Any, *above: Any) -> Iterator[tuple[Any, ...]]:
    """The way to every value in a plan, the whole apart."""
    for key, value in raw.items() if isinstance(raw, dict) else enumerate(raw) if isinstance(raw, list) else ():
        yield (*above, key)
        yield from paths(value, *above, key)


def shown(path: tuple[Any, ...]) -> str:
    return "".join(f"[{key}]" if isinstance(key, int) else "." + (key or '""') for key in path).removeprefix(".")


def with_(raw: Any, path: tuple[Any, ...], value: Any) -> Any:
    made = copy.deepcopy(raw)
    here = made
    for key in path[:-1]:
        here = here[key]
    here[path[-1]] = value
    return made


def test_the_plan_is_sound_before_it_is_spoilt() -> None:
    names = {"starts": {"p": "2026-06-01", "q": "2026-06-01"}, "start": "2026-06-01"}
    assert told(SOUND | names) == told(STARTED) == []


@pytest.mark.parametrize("sound", [SOUND | {"start": "2026-06-01", "starts": {"p": "2026-06-01"}}, STARTED])
@pytest.mark.parametrize("wrong", [{"?": 1}, [[]], "\n", 1.5])
def test_what_cannot_be_read_brings_no_problem_but_its_own(sound: Any, wrong: Any) -> None:
    for path in paths(sound):
        gone = path[2:] in ((), ("code",)) if len(path) > 1 else isinstance(wrong, list | dict)
        if gone and (path[0] in ("tasks", "resources") or path == ("calendars",)):
            continue  # a code that is gone is missed wherever it is named
        spoilt, here = with_(sound, path, wrong), shown(path)
        found = [place for place in places(spoilt) if not place.startswith(here) and not here.startswith(place)]
        assert not found, (path, told(spoilt))


MORE: dict[str, tuple[tuple[Any, ...], Any]] = {
    "tasks[1].calendar": (("tasks", 1, "calendar"), "vn"),
    "tasks[2]": (("tasks", 2, "parent"), "nowhere"),
    "tasks[3]": (("tasks", 3, "calendar"), "nowhere"),
    "tasks[4]": (("tasks", 4, "constraint"), [{"type": "SNET"}, {"type": "later"}]),
    "tasks[2].estimate": (("tasks", 2, "estimate"), [3, 2, 1]),
    "tasks[2].uses": (("tasks", 2, "uses"), {"Q": 1, "R": "all"}),
    "tasks[5].deadline": (("tasks", 5, "deadline"), {"not_before": "2026-08-01", "not_after": "2026-07-01"}),
    "links[0]": (("links", 0, "successor"), "nowhere"),
    "links[1]": (("links", 1), {"predecessor": "nowhere", "successor": "D", "relation": "??"}),
    "links[2]": (("links", 2), {"predecessor": "S", "successor": "E", "lag": "50%"}),
    "calendars.vn.open": (("calendars", "vn", "open"), ["2026-06-10"]),
    "baselines[0].tasks.A": (("baselines", 0, "tasks", "A"), {"start": "2026-06-02", "finish": "2026-06-01"}),
}
"""Where a problem of sense is told, and what makes it."""
FORM: dict[str, tuple[tuple[Any, ...], Any]] = {
    "tasks[0].title": (("tasks", 0, "title"), 5),
    "tasks[1].duration": (("tasks", 1, "duration"), "soon"),
    "tasks[2].colour": (("tasks", 2, "colour"), "red"),
    "tasks[3].code": (("tasks", 3, "code"), 5),
    "tasks[4].remaining": (("tasks", 4, "remaining"), -1),
    "tasks[5].programme": (("tasks", 5, "programme"), []),
    "links[2].lag_calendar": (("links", 2, "lag_calendar"), "mine"),
    "data_date": (("data_date",), "today"),
    "resources[0].capacity": (("resources", 0, "capacity"), "many"),
    "baselines[0].document": (("baselines", 0, "document"), 5),
}
"""Where a problem of form is told, and what makes it."""


@settings(deadline=None, max_examples=150)
@given(st.sets(st.sampled_from(sorted(MORE))), st.sets(st.sampled_from(sorted(FORM)), min_size=1))
def test_problems_of_form_and_of_sense_come_in_one_answer(sense: set[str], form: set[str]) -> None:
    if "tasks[1].duration" in form:
        sense -= {"tasks[1].calendar"}  # what is not read is not held against anything
    spoilt = STARTED
    for path, value in [MORE[place] for place in sorted(sense)] + [FORM[place] for place in sorted(form)]:
        spoilt = with_(spoilt, path, value)
    assert sense | form <= places(spoilt)
    apart = {place for one in sorted(sense) for place in places(with_(STARTED, *MORE[one]))}
    assert places(spoilt) <= apart | form | {"links[2].lag_calendar"}


def test_a_code_that_cannot_be_read_is_known_and_may_be_repeated() -> None:
    raw = {
        "start": "2026-06-01",
        "tasks": [
            {"code": 5, "duration": 1},
            {"code": "B", "duration": 1},
            {"code": "B", "duration": "soon"},
            {"duration": 1},
            7,
        ],
        "links": [{"predecessor": "5", "successor": "B"}, {"predecessor": "nowhere"}, {"predecessor": "B", "successor": "6"}],
    }
    assert places(raw) == {
        "tasks[0].code", "tasks[1], tasks[2]", "tasks[2].duration", "tasks[3].code", "tasks[4]", "links[1].successor", "links[1]",
        "links[2]",
    }  # fmt: skip


def refused(module: Any, text: str) -> list[tuple[str, str]]:
    with pytest.raises(InvalidError) as caught:
        module.read(text.encode())
    return [(problem.place, problem.message.render("en")) for problem in caught.value.problems]


def test_a_table_tells_all_at_once_by_its_lines() -> None:
    found = refused(
        plancsv,
        "#start,\n#week,vn\n#calendar,vn\ncode,duration,parent,calendar,predecessors,uses\n"
        "A,five,,,,\nA,1,Z,,,\nB,,,q,,\n,1,,,A; Q,\nC,1,,,A SS+2; A SS; S FS+50%,R\nS,1,,,,\nT,1,S,,,\n",
    )
    assert {place for place, _why in found} == {
        "line 1", "line 2", "line 5, duration", "line 5, line 6", "line 7, duration", "line 7", "line 8, code",
        "line 8, predecessors", "line 9, predecessors", "line 9, uses",
    }  # fmt: skip
    assert ("line 9, predecessors", "two links lead from A to C as SS: keep the one with the lag that is meant") in found
    assert ("line 8, predecessors", "there is no task with the code Q; choose from A, B, C, S, T") in found


@pytest.mark.parametrize(("form", "module"), [("mspdi", mspdi), ("xer", xer)])
def test_files_of_other_tools_tell_what_is_wrong_beside_what_cannot_be_read(form: str, module: Any) -> None:
    tasks = [
        {"code": "A", "duration": 1, "actual_start": "2026-06-04", "actual_finish": "2026-06-05"},
        {"code": "B", "duration": 5},
    ]
    file = module.write(planjson.plan_from({"start": "2026-06-01", "data_date": "2026-06-08", "tasks": tasks})).decode()
    assert read(file).problems() == []
    swapped = file.replace("2026-06-05", "2026-06-09")
    [alone] = read(swapped).problems()
    broken = swapped.replace("PT40H0M0S", "soon") if form == "mspdi" else swapped.replace("\t40\t", "\tsoon\t")
    found = refused(module, broken)
    assert (alone.place, str(alone.message)) in found
    assert len({place.partition(":")[0] for place, _why in found}) == 2
    nameless = swapped.replace("2026-06-01T08:00:00", "never").replace("2026-06-01 08:00", "never")
    assert "start" not in {place for place, _why in refused(module, nameless)}


def test_a_percent_of_a_group_is_one_problem_among_all() -> None:
    raw = with_(STARTED, ("links", 2), {"predecessor": "S", "successor": "E", "lag": "50%"})
    assert places(raw) == {"links[2]"}
    assert places(with_(with_(raw, ("tasks", 3, "calendar"), "q"), ("title",), 5)) == {"links[2]", "tasks[3]", "title"}


def test_a_group_that_is_named_in_words_that_break_the_rules_of_codes_still_needs_no_length() -> None:
    tasks = [{"code": "5"}, {"code": "A", "duration": 1, "parent": 5}, {"code": "B"}]
    assert places({"start": "2026-06-01", "tasks": tasks}) == {"tasks[1].parent", "tasks[2].duration"}


def test_the_calendar_on_which_each_day_is_worked_cannot_be_another() -> None:
    [problem] = told(STARTED | {"calendars": {"vn": {}, "elapsed": {"week": [1, 2, 3]}}})
    assert problem.place == "calendars.elapsed"
    assert str(problem.message).startswith("every plan has the calendar elapsed")
