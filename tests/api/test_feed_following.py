"""What came and went in a calendar: whoever read it at any number, and is told what changed since, has what is there now."""

from datetime import UTC, date, datetime
from itertools import accumulate

from hypothesis import given
from hypothesis import strategies as st

from api.feeds.calendar import About, Revision
from api.feeds.following import History
from api.feeds.shown import Piece, Shown

DAY = date(2018, 7, 5)
STATES = st.lists(st.dictionaries(st.sampled_from("abcd"), st.sampled_from("123")), min_size=1, max_size=8)
"""What a calendar holds at one time after another: UID → ETag."""


def shown(state: dict[str, str]) -> Shown:
    pieces = tuple(Piece(DAY, uid, b"", etag) for uid, etag in sorted(state.items()))
    return Shown(About("x"), pieces, Revision(1, datetime(2018, 7, 5, tzinfo=UTC)))


def followed(known: History, state: dict[str, str]) -> History:
    """The history as it is kept when a calendar is found to hold this."""
    moved = known.unlike(shown(state)).items()
    return known.after((f"feed {uid}", etag, known.number + 1) for uid, etag in moved)


@given(STATES)
def test_who_knows_it_as_it_was_and_is_told_what_changed_has_it_as_it_is(states: list[dict[str, str]]) -> None:
    histories = [*accumulate(states, followed, initial=History())][1:]
    now, last = histories[-1], states[-1]
    for then, had in zip(histories, states, strict=True):
        told = now.since(then.number, shown(last))
        assert told is not None
        assert {
            **{uid: tag for uid, tag in had.items() if uid not in told.removed},
            **{p.uid: p.etag for p in told.changed},
        } == last


@given(STATES)
def test_a_number_rises_when_something_changed_and_then_only(states: list[dict[str, str]]) -> None:
    histories = [*accumulate(states, followed, initial=History())]
    for before, after, had, has in zip(histories, histories[1:], [{}, *states], states):
        assert (after.number > before.number) == (had != has)
        assert after.since(after.number, shown(has)) == ((), ())
        assert after.since(after.number + 1, shown(has)) is None
