"""Reading the seed's files: everything wrong is said at once, with file and line."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from msgspec import to_builtins

from governance.errors import InvalidError
from governance.model import Organization
from governance.records import Records
from seed.files import BY_PATH
from seed.load import FOLDER, examine, read

Spoil = Callable[[str, str, str], None]
TASKS_003 = "sources/003-conference-2018/tasks.csv"
BODIES_003 = "sources/003-conference-2018/organizations.csv"


def problems(folder: Path) -> dict[str, str]:
    with pytest.raises(InvalidError) as refused:
        read(folder)
    said: dict[str, str] = {}
    for problem in refused.value.problems:
        said[problem.place] = f"{said.get(problem.place, '')} {problem.message.render('en')}"
    return said


def line_of(folder: Path, file: str, text: str) -> int:
    lines = (folder / file).read_text(encoding="utf-8").splitlines()
    return next(number for number, line in enumerate(lines, 1) if text in line)


def test_the_seed_reads_without_a_problem(seed: Records) -> None:
    assert sum(1 for _entity in seed) > 1400


def test_a_thing_with_one_field_that_is_wrong_is_refused_for_that_field_alone(seed: Records) -> None:
    for kind in BY_PATH.values():
        for entity in seed.all(kind)[:3]:
            sound = to_builtins(entity)
            for name in (name for name in kind.__struct_fields__ if name not in (*kind.key, "code")):
                with pytest.raises(InvalidError) as refused:
                    kind.parse({**sound, name: {}})
                assert [problem.place for problem in refused.value.problems] == [name], kind.kind


def test_every_file_is_named_by_its_kind_and_is_in_its_place() -> None:
    for path in FOLDER.rglob("*.csv"):
        assert path.stem in BY_PATH
        assert re.fullmatch(r"sources/00[0-4]-[a-z0-9-]+|reference|assumptions", path.parent.relative_to(FOLDER).as_posix())


def test_an_impossible_date_names_file_line_and_field(copy: Path, spoil: Spoil) -> None:
    file = "sources/002-programme-2011-2015/meetings.csv"
    spoil(file, ",2009-09-17,", ",2009-09-31,")
    found = problems(copy)
    assert list(found) == [f"{file}:2 held_on"]
    assert "2009-09-31" in found[f"{file}:2 held_on"]


def test_several_problems_in_several_files_come_at_once(copy: Path, spoil: Spoil) -> None:
    spoil(TASKS_003, "CPDT2018-2020,", "CPDT,")
    spoil("assumptions/estimates.csv", "1755.1.1,10,15,20", "1755.1.1,10,fifteen,20")
    spoil("sources/004-forum/risks.csv", "R9,", "R 9,")
    found = problems(copy)
    line = line_of(copy, TASKS_003, ",CPDT,")
    assert f"{TASKS_003}:{line} programme" in found
    assert f"assumptions/estimates.csv:{line_of(copy, 'assumptions/estimates.csv', 'fifteen')} most_likely" in found
    assert "sources/004-forum/risks.csv:10 code" in found


def test_a_row_that_cannot_be_read_is_not_held_against_the_rows_that_refer_to_it(copy: Path, spoil: Spoil) -> None:
    spoil(BODIES_003, "NCEG,", "NCEG,x")
    spoil(BODIES_003, ",committee,", ",comittee,")
    assert {place.partition(" ")[0] for place in problems(copy)} == {f"{BODIES_003}:{line_of(copy, BODIES_003, 'comittee')}"}


def test_a_code_that_stands_twice_names_both_places(copy: Path) -> None:
    file = copy / BODIES_003
    lines = file.read_text(encoding="utf-8").splitlines()
    file.write_text("\n".join([*lines, lines[1]]) + "\n", encoding="utf-8")
    found = problems(copy)
    assert f"{BODIES_003}:2" in found[f"{BODIES_003}:{len(lines) + 1}"]


def test_a_code_that_stands_in_two_files_is_found_too(copy: Path) -> None:
    text = (copy / "sources/004-forum/organizations.csv").read_text(encoding="utf-8")
    (copy / "sources/000-scheme-1755/organizations.csv").write_text(text, encoding="utf-8")
    assert any("stands already at sources/000-scheme-1755/organizations.csv:2" in said for said in problems(copy).values())


def test_a_reference_to_nothing_is_placed_at_its_row(copy: Path, spoil: Spoil) -> None:
    spoil("sources/001-plans-2008-2010/organizations.csv", ",GOV,", ",GOVT,")
    found = problems(copy)
    (place,) = found
    assert place.startswith("sources/001-plans-2008-2010/organizations.csv:")
    assert place.endswith(" parent")


def test_a_loop_of_dependencies_is_named_in_order(copy: Path) -> None:
    file = copy / "assumptions/dependencies.csv"
    header, first = file.read_text(encoding="utf-8").splitlines()[:2]
    columns = dict(zip(header.split(","), first.split(","), strict=False))
    row = {"predecessor": "1755.2.5", "successor": "1755.2.4", "relation": "FS", "lag": "0", "assumed": "true"}
    row |= {"note_vi": "thử", "note_en": "try"}
    with file.open("a", encoding="utf-8") as out:
        out.write(",".join(row.get(name, "") for name in columns) + "\n")
    forth, back = line_of(copy, "assumptions/dependencies.csv", "1755.2.4,1755.2.5,"), len(file.read_text().splitlines())
    [(place, said)] = problems(copy).items()
    assert place == f"assumptions/dependencies.csv:{forth}"
    assert said.count("1755.2.4 → 1755.2.5 → 1755.2.4") == 1
    assert f"assumptions/dependencies.csv:{forth}, assumptions/dependencies.csv:{back}" in said


def test_a_folder_without_any_data_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "sources").mkdir()
    assert list(problems(tmp_path)) == [str(tmp_path)]


@pytest.mark.parametrize(
    ("file", "old", "new", "place", "said"),
    [
        ("sources/004-forum/surveys.csv", ",004,", ",003,", ":2 source", "fact of source 004"),
        ("sources/004-forum/surveys.csv", ",004,", ",,", ":2 source", "names its source"),
        ("sources/004-forum/surveys.csv", "source_ref", "source-ref", ":1", "there is no field"),
        ("assumptions/frames.csv", ",true,", ",,", ":2 assumed", "is an assumption"),
        ("assumptions/frames.csv", ",Các nguồn không nêu ngày bắt đầu", ",,", ":2", "cells"),
        ("reference/documents.csv", ",dispatch-6519,", ",003,", ":2 source", "one of the five"),
        ("sources/004-forum/surveys.csv", "respondents", "title_vi", ":1", "twice"),
        ("sources/004-forum/surveys.csv", "respondents", "asked", ":1", "asked"),
    ],
)
def test_provenance_and_headers_are_checked(
    copy: Path, spoil: Spoil, file: str, old: str, new: str, place: str, said: str
) -> None:
    spoil(file, old, new)
    found = problems(copy)
    assert any(where.startswith(file + place) and said in message for where, message in found.items()), found


def test_a_missing_column_is_said_once_and_not_for_every_row(copy: Path, spoil: Spoil) -> None:
    spoil("sources/004-forum/risks.csv", "title_en", "title_de")
    found = problems(copy)
    assert list(found) == ["sources/004-forum/risks.csv:1"]
    assert "title_de" in found["sources/004-forum/risks.csv:1"]
    assert "the column title_en is missing" in found["sources/004-forum/risks.csv:1"]


def test_a_file_of_no_kind_is_refused(copy: Path) -> None:
    (copy / "assumptions/wishes.csv").write_text("code\n", encoding="utf-8")
    assert "assumptions/wishes.csv" in problems(copy)


def test_a_row_outside_the_three_folders_is_refused(copy: Path) -> None:
    (copy / "persons.csv").write_text("code,name,source,source_ref\nX,Người nào đó,003,x\n", encoding="utf-8")
    assert list(problems(copy)) == ["persons.csv:2"]


def test_a_file_that_is_not_utf_8_is_refused_and_a_byte_order_mark_is_not(copy: Path) -> None:
    path = copy / BODIES_003
    text = path.read_text(encoding="utf-8")
    path.write_bytes(b"\xef\xbb\xbf" + text.encode())
    assert examine(copy).problems == ()
    path.write_bytes(text.encode("utf-16"))
    assert "UTF-8" in problems(copy)[BODIES_003]


def test_broken_quoting_names_the_line(copy: Path) -> None:
    with (copy / BODIES_003).open("a", encoding="utf-8") as out:
        out.write('X,"unfinished\n')
    assert any(place.startswith(BODIES_003 + ":") for place in problems(copy))


def test_the_order_of_rows_and_files_never_matters(copy: Path, seed: Records) -> None:
    for path in copy.rglob("*.csv"):
        header, *lines = path.read_text(encoding="utf-8").splitlines()
        path.write_text("\n".join([header, *reversed(lines)]) + "\n", encoding="utf-8")
    (copy / "sources/001-plans-2008-2010").rename(copy / "sources/001-zzz")
    assert {(e.kind, e.code): e for e in read(copy)} == {(e.kind, e.code): e for e in seed}


def test_problems_read_in_vietnamese_too(copy: Path, spoil: Spoil) -> None:
    spoil("assumptions/frames.csv", ",true,", ",,")
    with pytest.raises(InvalidError) as refused:
        read(copy)
    assert "mỗi dòng trong thư mục này là giả định" in refused.value.render("vi")


def test_blanks_around_a_cell_do_not_count_and_marks_are_composed(copy: Path, spoil: Spoil, seed: Records) -> None:
    spoil(BODIES_003, "Bộ Công an,", "  Bô\u0323 Công an ,")
    assert read(copy).get(Organization, "MPS") == seed.get(Organization, "MPS")
