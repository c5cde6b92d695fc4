"""The law of lists: in the order asked for, everything that fits comes once, whatever comes and goes between the pages."""

import itertools
from collections.abc import Iterator
from datetime import date
from unicodedata import combining, normalize

from hypothesis import given
from hypothesis import strategies as st

from api.listpages import ALL, Found, Page, Shelf
from api.lists import Beyond, Question, Sort, asked, sortable
from governance.ledger import Head
from governance.records import Records
from governance.values import Entity
from governance.work import State
from portfolio.model import Task, TaskKind

WORDS = st.sampled_from(["An", "Ăn", "đề án", "Đề", "de an", "Chính phủ", "Bộ", "bo"])
TASKS = st.lists(
    st.builds(
        Task,
        code=st.text("AB12.", min_size=1, max_size=3).filter(lambda code: code[0] != "."),
        programme=st.sampled_from(["P", "Q"]),
        type=st.sampled_from(TaskKind),
        title_vi=WORDS,
        title_en=WORDS,
        clause=st.none() | WORDS,
        ordinal=st.integers(0, 3),
        assumed=st.booleans(),
    ),
    max_size=12,
    unique_by=lambda task: task.code,
)
BEYOND = Beyond(sorts={"lead": str, "until": date, "float": int})
"""What is computed of tasks here: invented values, the same for the same task."""
FIELDS = ["title_vi", "clause", "ordinal", "type", "assumed", "version", "seq", *BEYOND.sorts]
SORTS = st.lists(
    st.builds(Sort, st.sampled_from(FIELDS), st.booleans()),
    max_size=3,
    unique_by=lambda sort: sort.field,
).map(tuple)


def computed(task: Task, name: str) -> object:
    """What was computed of a task; of some there is nothing to compute."""
    if name == "until":
        return None if task.assumed else date(2018, 7, 1 + task.ordinal)
    return task.title_en if name == "lead" else -task.ordinal if task.clause else None


def shelf(tasks: list[Task], before: Shelf | None = None) -> Shelf:
    marks = {Task: {task.code: (len(task.code), len(task.title_vi) + 1) for task in tasks}}
    return Shelf(Task, State(Head(), Records(tasks), marks), before)


def look(of: Shelf, question: Question) -> Page:
    ranks = {sort.field for sort in question.sort} & BEYOND.sorts.keys()
    found = Found(None, {name: {task.code: computed(task, name) for task in of.things} for name in ranks}) if ranks else ALL
    return (of.ordered(question, found) or of.put_in_order(question, found)).page(question)


def pages(of: Shelf, question: Question) -> Iterator[tuple[Question, Page]]:
    while True:
        page = look(of, question)
        yield question, page
        if page.following is None:
            return
        question = at(question, page.following)


def at(question: Question, cursor: str) -> Question:
    """The same question, further on, as it comes in by an address."""
    given = [("cursor", cursor), ("limit", str(question.limit))]
    given += [(name, str(getattr(value, "value", value))) for name, value in question.where]
    if question.sort:
        given.append(("sort", ",".join("-" * sort.down + sort.field for sort in question.sort)))
    if question.words:
        given.append(("q", " ".join(question.words)))
    found, faults = asked(question.kind, given, BEYOND)
    assert not faults
    return found


def codes(page: Page) -> list[str]:
    return [row.entity.code for row in page.rows]


def in_order(tasks: list[Task], sort: tuple[Sort, ...], marks: dict[str, tuple[int, int]]) -> list[str]:
    """The order by sorting once for each field, from the last to the first."""
    found = sorted(tasks, key=lambda task: task.code)
    for field, down in reversed(sort):

        def value(task: Task, field: str = field) -> object:
            beside = {"version": marks[task.code][0], "seq": marks[task.code][1]}
            said = beside[field] if field in beside else computed(task, field) if field in BEYOND.sorts else getattr(task, field)
            return ALPHABET.get(said, said)  # type: ignore[call-overload]

        some = sorted((task for task in found if value(task) is not None), key=value, reverse=down)  # type: ignore[arg-type]
        found = some + [task for task in found if value(task) is None]
    return [task.code for task in found]


ALPHABET = {word: n for n, word in enumerate(["An", "Ăn", "bo", "Bộ", "Chính phủ", "de an", "Đề", "đề án"])}


@given(TASKS, SORTS, st.integers(1, 4))
def test_everything_comes_once_in_the_order_that_was_asked_for_and_the_way_back_is_the_same(
    tasks: list[Task], sort: tuple[Sort, ...], limit: int
) -> None:
    of = shelf(tasks)
    walked = list(pages(of, Question(Task, sort=sort, limit=limit, beyond=BEYOND)))
    assert [code for _question, page in walked for code in codes(page)] == in_order(tasks, sort, dict(of.marks))
    for (question, here), (_then, there) in itertools.pairwise(walked):
        assert there.before is not None
        back = look(of, at(question, there.before))
        assert codes(back) == codes(here)
        assert (back.before is None) == (here.before is None)
    assert walked[0][1].before is None


@given(TASKS, TASKS, SORTS, st.integers(1, 3))
def test_a_cursor_stays_good_while_things_come_and_go(
    first: list[Task], then: list[Task], sort: tuple[Sort, ...], limit: int
) -> None:
    of, now = shelf(first), {task.code: task for task in then}
    question = Question(Task, sort=sort, limit=limit, beyond=BEYOND)
    page = look(of, question)
    seen = codes(page)
    if page.following is None:
        return
    of = shelf(then, of)
    for _question, later in pages(of, at(question, page.following)):
        seen += codes(later)
    lasting = {task.code for task in first if now.get(task.code) == task}
    assert {code for code in seen if code in lasting} == lasting
    assert len([code for code in seen if code in lasting]) == len(lasting)


@given(TASKS, WORDS, st.sampled_from(["P", "Q"]))
def test_a_search_finds_what_holds_its_words_whatever_the_accents(tasks: list[Task], words: str, programme: str) -> None:
    question, _faults = asked(Task, [("q", words), ("programme", programme)])

    def bare(text: str) -> str:
        return "".join(c for c in normalize("NFD", text.lower().replace("đ", "d")) if not combining(c))

    wanted = [
        task.code
        for task in sorted(tasks, key=lambda task: task.code)
        if task.programme == programme
        and all(word in bare(f"{task.code}|{task.title_vi}|{task.title_en}|{task.clause or ''}") for word in bare(words).split())
    ]
    assert codes(look(shelf(tasks), question)) == wanted


def test_what_is_kept_is_of_the_things_that_there_are() -> None:
    task = Task(code="A", programme="P", title_vi="một", title_en="one")
    other = Task(code="A", programme="P", title_vi="hai", title_en="two")
    before = shelf([task])
    first = before.encoded(look(before, Question(Task)).rows, None)
    again = shelf([other], before)
    assert b'"title_en":"one"' in first[0]
    assert b'"title_en":"two"' in again.encoded(look(again, Question(Task)).rows, None)[0]
    assert codes(look(again, asked(Task, [("q", "hai")])[0])) == ["A"]


def test_every_kind_can_be_sorted_by_its_code_and_its_version() -> None:
    def below(kind: type[Entity]) -> Iterator[type[Entity]]:
        for each in kind.__subclasses__():
            yield each
            yield from below(each)

    for kind in below(Entity):
        assert {"code", "version", "seq"} <= sortable(kind).keys(), kind
