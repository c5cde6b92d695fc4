"""Several changes at once, from a file: all of them are made, or none."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from api.cli.tasks import tell_effect
from api.cli.terminal import FOUND, author, lang_option, language, note, run, settings, today
from governance.errors import DomainError, InvalidError, Problem
from governance.messages import _

if TYPE_CHECKING:
    from api.batch import Sent
    from api.batchwork import BatchOut
    from governance.store import Store
    from governance.work import Work


@click.command()
@click.argument("file", metavar="FILE")
@click.option("--document", metavar="CODE", help="Văn bản làm căn cứ · the document that the changes rest on.")
@click.option("--meeting", metavar="CODE", help="Cuộc họp làm căn cứ · the meeting that they rest on.")
@click.option("--dry-run", is_flag=True, help="Chỉ cho xem, không ghi · only show; exit code 1 where something would change.")
@lang_option
def batch(file: str, document: str | None, meeting: str | None, dry_run: bool, lang: str | None) -> None:
    """Thực hiện nhiều thay đổi cùng lúc · make several changes together, or none of them.

    FILE: {"changes": [{"action": "amend", "kind": "estimate", "code": "P.1", "version": 2, "value": {"most_likely": 9}}]}
    như của POST /api/v1/batch; - là đầu vào chuẩn. Các thao tác: create, replace, amend, delete. Mọi lỗi được nêu cùng một
    lúc.

    FILE: as for POST /api/v1/batch; - is standard input. Actions: create, replace, amend, delete. All that is wrong is told at
    once.
    """
    from api.batchwork import Batch
    from api.controllers.conventions import resting
    from api.errors import HttpError
    from api.rights import EVERYWHERE, Bounds
    from api.status import status_day

    chosen = language(lang)
    made = Batch(_sent(file), lambda _access: Bounds(EVERYWHERE))
    by = author("terminal", f"batch {Path(file).name}")._replace(document=document, meeting=meeting)

    def make(work: "Work") -> "tuple[Work, BatchOut]":
        return work, made.carry_out(work)

    async def whole(store: "Store") -> "tuple[Work, BatchOut]":
        done = resting(make, by)
        return (await store.tried(done, by))[1] if dry_run else await store.commit(done, by)

    try:
        work, answer = run(whole)
    except HttpError as refused:
        raise InvalidError(refused.problems, refused.message) from None
    except DomainError as refused:
        raise made.placed(refused) from None
    for each in answer.changes:
        click.echo(f"{each.action}\t{each.kind}\t{each.code}\t{each.version or '–'}")
    if dry_run:
        tell_effect(work.before, work, status_day(work.records, today()), chosen)
        note(_("{count} thing(s) would be written; nothing was", count=len(work.changes)), chosen)
        sys.exit(FOUND if work.changes else 0)
    note(_("{count} thing(s) written", count=len(work.changes)), chosen)


def _sent(file: str) -> "Sent":
    """The changes of a file.

    Raises
    ------
    InvalidError
        When it cannot be read, or is no list of changes.
    """
    from api.batch import read
    from api.http import UnreadableError, read_json
    from api.planning import contents
    from api.writing import writables

    try:
        raw: dict[str, Any] = read_json(contents(file, sys.stdin.buffer)).raw
    except UnreadableError as unreadable:
        why = unreadable.message
    except RecursionError:
        why = _("the JSON is nested too deeply")
    else:
        return read(raw, writables(settings().webhook_hosts))
    raise InvalidError([Problem(Path(file).name, why)])
