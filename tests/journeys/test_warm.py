"""A command that is forked from a process that has loaded the program is the command: nobody can tell it from a cold one."""

from pathlib import Path

import pytest

from tests.journeys.served import cold, egov

COMMANDS = {
    "an answer": ("report", "critical-path", "--programme", "1755", "--lang", "vi"),
    "a refusal": ("report", "nonsense", "--lang", "en"),
    "a misuse": ("report", "schedule", "--formt", "csv", "--lang", "vi"),
    "help": ("schedule", "--help"),
    "a plan on standard input": ("schedule", "-", "--format", "json"),
}


@pytest.mark.parametrize("arguments", COMMANDS.values(), ids=list(COMMANDS))
def test_its_streams_and_how_it_ends_are_those_of_a_process_that_was_started_for_it(
    arguments: tuple[str, ...], home: Path
) -> None:
    said = '{"start": "2026-06-01", "tasks": [{"code": "A", "duration": 5}]}'
    warm, started = (run(*arguments, home=home, said=said) for run in (egov, cold))
    assert (warm.returncode, warm.stdout, warm.stderr) == (started.returncode, started.stdout, started.stderr)
    assert warm.stdout or warm.stderr
