"""A notice as a page that prints on A4, laid out as Decree 30/2020/NĐ-CP has it; it needs nothing but itself."""

from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from portfolio.notices.notice import Paper


def html(paper: Paper) -> str:
    """The page. Everything that comes from the records is escaped."""
    return _template().render(paper=paper)


@cache
def _template() -> Template:
    made = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return made.get_template("notice.html")
