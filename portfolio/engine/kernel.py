"""The law of scheduling over flat columns of integers: numbering, early, free and late.

One source, two ways to run it: as it stands over lists, and compiled over arrays (:mod:`portfolio.engine.compiled`). So it keeps
to indices, integers and loops, makes no sequence of its own, and is given every column that it fills. Marks, boundaries and
steps are those of :mod:`portfolio.workcalendar`.

A link says: *the mark of one end of the predecessor, moved on by the lag, bounds one end of the successor*. Forward, an end's
step is the first that the bound allows. Backward, the last mark that a successor's end allows, moved back by the lag, bounds
the predecessor's end. The two are adjoint, so a float is exactly what can be lost.

For work of ``d`` days that starts before its calendar's day ``w``, the start's mark is the morning of day ``w`` and the
finish's the evening of day ``w + d − 1``. A bound in days that the task does not work counts for its start as the next morning
worked, for its finish as the last evening worked: in the task's own days these are one.
"""

from portfolio.engine.counting import Ints, count, later, mark_of, nth, sooner, step

ALWAYS = 1 << 29
"""A mark after every date: an end that nothing bounds late."""
NEVER = -ALWAYS
"""A mark before every date: an end that nothing bounds early."""
FAR = ALWAYS >> 1
"""No date has a mark as great as this."""

WORK, MOMENT, RUNNING, PAST, ALL, LEAST = range(6)
"""How a node is placed; see :class:`portfolio.engine.bounds.State`."""

NODE = 12
"""How many integers dates alone say of a node:"""
STATE, DAYS, CALENDAR, GROUP, START_FROM, FINISH_FROM, START_UNTIL, FINISH_UNTIL, ACTUAL_START, ACTUAL_FINISH, FLAGS = range(11)
ANSWERS, LATE = 1, 2  # flags: its actual start answers all that bounds its start; it is to be as late as possible

ARC = 3
"""How many integers an arc has in the row of a node; rows may stand anywhere, from and to where stands in ``rows``:"""
OTHER, HOW, LAG = range(3)
FROM_FINISH, TO_FINISH, CHOICE, OFF, INNER, ON = 1, 2, 4, 8, 16, 5
"""How an arc binds: the ends that it joins; that it counts only for the child that a summary's end has chosen; not at all;
that it joins a summary's end and a child. Above these bits stands the number of the calendar that its lag counts on."""

PLACE = 8
"""How many integers the passes say of a node. ``AT`` counts the working days before the start (of what remains), or is a
milestone's step; ``START`` and ``FINISH`` are marks; ``CHOSEN`` is the child that the end of a summary binds or waits for;
``HELD`` says by how many days it was moved to be as late as possible. Of finished work only the marks are told."""
AT, START, FINISH, CHOSEN, LATE_AT, TOTAL, FREE, HELD = range(8)

# ``told`` has a place for each arc into a node: the mark that it bounds with, until :func:`fix` says there whether it fixes it.

ACCEPTS = 4
"""The last marks that may bound a node's start and finish: at its latest, then where it is."""


# ------------------------------------------------------------------------------------------------------------- numbering
def order(
    n: int, m: int, pred: Ints, succ: Ints, waits: Ints, begin: Ints, filled: Ints, follow: Ints, ordered: Ints, rank: Ints
) -> int:
    """Number nodes so that each comes after those it waits for; says how many could be. ``begin`` has one place more than
    there are nodes, ``waits`` and ``begin`` come as zeros; the rest is scratch, ``follow`` the followers of each node.
    """
    for e in range(m):
        waits[succ[e]] += 1
        begin[pred[e] + 1] += 1
    for i in range(n):
        begin[i + 1] += begin[i]
        filled[i] = begin[i]
    for e in range(m):
        p = pred[e]
        follow[filled[p]] = succ[e]
        filled[p] += 1
    last = 0
    for i in range(n):
        if waits[i] == 0:
            ordered[last] = i
            last += 1
    first = 0
    while first < last:
        i = ordered[first]
        rank[i] = first
        first += 1
        for k in range(begin[i], begin[i + 1]):
            j = follow[k]
            waits[j] -= 1
            if waits[j] == 0:
                ordered[last] = j
                last += 1
    return last


def pack(n: int, m: int, rank: Ints, here: Ints, there: Ints, how: Ints, lag: Ints, rows: Ints, arcs: Ints) -> None:
    """Fill the row of every node with the arcs that stand at it; ``rows`` comes as zeros."""
    for e in range(m):
        rows[2 * rank[here[e]] + 1] += 1
    k = 0
    for i in range(n):
        rows[2 * i] = k
        k += rows[2 * i + 1]
        rows[2 * i + 1] = rows[2 * i]
    for e in range(m):
        i = 2 * rank[here[e]] + 1
        k = ARC * rows[i]
        rows[i] += 1
        arcs[k + OTHER], arcs[k + HOW], arcs[k + LAG] = rank[there[e]], how[e], lag[e]


def bindings(m: int, pred: Ints, succ: Ints, ends: Ints, on: Ints, calendar: Ints, default: int, how: Ints) -> None:
    """How each link binds: its ends, and the calendar that its lag counts on, which is its predecessor's, its successor's, the
    plan's or every day.
    """
    for e in range(m):
        c = 0
        if on[e] == 0:
            c = calendar[pred[e]]
        elif on[e] == 1:
            c = calendar[succ[e]]
        elif on[e] == 2:
            c = default
        how[e] = ends[e] | c << ON


def alone(
    n: int,
    leaves: int,
    ordered: Ints,
    task: Ints,
    duration: Ints,
    calendar: Ints,
    group: Ints,
    begins: Ints,
    none: int,
    nodes: Ints,
) -> None:
    """What is said of each node before any date of its own: work or a milestone of its length, from its group's beginning on;
    or the end of a summary. ``none`` is the group that never ends.
    """
    for i in range(n):
        node, key = NODE * i, ordered[i]
        t = task[key]
        nodes[node + CALENDAR], nodes[node + FLAGS] = calendar[t], 0
        nodes[node + FINISH_FROM] = nodes[node + ACTUAL_START] = nodes[node + ACTUAL_FINISH] = NEVER
        nodes[node + START_UNTIL] = nodes[node + FINISH_UNTIL] = ALWAYS
        if key < leaves:
            nodes[node + STATE] = WORK if duration[t] else MOMENT
            nodes[node + DAYS], nodes[node + GROUP], nodes[node + START_FROM] = duration[t], group[t], begins[group[t]]
        else:
            nodes[node + STATE], nodes[node + DAYS], nodes[node + GROUP], nodes[node + START_FROM] = ALL, 0, none, NEVER


# --------------------------------------------------------------------------------------------------------------- forward
def settle(nodes: Ints, cal: Ints, places: Ints, i: int, at: int) -> None:
    """Put a task that still moves at a count of days, or a milestone at a step."""
    n, p = NODE * i, PLACE * i
    c, d, state = nodes[n + CALENDAR], nodes[n + DAYS], nodes[n + STATE]
    places[p + AT] = at
    if state == MOMENT:
        places[p + START] = places[p + FINISH] = mark_of(cal, c, at)
    elif state == RUNNING:
        start = places[p + START] = nodes[n + ACTUAL_START]
        places[p + FINISH] = max(2 * (nth(cal, c, at + d - 1) + 1), start + 1)
    else:
        places[p + START] = 2 * nth(cal, c, at) + 1
        places[p + FINISH] = 2 * (nth(cal, c, at + d - 1) + 1)


def counts(how: int, places: Ints, a: int, b: int) -> bool:
    """Whether an arc from ``a`` to ``b``, of which more is said than its ends, counts at all."""
    return not how & OFF and (not how & CHOICE or places[PLACE * a + CHOSEN] == b or places[PLACE * b + CHOSEN] == a)


def place(rows: Ints, arcs: Ints, nodes: Ints, cal: Ints, places: Ints, told: Ints, i: int) -> None:
    """Place one node at the first step that its bounds and the arcs into it allow."""
    n, p = NODE * i, PLACE * i
    state, c, answers = nodes[n + STATE], nodes[n + CALENDAR], nodes[n + FLAGS] & ANSWERS
    low, need = nodes[n + START_FROM], nodes[n + FINISH_FROM]
    if state == LEAST:
        least(rows, arcs, places, told, i)
        return
    for k in range(rows[2 * i], rows[2 * i + 1]):
        j, how, lag = arcs[ARC * k + OTHER], arcs[ARC * k + HOW], arcs[ARC * k + LAG]
        if how & (CHOICE | OFF) and not counts(how, places, j, i):
            continue
        bound = places[PLACE * j + START + (how & FROM_FINISH)]
        if lag != 0:
            bound = later(cal, how >> ON, bound, lag)
        told[k] = bound
        need = max(need, bound if how & TO_FINISH else NEVER)
        low = max(low, NEVER if how & TO_FINISH or answers else bound)
    if state == WORK or state == RUNNING:
        at = count(cal, c, low >> 1)
        if need > low:
            at = max(at, count(cal, c, need >> 1) - nodes[n + DAYS])
        settle(nodes, cal, places, i, at)
    elif state == MOMENT:
        settle(nodes, cal, places, i, step(cal, c, max(low, need)))
    elif state == PAST:
        places[p + START], places[p + FINISH] = nodes[n + ACTUAL_START], nodes[n + ACTUAL_FINISH]
    else:
        places[p + START] = places[p + FINISH] = max(low, need)


def least(rows: Ints, arcs: Ints, places: Ints, told: Ints, i: int) -> None:
    """Place the beginning of a summary where the first of its children begins."""
    low, child = ALWAYS, -1
    for k in range(rows[2 * i], rows[2 * i + 1]):
        j = arcs[ARC * k + OTHER]
        bound = told[k] = places[PLACE * j + START]
        if NEVER < bound < low:
            low, child = bound, j
    p = PLACE * i
    places[p + CHOSEN] = child
    places[p + START] = places[p + FINISH] = NEVER if child < 0 else low


def fix(rows: Ints, arcs: Ints, nodes: Ints, cal: Ints, places: Ints, told: Ints, i: int) -> None:
    """Say of each arc into a node, in place of the mark that it bounds with, whether it fixes where the node is."""
    if rows[2 * i] == rows[2 * i + 1]:
        return
    n, p = NODE * i, PLACE * i
    state, c, at = nodes[n + STATE], nodes[n + CALENDAR], places[p + AT]
    start = finish = 2 * (places[p + FINISH] >> 1)  # the first marks that ask its ends to be where they are
    if state == WORK or state == RUNNING:
        start = ALWAYS if nodes[n + FLAGS] & ANSWERS else 2 * nth(cal, c, at - 1) + 2
        if state == RUNNING:
            finish = 2 * nth(cal, c, at + nodes[n + DAYS] - 1) + 2
    elif state == MOMENT:
        start = finish = mark_of(cal, c, at - 2) + 1
    if state == PAST or places[p + HELD]:
        start = finish = ALWAYS
    for k in range(rows[2 * i], rows[2 * i + 1]):
        how = arcs[ARC * k + HOW]
        if how & (CHOICE | OFF) and not counts(how, places, arcs[ARC * k + OTHER], i):
            told[k] = 0
        else:
            told[k] = 1 if told[k] >= (finish if how & TO_FINISH else start) else 0


def forward(n: int, rows: Ints, arcs: Ints, nodes: Ints, cal: Ints, places: Ints, told: Ints, ends: Ints) -> None:
    """Place every node after those it waits for. ``ends`` of each group come with what is past, and leave with all of it."""
    for i in range(n):
        place(rows, arcs, nodes, cal, places, told, i)
        fix(rows, arcs, nodes, cal, places, told, i)
        if nodes[NODE * i + STATE] < PAST:
            group = nodes[NODE * i + GROUP]
            ends[group] = max(ends[group], places[PLACE * i + FINISH])


def bind(n: int, rows: Ints, arcs: Ints, nodes: Ints, cal: Ints, places: Ints, told: Ints) -> None:
    """Look again at what the arcs bound with, after tasks were moved to be as late as possible, and the ends of summaries with
    them. A summary's beginning is where its first child now begins; its choice stays, for late places were found with it.
    """
    for i in range(n):
        chosen = places[PLACE * i + CHOSEN]
        if nodes[NODE * i + STATE] >= ALL:
            place(rows, arcs, nodes, cal, places, told, i)
        for k in range(rows[2 * i], rows[2 * i + 1]):
            how, lag = arcs[ARC * k + HOW], arcs[ARC * k + LAG]
            bound = places[PLACE * arcs[ARC * k + OTHER] + START + (how & FROM_FINISH)]
            told[k] = later(cal, how >> ON, bound, lag) if lag != 0 else bound
        fix(rows, arcs, nodes, cal, places, told, i)
        places[PLACE * i + CHOSEN] = chosen


# -------------------------------------------------------------------------------------------------------------- backward
def reach(nodes: Ints, cal: Ints, i: int, start_until: int, finish_until: int) -> int:
    """The last place of a task, as ``AT`` counts, that keeps its start and its finish within marks."""
    n = NODE * i
    c, state = nodes[n + CALENDAR], nodes[n + STATE]
    if state == MOMENT:
        return step(cal, c, min(start_until, finish_until) + 1) - 1
    at = count(cal, c, finish_until >> 1) - nodes[n + DAYS]
    if state == RUNNING or start_until >= finish_until:  # what finishes in time began in time
        return at
    return min(at, count(cal, c, (start_until + 1) >> 1) - 1)


def allowed(nodes: Ints, cal: Ints, i: int, at: int, ahead: int) -> int:
    """The last mark that may bound an end of a task placed at ``at`` without moving it; ``ahead`` is the days up to that end."""
    c = nodes[NODE * i + CALENDAR]
    return mark_of(cal, c, at) if nodes[NODE * i + STATE] == MOMENT else 2 * nth(cal, c, at + ahead) + 1


def hold(rows: Ints, arcs: Ints, nodes: Ints, cal: Ints, places: Ints, accepts: Ints, until: Ints, origin: int, i: int) -> None:
    """What a node may lose, and where at the latest it may be, given what all that wait for it accept."""
    n, p, a = NODE * i, PLACE * i, ACCEPTS * i
    if nodes[n + STATE] == PAST:
        accepts[a] = accepts[a + 1] = accepts[a + 2] = accepts[a + 3] = ALWAYS
        return
    end, low, high = 2 * nodes[n + GROUP], nodes[n + START_UNTIL], nodes[n + FINISH_UNTIL]
    last_low, last_high = low - origin, min(until[end], high) - origin
    high = min(until[end + 1], high)
    for k in range(rows[2 * i], rows[2 * i + 1]):
        j, how, lag = arcs[ARC * k + OTHER], arcs[ARC * k + HOW], arcs[ARC * k + LAG]
        if how & (CHOICE | OFF) and not counts(how, places, i, j):
            continue
        at_end = ACCEPTS * j + ((how & TO_FINISH) >> 1)
        latest, here = accepts[at_end], accepts[at_end + 2]
        if lag != 0 and latest < FAR:
            latest, here = sooner(cal, how >> ON, latest, lag), sooner(cal, how >> ON, here, lag)
        last_high, high = (
            min(last_high, latest if how & FROM_FINISH else ALWAYS),
            min(high, here if how & FROM_FINISH else ALWAYS),
        )
        last_low, low = min(last_low, latest), min(low, here)  # what finishes in time began in time
    state, d, at = nodes[n + STATE], nodes[n + DAYS], places[p + AT]
    if state > PAST:
        accepts[a] = accepts[a + 1] = min(last_low, last_high)
        accepts[a + 2] = accepts[a + 3] = min(low, high)
        return
    moment = 1 if state == MOMENT else 0
    latest = reach(nodes, cal, i, last_low, last_high)
    free = max(0, (reach(nodes, cal, i, low, high) - at) >> moment)
    if nodes[n + FLAGS] & LATE and state != RUNNING:
        at += free << moment
        settle(nodes, cal, places, i, at)
        places[p + HELD], free = free, 0
    places[p + LATE_AT], places[p + TOTAL], places[p + FREE] = latest, (latest - at) >> moment, free
    answers = nodes[n + FLAGS] & ANSWERS
    accepts[a] = ALWAYS if answers else allowed(nodes, cal, i, latest, 0)
    accepts[a + 1] = allowed(nodes, cal, i, latest, d)
    accepts[a + 2] = ALWAYS if answers else places[p + START] if state != RUNNING else allowed(nodes, cal, i, at, 0)
    accepts[a + 3] = allowed(nodes, cal, i, at, d)


def backward(
    n: int, rows: Ints, arcs: Ints, nodes: Ints, cal: Ints, places: Ints, accepts: Ints, until: Ints, origin: int
) -> bool:
    """Visit every node after all that wait for it; says whether any was moved to be as late as possible.

    ``until`` says of each group twice which mark its tasks may not pass: at their latest, and for their free float. Late marks,
    and so total floats, are counted from ``origin``.
    """
    moved = False
    for i in range(n - 1, -1, -1):
        hold(rows, arcs, nodes, cal, places, accepts, until, origin, i)
        if places[PLACE * i + HELD]:
            moved = True
    return moved


def last_child(rows: Ints, arcs: Ints, nodes: Ints, places: Ints, i: int) -> int:
    """The unfinished child of a summary that finishes last, or −1: what a bound on the summary's finish binds."""
    last = -1
    for k in range(rows[2 * i], rows[2 * i + 1]):
        j = arcs[ARC * k + OTHER]
        if nodes[NODE * j + STATE] != PAST and (last < 0 or places[PLACE * j + FINISH] > places[PLACE * last + FINISH]):
            last = j
    return last


WHOLE = ("order", "pack", "bindings", "alone", "forward", "bind", "backward", "last_child")
"""The functions that are called from outside."""
