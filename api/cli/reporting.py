"""What planners ask: reports, explanations, and the schedule of any plan file."""

import sys
from typing import TYPE_CHECKING, Any

import click

from api.cli.listing import data_date_option, trimming
from api.cli.output import print_table, width
from api.cli.terminal import REFUSED, given_day, known_option, lang_option, language, looked_up, note, run, today
from governance.errors import InvalidError, Problem
from governance.messages import _

if TYPE_CHECKING:
    from api.cli.listing import Trim
    from api.planning import Asked, Said, Terms
    from governance.messages import Lang
    from governance.store import Store
    from portfolio.reports.table import Format
    from portfolio.reports.views import View


_in_scenario = click.option(
    "--scenario", metavar="CODE", help="Tính theo phương án này · of the plan as this scenario would have it."
)


_REPORTS = """\
bottlenecks        điểm nghẽn: khâu nào, ai, căn cứ, độ chắc chắn · what holds each programme up
programmes         từng chương trình đến đâu, và mã · where each stands, and its code
critical-path      đường găng, từng bước · what fixes the finish, step by step
float-paths        việc nào sẽ găng tiếp theo · what would be critical next
schedule           ngày sớm, ngày muộn, dự trữ · early and late dates, floats
dependencies       việc nào chờ việc nào · what waits for what
deadlines          thời hạn: theo văn bản, gia hạn, dự báo · as written, extended, forecast
contradictions     thời hạn không thể cùng giữ · dates that cannot all hold
health             đầu hở, liên kết thừa · open ends, redundant links
status             đúng hạn, quá hạn, chưa đến hạn · by agency, programme, document
workflow           bước xử lý của nhiệm vụ · where each task's handling stands
reminders          nhắc việc · what falls due soon, and whom to remind
responsibility     ai chịu trách nhiệm, và vì sao · who answers for what, and why
load               mỗi thành viên phụ trách những gì · what each member answers for
escalation         trình lên cấp trên · where matters climb that are not settled
handovers          bàn giao sắp tới · changes of who answers
committee          các chức vụ, chỗ khuyết · the offices, and what is vacant
members            thành viên theo ngày · who counts as a member
succession         kế thừa giữa các cơ quan · what passed from body to body
instruments        văn bản và hiệu lực · the instruments, and which are in force
instrument-doubts  điểm cần xem lại của văn bản · what to look at in them
amended            việc có căn cứ đã sửa đổi, thay thế · what rests on changed instruments
amended-elsewhere  căn cứ sửa đổi ở điều khoản khác · changed in other clauses only
awaited            văn bản đang chờ ban hành · instruments not issued yet
agenda             kết luận kỳ trước đến đâu · what the last meeting ordered
consents           yêu cầu chờ người thứ hai · requests for a second person
comparison         so sánh phương án (--scenario) · a scenario beside the plan
variance           độ lệch (--baseline) · against a baseline
changes            vì sao lệch (--baseline) · why dates moved since a baseline
"""
"""What reports there are: in the help, since the reports themselves are loaded only when one is asked for."""


@click.command(help=f"In một báo cáo · print a report.\n\nNAME:\n\n\b\n{_REPORTS}")
@click.argument("name")
@click.option("--programme", metavar="CODE", help="Chỉ một chương trình · one programme only.")
@click.option("--as-of", metavar="YYYY-MM-DD", help="Ngày báo cáo · status day.")
@click.option("--format", "form", type=click.Choice(["table", "markdown", "csv", "json"]), default="table", show_default=True)
@click.option("--facts-only", is_flag=True, help="Bỏ mọi giả định · leave out what is assumed.")
@click.option("--against", type=click.Choice(["programme", "portfolio"]), default="programme", show_default=True,
              help="Ngày muộn tính theo · whose end late dates are counted from.")  # fmt: skip
@click.option("--critical", type=click.Choice(["float", "longest-path"]), default="float", show_default=True,
              help="Việc găng theo dự trữ hay theo đường dài nhất · critical by float, or on the longest path.")  # fmt: skip
@_in_scenario
@click.option("--baseline", metavar="CODE", help="Kế hoạch cơ sở để so sánh · the baseline of variance and changes.")
@click.option("--by", type=click.Choice(["agency", "programme", "document"]), default="agency", show_default=True,
              help="Báo cáo status: đếm theo · of status: what tasks are counted by.")  # fmt: skip
@click.option(
    "--period",
    metavar="PERIOD",
    help="Báo cáo status: trong kỳ · of status: of a period, such as quý II/2019 or 2019-01-01..2019-06-30.",
)
@click.option("--within", type=click.Choice(["deadline", "assignment"]), default="deadline", show_default=True,
              help="Kỳ tính theo thời hạn hay ngày giao · whether deadlines or assignments fall within it.")  # fmt: skip
@data_date_option
@trimming
@known_option
@lang_option
def report(
    name: str,
    as_of: str | None,
    data_date: str | None,
    form: "Format",
    trim: "Trim",
    known_on: str | None,
    lang: str | None,
    **asked: Any,
) -> None:
    """In một báo cáo · print a report."""
    from portfolio.reports import report as make

    chosen, cut = language(lang), given_day("--data-date", data_date)

    async def whole(store: "Store") -> None:
        head, records, day = await looked_up(store, as_of, known_on)
        made = make(name, records, day, ledger_seq=head.seq, data_date=cut, **asked)
        print_table(trim(made, chosen), form, chosen)

    run(whole)


@click.command()
@click.argument("task", metavar="TASK")
@click.option("--not-critical", is_flag=True, help="Vì sao không găng · why it is not critical.")
@click.option("--finish-by", metavar="YYYY-MM-DD", help="Phải dịch chuyển gì để xong trước ngày này · what would have to move.")
@click.option("--as-of", metavar="YYYY-MM-DD", help="Ngày báo cáo · status day.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@_in_scenario
@click.option("--plan", metavar="FILE", help="Theo tệp kế hoạch, không cần cơ sở dữ liệu · of a plan file, without a database.")
@known_option
@lang_option
def explain(
    task: str,
    not_critical: bool,
    finish_by: str | None,
    as_of: str | None,
    form: str,
    scenario: str | None,
    plan: str | None,
    known_on: str | None,
    lang: str | None,
) -> None:
    """Vì sao một nhiệm vụ có ngày như vậy · why a task is on its dates.

    TASK: mã nhiệm vụ, như 1755.1.1 · the code of a task, such as 1755.1.1; with --plan, its code in the file, which is plan
    JSON, Microsoft Project XML (MSPDI), Primavera XER or CSV; - is standard input.
    """
    import msgspec

    from api.explanations import explanation_out, in_words
    from portfolio.reports import view

    chosen = language(lang)
    day = given_day("--finish-by", finish_by)
    if not_critical and day:
        raise InvalidError([Problem("--not-critical", _("ask one thing: --not-critical or --finish-by"))])

    async def of_portfolio(store: "Store") -> "View":
        head, records, status = await looked_up(store, as_of, known_on)
        return view(records, status, ledger_seq=head.seq, scenario=scenario)

    if plan is not None and (as_of or scenario or known_on):
        option = "--as-of" if as_of else "--scenario" if scenario else "--known-on"
        raise InvalidError([Problem(option, _("this is about the portfolio of the database: name no file, or leave it out"))])
    look = _of_file(plan, chosen) if plan is not None else run(of_portfolio)
    found = explanation_out(look, task, "not-critical" if not_critical else "finish-by" if day else "why", day)
    click.echo(msgspec.json.encode(found) if form == "json" else in_words(found, chosen, width()))


def _of_file(name: str, lang: "Lang") -> "View":
    """A plan file to explain; what it holds beyond is told."""
    from api import planning

    headed = _("standard input").render(lang) if name == "-" else name
    look, left_out = planning.looked_at(planning.contents(name, sys.stdin.buffer), headed)
    for message in left_out:
        note(message, lang)
    return look


@click.command()
@click.argument("files", nargs=-1, metavar="[FILE]…")
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "markdown", "csv", "json", "gantt", "svg"]),
    help="Định dạng; nhiều tệp thì json, mỗi tệp một dòng · format; of several files json, one line each, else table.",
)
@click.option(
    "--report",
    type=click.Choice(["float-paths", "contradictions", "health"]),
    help="Thay cho tiến độ, một báo cáo của tệp · instead of the schedule, a report of the file.",
)
@click.option("--critical", type=click.Choice(["longest-path", "float"]), default="float", show_default=True,
              help="Việc găng theo dự trữ hay theo đường dài nhất · critical by float, or on the longest path.")  # fmt: skip
@click.option("--threshold", type=int, default=0, show_default=True, help="Dự trữ tối đa của việc găng · most float of critical.")
@click.option("--against", type=click.Choice(["programme", "portfolio"]), default="programme", show_default=True,
              help="Ngày muộn tính theo · whose end late dates are counted from.")  # fmt: skip
@click.option(
    "--lag-calendar",
    type=click.Choice(["predecessor", "successor", "plan"]),
    help="Lịch của độ trễ khi tệp không nêu · whose days lags count where the file does not say.",
)
@click.option("--progress", type=click.Choice(["retained", "override"]), default="retained", show_default=True,
              help="Phần còn lại của việc bắt đầu sớm: vẫn chờ, hay tiếp tục ngay · what remains of work begun before its "
              "predecessors allowed: still waits for them, or goes on.")  # fmt: skip
@click.option("--differences", is_flag=True, help="Các ngày tệp ghi khác kết quả tính · dates that the file states otherwise.")
@click.option("--schema", is_flag=True, help="In JSON Schema của tệp kế hoạch · print the JSON Schema of plan files.")
@click.option("--as-of", metavar="YYYY-MM-DD", help="Không có tệp: ngày báo cáo · without a file: the status day.")
@known_option
@lang_option
def schedule(
    files: tuple[str, ...],
    form: Any,
    report: Any,
    lag_calendar: str | None,
    differences: bool,
    schema: bool,
    as_of: str | None,
    known_on: str | None,
    lang: str | None,
    **terms: Any,
) -> None:
    """Tính tiến độ của tệp kế hoạch, hoặc của cả danh mục · schedule plan files, or else the portfolio of the database.

    FILE: JSON kế hoạch, XML của Microsoft Project (MSPDI), XER của Primavera hoặc CSV, nhận biết theo nội dung; - là đầu vào
    chuẩn · FILE: plan JSON, Microsoft Project XML (MSPDI), Primavera XER or CSV, told by content; - is standard input.

    """
    from api import planning
    from portfolio.model import LagCalendar

    if schema:
        click.echo(planning.schema(), nl=False)
        return
    chosen = planning.Terms(**terms, lag_calendar=LagCalendar(lag_calendar) if lag_calendar else None)
    shape: Any = form or ("json" if len(files) > 1 else "table")
    asked = planning.Asked(shape, language(lang), width(), differences, report)
    _check(files, asked)
    refused = False
    if not files:
        _of_the_portfolio(as_of, known_on, chosen, asked)
        return
    if as_of or known_on:
        option = "--as-of" if as_of else "--known-on"
        raise InvalidError([Problem(option, _("this is about the portfolio of the database: name no file, or leave it out"))])
    for i, said in enumerate(planning.answers(files, sys.stdin.buffer, chosen, asked)):
        if i and said.text and shape in {"table", "markdown", "gantt"}:
            click.echo()
        click.echo(said.text, nl=False)
        for told in said.notes:
            click.echo(f"{said.name}: {told}" if len(files) > 1 else told, err=True)
        refused |= said.refused
    sys.exit(REFUSED if refused else 0)


def _check(files: tuple[str, ...], asked: "Asked") -> None:
    """Refuse what does not go together."""
    why = None
    if asked.differences and asked.report:
        why = "--report", _("ask one thing: --differences or --report")
    elif asked.differences and asked.form in {"gantt", "svg"}:
        why = "--differences", _("differences are a list: ask for table, markdown, csv or json")
    elif asked.report and asked.form in {"gantt", "svg"}:
        why = "--report", _("a report is a table: ask for table, markdown, csv or json")
    elif asked.report and not files:
        why = "--report", _("this is of plan files: name one; egov report {name} tells it of the portfolio", name=asked.report)
    elif len(files) > 1 and asked.form in {"csv", "svg"}:
        why = "--format", _("of several files ask for json, table, markdown or gantt; or name one file")
    if why:
        raise InvalidError([Problem(*why)])


def _of_the_portfolio(as_of: str | None, known_on: str | None, terms: "Terms", asked: "Asked") -> None:
    from api import livescheduling
    from api.status import status_day

    day = given_day("--as-of", as_of)

    async def whole(store: "Store") -> "Said":
        if known_on is not None:
            _head, records, status = await looked_up(store, as_of, known_on)
            return livescheduling.answer_of(records, status, terms, asked)
        found = await livescheduling.read(store, asked.lang)
        return livescheduling.answer(found, day or status_day(found.told.rest, today()), terms, asked)

    said = run(whole)
    click.echo(said.text, nl=False)
    for told in said.notes:
        click.echo(told, err=True)
