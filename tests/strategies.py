"""What Hypothesis draws plans from: calendars with exceptions both ways, tasks, links, dates and summaries."""

from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

from portfolio.model import ConstraintKind, LagCalendar, Relation
from portfolio.network import Due, LinkSpec, Network, TaskSpec
from portfolio.workcalendar import WorkCalendar

FIRST = date(2018, 7, 2)
days = st.integers(0, 40).map(lambda n: FIRST + timedelta(days=n))
weeks = st.text("01", min_size=7, max_size=7).filter(lambda week: "1" in week)


@st.composite
def calendars(draw: st.DrawFn, name: str = "") -> WorkCalendar:
    """A week with exceptions on both sides, few enough that work is always found."""
    special = draw(st.lists(days, max_size=8, unique=True))
    cut = draw(st.integers(0, len(special)))
    return WorkCalendar(draw(weeks), special[:cut], special[cut:], name)


@st.composite
def plans(
    draw: st.DrawFn,
    *,
    dated: bool = True,
    single: bool = False,
    lags: bool = True,
    groups: int = 2,
    most: int = 7,
) -> dict[str, Any]:
    """The arguments of :meth:`Network.build` for a plan without loops and summaries.

    ``dated`` adds constraints and deadlines; ``single`` leaves one calendar.
    """
    size = draw(st.integers(1, most))
    codes = [f"t{i}" for i in draw(st.permutations(range(size)))]
    known = {"a": draw(calendars("a"))}
    if not single:
        known |= {"b": draw(calendars("b")), "c": draw(calendars("c"))}
    tasks = [
        TaskSpec(
            code,
            draw(st.integers(0, 4)),
            draw(st.sampled_from(["", *known])),
            draw(st.sampled_from([f"P{g}" for g in range(groups)])),
            constraints=draw(constraints) if dated else (),
            deadlines=(Due(draw(days)),) if dated and draw(st.integers(0, 3)) == 0 else (),
        )
        for code in codes
    ]
    pairs = [(a, b) for i, a in enumerate(codes) for b in codes[i + 1 :]]
    ends = draw(st.lists(st.tuples(st.sampled_from(pairs), st.sampled_from(Relation)), max_size=10, unique=True)) if pairs else []
    links = [
        LinkSpec(a, b, relation, draw(st.integers(-3, 4)) if lags else 0, draw(st.sampled_from(LagCalendar)))
        for (a, b), relation in ends
    ]
    starts = {f"P{g}": FIRST + timedelta(days=draw(st.integers(0, 5))) for g in range(groups)}
    return {"tasks": tasks, "links": links, "calendars": known, "default": "a", "starts": starts, "data_date": None}


constraints = st.one_of(
    st.just(()),
    st.just(()),
    st.just(((ConstraintKind.ASAP, None),)),
    st.tuples(
        st.tuples(st.sampled_from([kind for kind in ConstraintKind if kind not in ("ASAP", "ALAP")]), days),
    ),
)


def network(plan: dict[str, Any], **changes: Any) -> Network:
    """The network of a plan, with some of its arguments changed."""
    return Network.build(**{**plan, **changes})
