"""The tasks that a planner means: by words, by whose they are, by deadline, by float."""

from functools import wraps
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from api.cli.output import print_table
from api.cli.terminal import given_day, known_option, lang_option, language, looked_up, run
from governance.errors import InvalidError

if TYPE_CHECKING:
    from collections.abc import Callable

    from governance.messages import Lang
    from governance.store import Store
    from portfolio.reports.table import Format, Table

data_date_option = click.option(
    "--data-date", metavar="YYYY-MM-DD", help="Ngày số liệu tiến độ, nếu khác ngày báo cáo · progress counts up to this day."
)


class Trim(NamedTuple):
    """How a report is narrowed for its reader."""

    q: str | None
    sort: tuple[str, ...]
    fields: tuple[str, ...]

    def __call__(self, table: "Table", lang: "Lang") -> "Table":
        """The report as it is wanted."""
        from portfolio.reports.trimming import trimmed

        return trimmed(table, self.q, self.sort, self.fields, lang)


def trimming(command: "Callable[..., None]") -> "Callable[..., None]":
    """The options by which a report is narrowed; the command is given them as ``trim``."""

    @wraps(command)
    def narrowed(q: str | None, sort: str | None, fields: str | None, **more: Any) -> None:
        command(trim=Trim(q, _names(sort), _names(fields)), **more)

    options = (
        click.option("--q", metavar="WORDS", help="Chỉ các dòng có những từ này, không cần dấu · rows with these words."),
        click.option("--sort", metavar="COLUMN,…", help="Sắp xếp; thêm - để giảm dần, như -total_float,task · sort by columns."),
        click.option("--fields", metavar="COLUMN,…", help="Chỉ các cột này; thêm - để bỏ cột · these columns; - leaves one out."),
    )
    for option in reversed(options):
        narrowed = option(narrowed)
    return narrowed


def _names(text: str | None) -> tuple[str, ...]:
    """Names with commas between them.

    >>> _names("-until, task"), _names(None)
    (('-until', 'task'), ())
    """
    return tuple(name.strip() for name in (text or "").split(",") if name.strip())


@click.command()
@click.option("--programme", metavar="CODE", help="Chỉ một chương trình · one programme only.")
@click.option("--agency", metavar="CODE", help="Cơ quan chủ trì, kể cả cấp dưới · led by this organization or one below.")
@click.option("--member", metavar="CODE", help="Người hoặc chức vụ chịu trách nhiệm · for which this person or post answers.")
@click.option(
    "--status",
    type=click.Choice(
        ["done-on-time", "done-late", "not-due", "overdue", "done-undated", "no-deadline", "suspended", "cancelled"]
    ),
    help="Tình trạng so với thời hạn · how it stands to its deadline.",
)
@click.option("--max-float", type=int, metavar="DAYS", help="Dự trữ toàn phần tối đa · at most so many working days of float.")
@click.option("--deadline-from", metavar="YYYY-MM-DD", help="Thời hạn từ ngày · due on this day or later.")
@click.option("--deadline-to", metavar="YYYY-MM-DD", help="Thời hạn đến ngày · due on this day or earlier.")
@trimming
@click.option("--as-of", metavar="YYYY-MM-DD", help="Ngày báo cáo · status day.")
@data_date_option
@click.option("--facts-only", is_flag=True, help="Bỏ mọi giả định · leave out what is assumed.")
@click.option("--format", "form", type=click.Choice(["table", "markdown", "csv", "json"]), default="table", show_default=True)
@known_option
@lang_option
def tasks(
    programme: str | None,
    form: "Format",
    as_of: str | None,
    data_date: str | None,
    known_on: str | None,
    facts_only: bool,
    lang: str | None,
    trim: Trim,
    **meant: Any,
) -> None:
    """Tìm nhiệm vụ · the tasks that are meant, with deadline, forecast, status and float.

    \b
      egov tasks --q 'chinh phu' --max-float 5
      egov tasks --agency MIC --status overdue --sort until
      egov tasks --member tuan --deadline-to 2018-12-31 --format csv
    """  # noqa: D301 - click keeps what follows as it is
    from api.lists import searched
    from portfolio.choosing import Choice
    from portfolio.reports import view
    from portfolio.reports.tasks import chosen, tasks_table
    from portfolio.statuses import Status

    tongue, cut = language(lang), given_day("--data-date", data_date)
    for name in ("deadline_from", "deadline_to"):
        meant[name] = given_day(f"--{name.replace('_', '-')}", meant[name])
    choice = Choice(**{**meant, "status": Status(meant["status"]) if meant["status"] else None})

    async def whole(store: "Store") -> None:
        head, records, day = await looked_up(store, as_of, known_on)
        if problems := tuple(choice.problems(records)):
            raise InvalidError(problems)
        look = view(records, day, programme, facts_only=facts_only, ledger_seq=head.seq, data_date=cut)
        found = chosen(look, choice)
        if trim.q:
            found = found.intersection(task.code for task in look.tasks if searched(task, trim.q))
        table = trim._replace(q=None)(tasks_table(look, found), tongue)
        print_table(table, form, tongue)

    run(whole)
