"""The command line: ``egov``, one module a group of commands.

Data goes to standard output, notes to standard error. Exit codes: 0 done, 1 something was found (a difference, a broken
ledger), 2 refused, 3 the database or the port cannot be used. A command imports what it needs, so that each starts at once.
"""

import sys

import click

from api.cli.accounts import account
from api.cli.annex import annex
from api.cli.baselines import baseline
from api.cli.batch import batch
from api.cli.consents import consent
from api.cli.documents import document
from api.cli.exchanging import convert, export, import_
from api.cli.feeds import feed
from api.cli.installing import demo, migrate, seed, serve
from api.cli.ledger import ledger
from api.cli.listing import tasks
from api.cli.meetings import meeting
from api.cli.popolo import popolo
from api.cli.reporting import explain, report, schedule
from api.cli.scenarios import scenario
from api.cli.tasks import task
from api.cli.terminal import Guarded


@click.group(cls=Guarded, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(package_name="egov-portfolio", prog_name="egov", help="In phiên bản · show the version.")
def main() -> None:
    """Danh mục chương trình của Ủy ban Quốc gia về Chính phủ điện tử · the committee's portfolio.

    Điều gì đang làm chậm chương trình, ai chịu trách nhiệm, căn cứ vào đâu, và chắc chắn đến mức nào · what holds a
    programme up, who answers for it, on what authority, and how sure are we.
    """
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")


COMMANDS = (
    demo, serve, migrate, seed, report, explain, baseline, scenario, tasks, task, batch, document, schedule, convert, export,
    import_, popolo, meeting, annex, feed, account, consent, ledger,
)  # fmt: skip
for command in COMMANDS:
    main.add_command(command)
