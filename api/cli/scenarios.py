"""What-ifs: scenarios beside the live plan."""

from typing import TYPE_CHECKING, Any

import click

from api.cli.output import print_table
from api.cli.terminal import Told, author, known_option, lang_option, language, looked_up, note, run, today
from governance.errors import DomainError, InvalidError, Problem
from governance.messages import _

if TYPE_CHECKING:
    from governance.messages import Lang
    from governance.store import Store
    from governance.work import State, Stored, Work
    from portfolio.cpm import Against, Criterion
    from portfolio.reports.table import Format
    from portfolio.whatif.model import Scenario, ScenarioChange

_format = click.option(
    "--format", "form", type=click.Choice(["table", "markdown", "csv", "json"]), default="table", show_default=True
)
_document = click.option("--document", metavar="CODE", help="Văn bản làm căn cứ · the document that it rests on.")
_meeting = click.option("--meeting", metavar="CODE", help="Cuộc họp làm căn cứ · the meeting that it rests on.")


@click.group(cls=Told)
def scenario() -> None:
    """Phương án: thử thay đổi bên cạnh kế hoạch hiện hành · what-ifs beside the live plan.

    Kế hoạch hiện hành không đổi cho đến khi áp dụng (apply) · nothing in the live plan changes before apply.
    """


@scenario.command("create")
@click.argument("code")
@click.option("--title-vi", required=True, help="Tên · title in Vietnamese.")
@click.option("--title-en", help="Tên tiếng Anh · title in English; the Vietnamese one if left out.")
@click.option("--purpose-vi", help="Mục đích · purpose in Vietnamese.")
@click.option("--purpose-en", help="Mục đích tiếng Anh · purpose in English.")
@click.option("--portfolio", metavar="CODE", help="Danh mục, nếu có nhiều · the portfolio, where there are several.")
@lang_option
def create(code: str, lang: str | None, portfolio: str | None, **said: str | None) -> None:
    """Lập phương án · make a scenario without changes."""
    from portfolio.model import Portfolio
    from portfolio.whatif.model import Scenario

    def add(work: "Work") -> None:
        known = [each.code for each in work.records.all(Portfolio)]
        if portfolio is None and len(known) != 1:
            raise InvalidError([Problem("--portfolio", _("say of which portfolio: {known}", known=tuple(known)))])
        titles = {name: value for name, value in {**said, "title_en": said["title_en"] or said["title_vi"]}.items() if value}
        work.create(Scenario.parse({"code": code, "portfolio": portfolio or known[0], **titles}))

    async def whole(store: "Store") -> None:
        await store.commit(add, author("terminal", f"scenario {code}"))

    run(whole)
    note(_("scenario {code} made; change it with: egov scenario change {code} KIND CODE NAME=VALUE", code=code), language(lang))


@scenario.command("change")
@click.argument("code")
@click.argument("kind")
@click.argument("words", nargs=-1, metavar="[CODE] [NAME=VALUE]…")
@click.option("--create", "action", flag_value="create", help="Thêm mục mới · add a thing.")
@click.option(
    "--delete",
    "action",
    flag_value="delete",
    help="Xóa mục, cùng những gì gắn với nó · take a thing away, with what is about it.",
)
@click.option("--take-out", "action", flag_value="take-out", help="Rút thay đổi này khỏi phương án · take the change out again.")
@lang_option
def change(code: str, kind: str, words: tuple[str, ...], action: str | None, lang: str | None) -> None:
    """Ghi một thay đổi vào phương án · write a change into a scenario.

    KIND là loại mục cần thay đổi (estimate, dependency, task, constraint, deadline, progress, frame, …), CODE thứ hai là mã
    của mục đó. Khi một thay đổi bị xung đột, hãy xem nội dung hiện hành rồi ghi lại thay đổi.

    KIND is the kind of the thing (estimate, dependency, task, constraint, deadline, progress, frame, …), CODE its code. To
    refresh a change that conflicts, look at what is there now and write it again.

    \b
      egov scenario change FASTER estimate 1755.1.6 optimistic=5 most_likely=8
      egov scenario change FASTER dependency --create predecessor=1755.2.3 successor=1755.2.5 lag=2
      egov scenario change FASTER task 1755.4.1 --delete
    """  # noqa: D301 - click keeps what follows as it is
    from portfolio.whatif.drafting import pairs
    from portfolio.whatif.model import Scenario
    from portfolio.whatif.scenario import check_open, editable

    subject = words[0] if words and "=" not in words[0] else None
    fields = pairs(words[1:] if subject else words)
    chosen = language(lang)

    async def whole(store: "Store") -> None:
        def write(work: "Work") -> "list[ScenarioChange]":
            check_open(work.records.get(Scenario, code))
            drafts, gone = _drafts(work.outcome(), code, kind, subject, fields, action)
            for draft in drafts:
                editable(work, None, draft)
                known = work.find(type(draft), draft.code)
                work.replace(draft, known.version) if known else work.create(draft)
            for each in gone:
                work.delete(type(each), each.code, None)
            return [*drafts, *gone]

        written = await store.commit(write, author("terminal", f"scenario {code}"))
        await _print(store, code, "table", chosen)
        note(_("{count} change(s) written", count=len(written)), chosen)
        await _tell_whether_it_holds(store, code, chosen)

    run(whole)


def _drafts(
    state: "State", code: str, kind: str, subject: str | None, fields: dict[str, str], action: str | None
) -> "tuple[tuple[ScenarioChange, ...], tuple[ScenarioChange, ...]]":
    """The changes to write, and those to take out."""
    from governance.errors import UnknownCodeError
    from portfolio.whatif.drafting import amendment, change_of, creation, deletions
    from portfolio.whatif.model import ScenarioChange, Subject

    names = [each.value for each in Subject]
    if kind not in names:
        raise InvalidError([Problem("KIND", _("give one of {allowed}", allowed=tuple(names)))])
    of = Subject(kind)
    if action == "create":
        return (creation(state, code, of, subject, fields),), ()
    if subject is None:
        raise InvalidError([Problem("CODE", _("say which: give the code of the thing"))])
    if action == "delete":
        return deletions(state, code, of, subject), ()
    if action == "take-out":
        known = change_of(state.records, code, of, subject)
        if known is None:
            raise UnknownCodeError(ScenarioChange.kind, subject)
        return (), (known,)
    return (amendment(state, code, of, subject, fields),), ()


@scenario.command("show")
@click.argument("code")
@_format
@lang_option
def show(code: str, form: "Format", lang: str | None) -> None:
    """Xem các thay đổi của phương án · its changes, and what others changed in the meantime."""

    async def whole(store: "Store") -> None:
        await _print(store, code, form, language(lang))
        await _tell_whether_it_holds(store, code, language(lang))

    run(whole)


async def _print(store: "Store", code: str, form: "Format", lang: "Lang") -> None:
    from api.scenarios import why_in_the_way
    from api.status import status_day
    from portfolio.reports.scenarios import scenario_table
    from portfolio.whatif.model import Scenario

    state = await store.state()
    state.records.get(Scenario, code)
    blocked = await why_in_the_way(store, code)
    print_table(scenario_table(state.records, code, status_day(state.records, today()), blocked), form, lang)


async def _tell_whether_it_holds(store: "Store", code: str, lang: "Lang") -> None:
    """Say what an open scenario still lacks; it may be written step by step."""
    from portfolio.whatif.model import Scenario, ScenarioState
    from portfolio.whatif.scenario import within

    _head, records = await store.records()
    if records.get(Scenario, code).state is not ScenarioState.OPEN:
        return
    try:
        within(records, code)
    except DomainError as refused:
        note(_("as it is now, the scenario cannot be computed or applied:"), lang)
        click.echo(refused.render(lang), err=True)


@scenario.command("list")
@click.option("--all", "every", is_flag=True, help="Cả phương án đã khép lại · also those that are closed.")
@_format
@lang_option
def list_(every: bool, form: "Format", lang: str | None) -> None:
    """Liệt kê · list the scenarios that are open."""
    from api.status import status_day
    from governance.past import in_hanoi as at
    from portfolio.reports.scenarios import LastChange, scenarios_table
    from portfolio.whatif.model import Scenario

    async def whole(store: "Store") -> None:
        _head, records = await store.records()
        written = {each.code: (await store.history(Scenario, each.code))[-1] for each in records.all(Scenario)}
        last = {code: LastChange(entry.account, entry.at, at(entry.at)) for code, entry in written.items()}
        print_table(scenarios_table(records, status_day(records, today()), last, every=every), form, language(lang))

    run(whole)


@scenario.command("compare")
@click.argument("codes", nargs=-1, required=True, metavar="CODE…")
@click.option("--programme", metavar="CODE", help="Chỉ một chương trình · one programme only.")
@click.option("--as-of", metavar="YYYY-MM-DD", help="Ngày báo cáo · status day.")
@click.option("--against", type=click.Choice(["programme", "portfolio"]), default="programme", show_default=True,
              help="Ngày muộn tính theo · whose end late dates are counted from.")  # fmt: skip
@click.option("--critical", type=click.Choice(["float", "longest-path"]), default="float", show_default=True,
              help="Việc găng theo dự trữ hay theo đường dài nhất · critical by float, or on the longest path.")  # fmt: skip
@_format
@known_option
@lang_option
def compare(
    codes: tuple[str, ...],
    programme: str | None,
    as_of: str | None,
    against: "Against",
    critical: "Criterion",
    form: "Format",
    known_on: str | None,
    lang: str | None,
) -> None:
    """So sánh với kế hoạch hiện hành, mỗi phương án một cột · compare with the live plan, one column a scenario."""
    from portfolio.reports import view
    from portfolio.reports.comparison import comparison_table
    from portfolio.reports.views import beside

    chosen = language(lang)

    async def whole(store: "Store") -> None:
        head, records, day = await looked_up(store, as_of, known_on)
        live = view(records, day, against=against, critical=critical, ledger_seq=head.seq)
        views = [beside(live, records, code, programme) for code in dict.fromkeys(codes)]
        print_table(comparison_table(views, views[0]), form, chosen)

    run(whole)


@scenario.command("apply")
@click.argument("code")
@click.option("--digest", help="Chỉ áp dụng đúng các thay đổi đã xem · apply only the changes that show told this digest of.")
@_document
@_meeting
@lang_option
def apply(code: str, digest: str | None, document: str | None, meeting: str | None, lang: str | None) -> None:
    """Áp dụng vào kế hoạch hiện hành: tất cả hoặc không gì · make its changes in the live plan, all or none."""
    from portfolio.whatif.scenario import apply as apply_now

    done = _close(code, lambda work, code: apply_now(work, code, seen=digest), document, meeting)
    note(_("scenario {code} applied: {count} change(s) made in the live plan", code=code, count=done), language(lang))


@scenario.command("drop")
@click.argument("code")
@lang_option
def drop(code: str, lang: str | None) -> None:
    """Hủy bỏ phương án · throw a scenario away; nothing else changes."""
    from portfolio.whatif.scenario import drop as drop_now

    _close(code, drop_now, None, None)
    note(_("scenario {code} dropped; the live plan is as it was", code=code), language(lang))


def _close(code: str, close: Any, document: str | None, meeting: str | None) -> int:
    """Apply or drop a scenario; how many changes were made beside its own mark."""
    from api.controllers.conventions import resting
    from api.scenarios import told

    async def whole(store: "Store") -> int:
        by = author("terminal", f"scenario {code}")._replace(document=document, meeting=meeting)

        def close_it(work: "Work") -> int:
            stored: Stored[Scenario] = close(work, code)
            return len(work.changes) - (stored is not None)

        return await told(store, store.commit(resting(close_it, by), by))

    return run(whole)
