"""Setting up and serving: the demonstration, the service, migrations and the seed."""

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from api.cli.terminal import FOUND, author, lang_option, language, note, now, run, settings
from governance.messages import _

if TYPE_CHECKING:
    from governance.store import Store


@click.command()
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True, help="Cổng · port.")
@lang_option
def demo(port: int, lang: str | None) -> None:
    """Dựng bản trình diễn trên máy này · set up the demonstration on this machine and serve it."""
    from api.demo import demonstrate

    demonstrate(settings(), port, language(lang), now=now)


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Địa chỉ · address.")
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True, help="Cổng · port.")
def serve(host: str, port: int) -> None:
    """Chạy dịch vụ trên cơ sở dữ liệu hiện có · serve the database that there is."""
    import gc
    from dataclasses import replace

    gc.disable()  # what is made at the start stays: looking through it for waste would only make the start longer
    from api.serving import serve as serve_now
    from api.settings import keep_served

    chosen = settings()
    if not os.environ.get("EGOV_PUBLIC_URL"):
        name = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)  # noqa: S104 - told apart
        chosen = replace(chosen, public_url=f"http://{name}:{port}")
    serve_now(chosen, host, port, ready=lambda: keep_served(chosen))


@click.command()
@lang_option
def migrate(lang: str | None) -> None:
    """Tạo hoặc nâng cấp cơ sở dữ liệu · create the database or bring it up to date."""
    import asyncio

    from api.database import engine_for, prepare_home
    from api.database import migrate as migrate_now

    async def whole() -> int:
        engine = engine_for(settings().database_url)
        try:
            return len(await migrate_now(engine))
        finally:
            await engine.aclose()

    prepare_home(settings())
    done = asyncio.run(whole())
    note(_("{count} migration(s) applied; the database is up to date", count=done), language(lang))


@click.command()
@click.option("--check", is_flag=True, help="Chỉ so sánh, không ghi · only compare; exit code 1 where they differ.")
@click.option("--folder", type=click.Path(exists=True, file_okay=False, path_type=Path), help="Thư mục dữ liệu · folder of data.")
@click.option("--replace", is_flag=True, help="Thay cả mục người khác đã sửa · replace also what others have changed.")
@lang_option
def seed(check: bool, folder: Path | None, replace: bool, lang: str | None) -> None:
    """Nạp dữ liệu của năm nguồn · load what the five sources say; shows the differences, then writes them."""
    from seed.load import apply, differences, read, show

    wanted = read(folder)

    async def compare(store: "Store") -> int:
        _head, current = await store.records()
        found = differences(current, wanted)
        click.echo(show(found, language(lang)))
        return FOUND if found else 0

    async def load(store: "Store") -> int:
        _head, current = await store.records()
        click.echo(show(differences(current, wanted), language(lang)))
        await apply(store, wanted, author("seed", "seed"), replace=replace)
        return 0

    sys.exit(run(compare if check else load))
