"""The chain finds what was done to the ledger; with a head kept outside it finds all of it."""

from time import process_time

import msgspec
import pytest

from governance.ledger import GENESIS, Broken, Entry, Head, canonical, fold, head_of, sealed, verify
from governance.model import Person


def ledger(length: int = 6) -> list[Entry]:
    """A ledger of persons who come, change their name, and go."""
    entries: list[Entry] = []
    for number in range(length):
        before = canonical(Person(code="A", name=f"name {number - 1}")) if number else None
        after = canonical(Person(code="A", name=f"name {number}"))
        draft = Entry(
            seq=0, at=f"2018-07-05T02:00:0{number}.000000Z", account="tester", action="replace" if number else "create",
            kind="person", code="A", before=before, after=after, document="1755", meeting=None, purpose="test",
        )  # fmt: skip
        entries.append(sealed(draft, head_of(entries[-1]) if entries else Head()))
    return entries


def rewritten(entries: list[Entry]) -> list[Entry]:
    """The same entries with a new chain, as somebody who can write the table would make it."""
    again: list[Entry] = []
    for entry in entries:
        again.append(sealed(entry, head_of(again[-1]) if again else Head()))
    return again


def test_an_untouched_ledger_verifies_with_and_without_an_anchor() -> None:
    entries = ledger()
    assert verify(entries) is None
    assert verify(entries, head_of(entries[-1])) is None
    assert verify(entries, head_of(entries[2])) is None
    assert verify([], Head()) is None


@pytest.mark.parametrize("field", Entry.__struct_fields__)
def test_a_change_of_any_field_of_any_entry_is_found_at_that_entry_or_the_next(field: str) -> None:
    for place in range(6):
        entries = ledger()
        value = entries[place].seq + 7 if field == "seq" else "changed"
        entries[place] = msgspec.structs.replace(entries[place], **{field: value})
        found = verify(entries)
        assert found is not None
        assert found.seq == place + 1


def test_a_missing_entry_is_found_even_when_the_rest_is_numbered_anew() -> None:
    entries = ledger()
    assert found_at(verify(entries[:2] + entries[3:])) == 3
    renumbered = [msgspec.structs.replace(e, seq=n) for n, e in enumerate(entries[:2] + entries[3:], 1)]
    assert found_at(verify(renumbered)) == 3


def test_two_entries_swapped_are_found() -> None:
    entries = ledger()
    entries[2], entries[3] = entries[3], entries[2]
    assert found_at(verify(entries)) == 3


def test_only_a_head_kept_outside_shows_a_cut_tail_a_rewritten_whole_and_an_old_copy() -> None:
    entries = ledger()
    anchor = head_of(entries[-1])
    changed = [msgspec.structs.replace(entries[0], account="somebody else"), *entries[1:]]
    for attacked in (entries[:4], rewritten(changed), ledger(3)):
        assert verify(attacked) is None, "the chain alone fits"
        assert verify(attacked, anchor) is not None


def test_the_first_entry_follows_nothing() -> None:
    assert ledger()[0].previous == GENESIS
    assert found_at(verify(ledger()[1:])) == 1


def test_the_fold_of_a_ledger_is_what_there_is_at_its_end() -> None:
    entries = ledger(3)
    assert fold(entries) == {("person", "A"): canonical(Person(code="A", name="name 2"))}
    gone = sealed(
        msgspec.structs.replace(entries[-1], action="delete", before=entries[-1].after, after=None), head_of(entries[-1])
    )
    assert fold([*entries, gone]) == {}


def test_canonical_json_does_not_depend_on_the_order_in_which_a_thing_was_made() -> None:
    one, other = Person(code="A", name="Bình", source="004"), Person(source="004", name="Bình", code="A")
    assert canonical(one) == canonical(other)


def test_a_hundred_thousand_entries_verify_in_seconds() -> None:

    entries, head = [], Head()
    draft = ledger(1)[0]
    for _number in range(100_000):
        entries.append(sealed(draft, head))
        head = head_of(entries[-1])
    started = process_time()
    assert verify(entries, head) is None
    assert process_time() - started < 4


def found_at(broken: Broken | None) -> int:
    """The number of the first broken entry."""
    assert broken is not None
    assert broken.message.render("vi") != broken.message.render("en")
    return broken.seq
