"""What a change moves, and nothing else: the passes of :mod:`portfolio.engine.kernel` over the nodes that it reaches.

Kernel source too. Nodes to look at are marked in a column; ``span`` says where: the first and the last of those to place, the
first and the last of those to hold, and whether the end of a group came down.
"""

from portfolio.engine.counting import Ints
from portfolio.engine.kernel import (
    ACCEPTS,
    ARC,
    CHOSEN,
    FINISH,
    GROUP,
    HOW,
    NODE,
    OFF,
    OTHER,
    PAST,
    PLACE,
    START,
    STATE,
    fix,
    hold,
    place,
)

SPAN = 5
FIRST_DIRTY, LAST_DIRTY, FIRST_LOOK, LAST_LOOK, FELL = range(SPAN)


def place_again(
    n: int,
    rows: Ints,
    arcs: Ints,
    out_rows: Ints,
    out_arcs: Ints,
    nodes: Ints,
    cal: Ints,
    places: Ints,
    told: Ints,
    ends: Ints,
    dirty: Ints,
    back: Ints,
    span: Ints,
) -> None:
    """Place the dirty nodes again, and all that thereby moves; mark in ``back`` those to hold again.

    An arc may run against the numbering: the sweep then goes back for it.
    """
    first, last = span[FIRST_DIRTY], span[LAST_DIRTY]
    while first <= last:
        i, first = first, n
        while i <= last:
            if dirty[i]:
                dirty[i] = 0
                p = PLACE * i
                start, finish, child = places[p + START], places[p + FINISH], places[p + CHOSEN]
                place(rows, arcs, nodes, cal, places, told, i)
                fix(rows, arcs, nodes, cal, places, told, i)
                if places[p + CHOSEN] != child:
                    look(back, span, child)
                    look(back, span, places[p + CHOSEN])
                if places[p + START] != start or places[p + FINISH] != finish:
                    look(back, span, i)
                    keep_end(nodes, places, ends, span, i, finish)
                    for k in range(out_rows[2 * i], out_rows[2 * i + 1]):
                        j = out_arcs[ARC * k + OTHER]
                        dirty[j] = 1
                        last = max(last, j)
                        if j <= i:
                            first = min(first, j)
            i += 1
    span[FIRST_DIRTY], span[LAST_DIRTY] = n, -1


def look(back: Ints, span: Ints, i: int) -> None:
    """Have the backward repair look at a node."""
    if i >= 0:
        back[i] = 1
        span[FIRST_LOOK], span[LAST_LOOK] = min(span[FIRST_LOOK], i), max(span[LAST_LOOK], i)


def keep_end(nodes: Ints, places: Ints, ends: Ints, span: Ints, i: int, was: int) -> None:
    """Keep the end of a task's group, or say that it must be sought."""
    if nodes[NODE * i + STATE] < PAST:
        group, finish = nodes[NODE * i + GROUP], places[PLACE * i + FINISH]
        if finish > ends[group]:
            ends[group] = finish
        elif was == ends[group] and finish < was:
            span[FELL] = 1


def seek(n: int, nodes: Ints, places: Ints, ends: Ints) -> None:
    """Find the ends of groups, which come with what is past."""
    for i in range(n):
        if nodes[NODE * i + STATE] < PAST:
            group = nodes[NODE * i + GROUP]
            ends[group] = max(ends[group], places[PLACE * i + FINISH])


def hold_again(
    n: int,
    rows: Ints,
    arcs: Ints,
    in_rows: Ints,
    in_arcs: Ints,
    nodes: Ints,
    cal: Ints,
    places: Ints,
    accepts: Ints,
    until: Ints,
    origin: int,
    back: Ints,
    span: Ints,
) -> None:
    """Hold the nodes marked in ``back`` again, and all whose limits thereby move."""
    first, last = span[FIRST_LOOK], span[LAST_LOOK]
    while first <= last:
        i, last = last, -1
        while i >= first:
            if back[i]:
                back[i] = 0
                x = ACCEPTS * i
                a, b, c, d = accepts[x], accepts[x + 1], accepts[x + 2], accepts[x + 3]
                hold(rows, arcs, nodes, cal, places, accepts, until, origin, i)
                if accepts[x] != a or accepts[x + 1] != b or accepts[x + 2] != c or accepts[x + 3] != d:
                    for k in range(in_rows[2 * i], in_rows[2 * i + 1]):
                        j = in_arcs[ARC * k + OTHER]
                        back[j] = 1
                        first = min(first, j)
                        if j >= i:
                            last = max(last, j)
            i -= 1
    span[FIRST_LOOK], span[LAST_LOOK] = n, -1


def reaches(rows: Ints, arcs: Ints, start: int, goal: int, bound: int, seen: Ints, stamp: int, waiting: Ints) -> bool:
    """Whether arcs lead from one node to another by way of nodes numbered up to ``bound``; ``seen`` holds older stamps."""
    waiting[0] = start
    left = 1
    seen[start] = stamp
    while left > 0:
        left -= 1
        i = waiting[left]
        if i == goal:
            return True
        for k in range(rows[2 * i], rows[2 * i + 1]):
            j = arcs[ARC * k + OTHER]
            if j <= bound and seen[j] != stamp and not arcs[ARC * k + HOW] & OFF:
                seen[j] = stamp
                waiting[left] = j
                left += 1
    return False


WHOLE = ("place_again", "hold_again", "seek", "reaches")
"""The functions that are called from outside."""
