"""An exported ledger is verified by us and by whoever reads its description, and both find the same."""

import json
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.anchors import anchor, anchors, short
from governance.errors import InvalidError
from governance.export import lines, verified
from governance.ledger import Entry, Head, head_of, sealed
from governance.store import Store
from tests.conftest import Run
from tests.governance.byhand import faulty
from tests.governance.test_redaction import lived, redacted

replaced = msgspec.structs.replace


def ours(file: list[bytes], *heads: Head) -> int | None:
    """What our own verifier finds."""
    _head, broken = verified(file, *heads)
    return None if broken is None else broken.seq


def test_whoever_reads_the_description_finds_it_whole_before_and_after_a_redaction(store: Store, run: Run[Any]) -> None:
    lived(store, run)
    noted = run(store.head())
    redacted(store, run, "name")
    file = list(lines(run(store.ledger())))
    assert len(file) == run(store.head()).seq + 1
    for heads in ((), (noted,), (anchor(short(noted)), run(store.head()))):
        assert faulty(file, [(head.seq, head.hash) for head in heads]) is None
        assert ours(file, *heads) is None


def another(value: str | int | None) -> str | int:
    """Something else in the same place, of the same length where it has one."""
    match value:
        case None:
            return "x"
        case int():
            return value + 1
        case _:
            return ("a" if value[:1] != "a" else "b") + value[1:]


def test_every_change_of_any_line_is_found_by_both(store: Store, run: Run[Any]) -> None:
    lived(store, run)
    redacted(store, run, "note_vi")
    file = list(lines(run(store.ledger())))
    tampered = 0
    for number in range(1, len(file)):
        entry = json.loads(file[number])
        for name, value in entry.items():
            other = another(value)
            line = msgspec.json.encode({**entry, name: other}) + b"\n"
            forged = [*file[:number], line, *file[number + 1 :]]
            found = ours(forged)
            assert found is not None, (number, name)
            assert found in (number, number + 1)
            tampered += 1
        assert ours([*file[:number], *file[number + 1 :]]) == number
        assert faulty([*file[:number], *file[number + 1 :]]) is not None
    assert tampered == (len(file) - 1) * len(Entry.__struct_fields__)


def test_a_cut_end_is_found_by_the_first_line_and_a_new_first_line_by_a_head_kept_outside(store: Store, run: Run[Any]) -> None:
    lived(store, run)
    entries = run(store.ledger())
    file, cut = list(lines(entries)), list(lines(entries[:-2]))
    assert ours(file[:-2]) == faulty(file[:-2]) == len(entries) - 1
    assert ours(cut) is faulty(cut) is None
    assert ours(cut, head_of(entries[-1])) == faulty(cut, [(entries[-1].seq, entries[-1].hash)]) == len(entries) - 1


@pytest.mark.parametrize("file", [[], [b"{}\n"], [b"\xff\n"], [b'{"ledger":"other","entries":0,"head":""}\n'], [b"[]", b"1"]])
def test_what_is_no_exported_ledger_is_refused_by_line(file: list[bytes]) -> None:
    with pytest.raises(InvalidError) as refused:
        verified(file)
    assert refused.value.problems[0].place == "1"
    assert refused.value.render("vi") != refused.value.render("en")


texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)


@given(st.lists(st.tuples(texts, texts, st.none() | texts), max_size=5))
def test_any_text_is_encoded_as_described(said: list[tuple[str, str, str | None]]) -> None:
    entries: list[Entry] = []
    for account, code, purpose in said:
        draft = Entry(
            seq=0, at="2018", account=account, action="create", kind="task", code=code, before=None, purpose=purpose,
            after=msgspec.json.encode({"title": code}).decode(),
        )  # fmt: skip
        entries.append(sealed(draft, head_of(entries[-1]) if entries else Head()))
    assert ours(list(lines(entries))) is faulty(lines(entries)) is None


hashes = st.text("0123456789abcdef", min_size=63, max_size=63)


@given(st.integers(0, 10**9), hashes, st.sampled_from([str.upper, str.lower]), st.sampled_from([" ", "-", "", "  "]))
def test_a_head_is_read_again_however_it_was_written_down(seq: int, digits: str, case: Any, between: str) -> None:
    head = Head(seq, f"h{digits}")
    said = short(head).split(" ")
    assert anchor(case(said[0] + ":" + between.join(said[1:]))) == Head(seq, head.hash[:32])
    assert anchor(f"{seq}:{head.hash}") == head
    assert len(short(head)) < 52


def test_heads_are_noted_one_a_line_with_remarks() -> None:
    one, other = Head(1, "h" + "0" * 63), Head(12, "f" * 64)
    text = f"# kept in the safe\n{short(one)}  # 05/07/2018\n\n{other.seq}:{other.hash}\n"
    assert anchors(text.splitlines()) == (Head(1, one.hash[:32]), other)
    with pytest.raises(InvalidError) as refused:
        anchors(["12 abc", f"{short(one)}", "h"])
    assert [problem.place for problem in refused.value.problems] == ["1", "3"]
