"""The help of the command line: whole, in both languages, and complete."""

import re
from collections.abc import Iterator
from itertools import pairwise

import click
import pytest
from click.testing import CliRunner

from api.cli import main
from portfolio.reports import REPORTS

CUT = re.compile(r"(?<!\[ARGS\])\.\.\.$", re.MULTILINE)


def commands(group: click.Group, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    for name, command in group.commands.items():
        yield (*path, name), command
        if isinstance(command, click.Group):
            yield from commands(command, (*path, name))


def shown(*arguments: str) -> str:
    done = CliRunner().invoke(main, [*arguments, "--help"])
    assert done.exit_code == 0
    return done.output


def test_the_help_of_reports_tells_each_once() -> None:
    told = re.findall(r"^  ([a-z][a-z-]+)  +\S.* · ", shown("report"), re.MULTILINE)
    assert sorted(told) == sorted(REPORTS)


@pytest.mark.parametrize("path", [path for path, _command in commands(main)], ids=" ".join)
def test_every_command_says_what_it_is_for_in_both_languages_and_nothing_is_cut(path: tuple[str, ...]) -> None:
    text = shown(*path)
    assert " · " in text
    assert not CUT.search(text)


def test_the_first_help_cuts_nothing() -> None:
    assert not CUT.search(shown())


def test_why_a_file_is_refused_is_said_in_the_readers_language() -> None:
    for lang, said in (("vi", "không đọc được: không có tệp hoặc thư mục này"), ("en", "cannot be read: there is no such file")):
        done = CliRunner().invoke(main, ["ledger", "verify", "nowhere/ledger.jsonl", "--lang", lang])
        assert (done.exit_code, said in done.output) == (2, True)


VIETNAMESE = re.compile("[ạảấầẩậắằếềểễệỉịọỏốồộớờởợụủứừửữựỳýđơư]")


@pytest.mark.parametrize("command", [command for _path, command in commands(main)], ids=lambda command: command.name)
def test_what_help_tells_at_length_it_tells_in_both_languages(command: click.Command) -> None:
    """In one paragraph, or in one after the other; examples are in neither."""
    paragraphs = (" ".join(each.split()) for each in (command.help or "").split("\n\n") if "\b" not in each)
    told = [each for each in paragraphs if each and each != "NAME:"]
    for before, paragraph in pairwise(["", *told]):
        after_it = VIETNAMESE.search(before) and " · " not in before
        assert VIETNAMESE.search(paragraph) or after_it, paragraph
