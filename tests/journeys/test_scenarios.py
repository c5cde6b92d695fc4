"""A planner tries something at the terminal, compares it, and has it applied or throws it away."""

import json
from pathlib import Path

import pytest

from tests.journeys.served import egov


def scenario(home: Path, *arguments: str, refused: bool = False) -> str:
    done = egov("scenario", *arguments, "--lang", "en", home=home)
    assert done.returncode == (2 if refused else 0), done.stderr
    return done.stderr if refused else done.stdout + done.stderr


def test_it_is_made_changed_compared_asked_and_applied(home: Path) -> None:
    scenario(home, "create", "FAST", "--title-vi", "Đẩy nhanh", "--title-en", "Faster")
    assert "most_likely: the three points must rise" in scenario(
        home, "change", "FAST", "estimate", "1755.1.6", "most_likely=5", refused=True
    )
    said = scenario(home, "change", "FAST", "estimate", "1755.1.6", "optimistic=1", "most_likely=5")
    assert "most_likely: 15 → 5" in said
    compared = scenario(home, "compare", "FAST")
    assert "Scenario FAST, “Faster”: CPDT2018-2020 finishes on 23/09/2020, 10 working days earlier;" in " ".join(compared.split())
    assert (
        "CPDT2018-2020 hoàn thành ngày 23/09/2020, sớm hơn 10 ngày làm việc"
        in egov("report", "comparison", "--scenario", "FAST", "--lang", "vi", COLUMNS="200", home=home).stdout
    )
    live, supposed = (
        egov("explain", "1755.2.5", *asked, "--format", "json", home=home).stdout for asked in ((), ("--scenario", "FAST"))
    )
    assert [json.loads(each)["dates"]["early_finish"] for each in (live, supposed)] == ["2018-08-27", "2018-08-13"]
    digest = scenario(home, "show", "FAST").rpartition("Digest of its changes:")[2].split(".")[0]
    assert "compare again" in scenario(home, "apply", "FAST", "--digest", "0" * 64, refused=True)
    assert "1 change made in the live plan" in scenario(
        home, "apply", "FAST", "--digest", digest.replace("\n", "").replace(" ", "")
    )
    assert json.loads(egov("explain", "1755.2.5", "--format", "json", home=home).stdout)["dates"]["early_finish"] == "2018-08-13"
    assert "was applied" in scenario(home, "compare", "FAST", refused=True)
    assert egov("ledger", "verify", home=home).returncode == 0


def test_what_does_not_hold_yet_is_told_and_a_change_can_be_taken_out(home: Path) -> None:
    scenario(home, "create", "LOOP", "--title-vi", "Vòng")
    said = scenario(home, "change", "LOOP", "dependency", "--create", "predecessor=1755.2.5", "successor=1755.1.6")
    assert "cannot be computed or applied" in said
    assert "1755.1.6 → 1755.2.4 → 1755.2.5 → 1755.1.6" in said
    assert "loop" in scenario(home, "apply", "LOOP", refused=True)
    assert "no changes yet" in scenario(home, "change", "LOOP", "dependency", "1755.2.5~1755.1.6~FS", "--take-out")


def test_what_somebody_changed_in_the_meantime_is_told_with_who_did(home: Path) -> None:
    for code in ("ONE", "TWO"):
        scenario(home, "create", code, "--title-vi", code)
        scenario(home, "change", code, "estimate", "1755.2.4", "optimistic=1", f"most_likely={len(code)}")
    scenario(home, "change", "TWO", "estimate", "1755.2.4", "most_likely=4")
    assert "ONE" in scenario(home, "compare", "ONE", "TWO")
    scenario(home, "apply", "ONE")
    told = scenario(home, "apply", "TWO", refused=True)
    assert "estimate 1755.2.4 was changed since by terminal on" in told
    assert "changed since by terminal" in scenario(home, "show", "TWO", "--format", "csv")
    assert "was changed since" not in scenario(home, "change", "TWO", "estimate", "1755.2.4", "most_likely=2")
    scenario(home, "apply", "TWO")


def test_it_is_thrown_away_and_listed(home: Path) -> None:
    scenario(home, "create", "DROP", "--title-vi", "Bỏ")
    gone = scenario(home, "change", "DROP", "task", "1755.2.5", "--delete")
    assert "deadline" in gone
    assert "DROP" in scenario(home, "list")
    scenario(home, "drop", "DROP")
    assert "DROP" not in scenario(home, "list", "--format", "csv")
    every = json.loads(scenario(home, "list", "--all", "--format", "json"))["rows"]
    [row] = [each for each in every if each["scenario"] == "DROP"]
    assert (row["state"], row["changes"] > 1, row["changed_by"]) == ("dropped", True, "terminal")
    assert "Dropped scenario" in scenario(home, "list", "--all")
    assert "was dropped" in scenario(home, "change", "DROP", "task", "1755.2.5", "--take-out", refused=True)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["show", "NOWHERE"], "there is no scenario with the code NOWHERE"),
        (["create", "X", "--title-vi", "x", "--portfolio", "NO"], "there is no portfolio"),
        (["change", "NOWHERE", "estimate", "1755.2.4", "most_likely=1"], "there is no scenario"),
        (["change", "KEPT", "person", "x", "name=y"], "give one of calendar"),
        (["change", "KEPT", "estimate", "most_likely=1"], "give the code of the thing"),
        (["change", "KEPT", "estimate", "1755.2.4", "most_likely"], "NAME=VALUE"),
        (["change", "KEPT", "estimate", "1755.2.4", "--take-out"], "there is no scenario change"),
        (["apply", "KEPT"], "nothing to apply"),
        (["apply", "KEPT", "--document", "NONE"], "there is no document"),
    ],
)
def test_a_refusal_names_the_thing_and_the_way_out(home: Path, arguments: list[str], told: str) -> None:
    egov("scenario", "create", "KEPT", "--title-vi", "Giữ", home=home)
    assert told in scenario(home, *arguments, refused=True)
