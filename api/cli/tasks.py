"""A task's life: where it stands, taking a step, asking for more time and deciding on it.

Whoever sits at the terminal is the secretariat: what an office did it enters with the document on which the office did.
"""

import sys
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from api.cli.consents import say_waits
from api.cli.output import print_table
from api.cli.terminal import FOUND, Told, author, given_day, lang_option, language, note, run, today
from governance.messages import _

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from governance.messages import Lang
    from governance.store import Store
    from governance.work import Author, Stored, Work
    from portfolio.reports.table import Format
    from portfolio.workflow.offices import Actor

_on = click.option("--on", metavar="YYYY-MM-DD", help="Ngày thực hiện, nếu không phải hôm nay · the day, if not today.")
_document = click.option("--document", metavar="CODE", help="Văn bản làm căn cứ · the document that it rests on.")
_reason = click.option("--reason", help="Lý do · why.")
_dry = click.option("--dry-run", is_flag=True, help="Chỉ cho biết sẽ thay đổi gì · only tell what would change.")


@click.group(cls=Told)
def task() -> None:
    """Vòng đời nhiệm vụ: các bước xử lý, gia hạn · a task's life: its steps, and more time for it."""


@task.command("steps")
@click.argument("code")
@click.option("--as-of", metavar="YYYY-MM-DD", help="Ngày báo cáo · status day.")
@click.option("--format", "form", type=click.Choice(["table", "markdown", "csv", "json"]), default="table", show_default=True)
@lang_option
def steps(code: str, as_of: str | None, form: "Format", lang: str | None) -> None:
    """Xem các bước đã thực hiện và các bước hợp lệ tiếp theo · its steps so far, and which may be taken next, by whom."""
    from api.status import status_day
    from portfolio.reports import view
    from portfolio.reports.steps import steps_table

    asked = given_day("--as-of", as_of)

    async def whole(store: "Store") -> None:
        head, records = await store.records()
        table = steps_table(view(records, asked or status_day(records, today()), ledger_seq=head.seq), code)
        print_table(table, form, language(lang))

    run(whole)


@task.command("step")
@click.argument("code")
@click.argument("name", metavar="STEP")
@_reason
@_document
@click.option("--evidence", multiple=True, metavar="CODE", help="Văn bản chứng minh · a document that proves it; repeatable.")
@click.option("--evidence-text", multiple=True, metavar="TEXT", help="Nội dung chứng minh · a text that proves it.")
@click.option(
    "--evidence-at", multiple=True, nargs=2, metavar="ADDRESS SHA256", help="Địa chỉ và mã băm · an address, its digest."
)
@click.option("--percent", type=int, help="Tỷ lệ hoàn thành · per cent done.")
@click.option("--remaining", type=int, help="Số ngày làm việc còn lại · working days that remain.")
@click.option("--actual", metavar="YYYY-MM-DD", help="Ngày bắt đầu hoặc hoàn thành thực tế · when work began or ended in fact.")
@click.option("--organization", metavar="CODE", help="Cơ quan chủ trì được giao · the lead body that is assigned.")
@click.option("--post", metavar="CODE", help="Chức vụ chịu trách nhiệm · the accountable post.")
@_on
@_dry
@lang_option
def step(code: str, name: str, lang: str | None, dry_run: bool, **said: Any) -> None:
    """Thực hiện một bước · take a step.

    STEP là một trong các bước propose, approve, send-back, assign, decline, accept, start, report, complete, return, verify,
    close, suspend, resume, cancel, reopen. Bước không hợp lệ bị từ chối, kèm các bước được phép. Việc một cơ quan đã làm
    được ghi kèm văn bản làm căn cứ; người giữ chức vụ thực hiện các bước của mình qua API.

    STEP: propose, approve, send-back, assign, decline, accept, start, report, complete, return, verify, close, suspend,
    resume, cancel, reopen. A step that is not legal is refused with those that are. What an office did is entered with the
    document on which it did; who holds an office takes its steps through the API.

    \b
      egov task step 1755.1.6 accept --document CV-12
      egov task step 1755.1.6 report --percent 40 --evidence BC-5 --document CV-13
      egov task step 1755.1.6 suspend --reason 'Chờ nghị định' --document QD-9 --dry-run
    """  # noqa: D301 - click keeps what follows as it is
    from api.consents import Asker, closing_of, waiting
    from api.workflow import step_asked
    from portfolio.model import Task
    from portfolio.workflow.steps import StepName
    from portfolio.workflow.taking import take

    evidence = [{"document": each} for each in said.pop("evidence")]
    evidence += [{"text": each} for each in said.pop("evidence_text")]
    evidence += [{"address": address, "digest": digest} for address, digest in said.pop("evidence_at")]
    wanted = step_asked({"step": name, "evidence": evidence, **_given(said, "on", "actual")})

    def put(work: "Work", asking: "Asking") -> "Stored[Any]":
        if wanted.step is StepName.CLOSE and not dry_run:
            order = closing_of(work.get(Task, code).entity, wanted, asking.actor, asking.day)
            if waits := waiting(work, order, Asker(asking.by, asking.actor.person, asking.store.check)):
                return waits
        return take(work, code, wanted, asking.actor, asking.day)

    _do(code, f"{name} {code}", wanted.document, put, dry=dry_run, lang=lang)


@task.command("extend")
@click.argument("code")
@click.option("--until", "not_after", required=True, metavar="YYYY-MM-DD", help="Hạn mới đề nghị · the last day asked for.")
@click.option("--from", "not_before", metavar="YYYY-MM-DD", help="Ngày đầu của hạn mới · the first day of the interval.")
@click.option("--written-vi", required=True, help="Thời hạn như văn bản ghi · the deadline as written, in Vietnamese.")
@click.option("--written-en", help="Bản tiếng Anh · in English; the Vietnamese if left out.")
@click.option("--reason", required=True, help="Lý do · why.")
@_document
@_on
@_dry
@lang_option
def extend(code: str, lang: str | None, dry_run: bool, **said: Any) -> None:
    """Đề nghị gia hạn · ask for more time. The deadline moves only once it is decided."""
    from api.workflow import extension_wanted
    from portfolio.workflow.extensions import ask

    said["written_en"] = said["written_en"] or said["written_vi"]
    wanted = extension_wanted(_given(said, "on", "not_after", "not_before"))
    _do(
        code,
        f"extend {code}",
        wanted.document,
        lambda work, asking: ask(work, code, wanted, asking.actor, asking.day),
        dry=dry_run,
        lang=lang,
    )


@task.command("decide")
@click.argument("request", metavar="REQUEST")
@click.argument("outcome", type=click.Choice(["granted", "refused", "withdrawn"]))
@_reason
@_document
@_on
@_dry
@lang_option
def decide(request: str, outcome: str, lang: str | None, dry_run: bool, **said: Any) -> None:
    """Quyết định đề nghị gia hạn · decide on a request for more time, such as 1755.1.6~1.

    --dry-run cho biết quyết định ảnh hưởng thế nào đến tiến độ: nhiệm vụ nào thêm dự trữ, thời hạn nào khi đó kịp ·
    --dry-run tells what it does to the schedule: whose float grows, and which deadline is kept then.
    """
    from api.workflow import extension_decided
    from portfolio.workflow.extensions import decide as decide_now

    decided = extension_decided({"outcome": outcome, **_given(said, "on")})
    _do(
        request.rpartition("~")[0],
        f"{outcome} {request}",
        decided.document,
        lambda work, asking: decide_now(work, request, decided, asking.actor, asking.day),
        dry=dry_run,
        lang=lang,
    )


def _given(said: dict[str, Any], *days: str) -> dict[str, Any]:
    """The options that were given; a wrong day is told by its option."""
    for name in days:
        given_day(f"--{_OPTIONS.get(name, name)}", said.get(name))
    return {name: value for name, value in said.items() if value is not None}


_OPTIONS = {"not_after": "until", "not_before": "from"}


class Asking(NamedTuple):
    """Who asks at this terminal, on which day, as whom the ledger knows it, and of which store."""

    actor: "Actor"
    day: "date"
    by: "Author"
    store: "Store"


def _do(
    code: str,
    action: str,
    document: str | None,
    put: "Callable[[Work, Asking], Stored[Any]]",
    *,
    dry: bool,
    lang: str | None,
) -> None:
    """Carry something out on a task in one unit of work, or tell what it would do, and say where the task stands then."""
    from datetime import date

    from api.status import status_day
    from governance.consents import Consent
    from portfolio.model import Task
    from portfolio.workflow.offices import Actor
    from portfolio.workflow.places import position

    by = author("terminal", action)._replace(document=document)

    async def whole(store: "Store") -> "tuple[Work, Stored[Any]]":
        def change(work: "Work") -> "tuple[Work, Stored[Any]]":
            work.get(Task, code)
            asking = Asking(Actor("terminal", secretariat=True), status_day(work.records, today()), by, store)
            return work, put(work, asking)

        return (await store.tried(change, by))[1] if dry else await store.commit(change, by)

    work, made = run(whole)
    if isinstance(made.entity, Consent):
        say_waits(made.entity, lang)
        return
    for each in work.changes:
        click.echo(f"{each.entry.action}\t{each.kind.kind}\t{each.code}")
    label = position(work.records, code, date.max).place.label
    if dry:
        tell_effect(work.before, work, status_day(work.records, today()), language(lang))
        note(_("nothing was written; task {code} would be “{place}”", code=code, place=label), language(lang))
        sys.exit(FOUND)
    note(_("task {code} is “{place}” now", code=code, place=label), language(lang))


def tell_effect(before: Any, work: "Work", day: "date", lang: "Lang") -> None:
    """What of the schedule would be otherwise, on standard error."""
    from portfolio.whatif.effects import effect

    found = effect(before, work.records, day).tasks
    if not found:
        note(_("no date and no float of the schedule would change"), lang)
    for change in found:
        if change.before is None or change.after is None:
            note(_("{task} would be dated otherwise", task=change.task), lang)
            continue
        told = _(
            "{task}: finish {finish_before} → {finish}, latest {late_before} → {late}, float {float_before} → {float}",
            task=change.task,
            finish_before=change.before.early_finish,
            finish=change.after.early_finish,
            late_before=change.before.late_finish,
            late=change.after.late_finish,
            float_before=change.before.total_float,
            float=change.after.total_float,
        )
        note(told, lang)
