"""A computed schedule: columns inside, dates outside. Objects are made only for what is looked at."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Literal

from portfolio.dates import LinkDates, TaskDates, dated, shown, summarised
from portfolio.engine.columns import Columns, in_path_order, longest_path
from portfolio.engine.passes import Against
from portfolio.engine.wiring import Arc
from portfolio.network import Network
from portfolio.specs import LinkSpec
from portfolio.workcalendar import as_date

Criterion = Literal["float", "longest-path"]
Rule = Literal["retained", "override"]


class _Lazy(Mapping[str, TaskDates]):
    """A mapping of task dates by code, each made when first asked for."""

    def __init__(self, codes: Mapping[str, object], make: Callable[[str], TaskDates]) -> None:
        self._codes, self._make, self._made = codes, make, dict[str, TaskDates]()

    def __getitem__(self, code: str) -> TaskDates:
        found = self._made.get(code)
        if found is None:
            if code not in self._codes:
                raise KeyError(code)
            found = self._made[code] = self._make(code)
        return found

    def __contains__(self, code: object) -> bool:
        return code in self._codes

    def __iter__(self) -> Iterator[str]:
        return iter(self._codes)

    def __len__(self) -> int:
        return len(self._codes)


@dataclass(frozen=True)
class Schedule:
    """What :func:`portfolio.cpm.schedule` gives. Read ``tasks``, ``links`` and ``critical``; the columns are its own."""

    network: Network
    against: Against
    criterion: Criterion
    threshold: int
    progress: Rule
    columns: Columns = field(repr=False)

    @property
    def data_date(self) -> date | None:
        """The day from which unfinished work is scheduled."""
        return self.network.data_date

    @cached_property
    def tasks(self) -> Mapping[str, TaskDates]:
        """The dates of every task, summaries included, by code in code order."""
        return _Lazy(self.network.tasks, self._dates)

    def task(self, code: str) -> TaskDates:
        """The dates of one task.

        Raises
        ------
        UnknownCodeError
            If the network has no such task.
        """
        self.network.task(code)
        return self.tasks[code]

    @cached_property
    def links(self) -> tuple[LinkDates, ...]:
        """Every link, by predecessor, successor and relation."""
        wiring = self.network.wiring
        arcs = {wiring.link_of(arc): arc for i in range(wiring.size) for arc in wiring.into(i) if not arc.inner}
        return tuple(self._link(link, arcs[e]) for e, link in enumerate(self.network.links))

    @cached_property
    def critical(self) -> tuple[str, ...]:
        """The critical tasks in path order: each after what it waits for, then by date and code. Summaries are left out."""
        nodes = [i for i, flag in enumerate(self.columns.critical) if flag]
        return tuple(self.network.wiring.codes[i] for i in in_path_order(self.network.wiring, self.columns, nodes))

    def critical_of(self, group: str) -> tuple[str, ...]:
        """The critical tasks of one programme, in path order."""
        return tuple(code for code in self.critical if self.network.tasks[code].group == group)

    def longest_path_of(self, group: str | None = None) -> tuple[str, ...]:
        """The chains of driving links that fix the finish of a programme (or of the portfolio), in path order.

        Tasks of other programmes are among them where they drive.
        """
        nodes = longest_path(self.columns, None if group is None else [group])
        return tuple(self.network.wiring.codes[i] for i in in_path_order(self.network.wiring, self.columns, nodes))

    def finish_of(self, group: str) -> date | None:
        """The last day of a programme's tasks, or None if none of them is dated."""
        end = self.columns.ends.get(group)
        return None if end is None else shown(end)

    @property
    def start(self) -> date | None:
        """The first day of any task, or None of an empty plan."""
        first = self.columns.first_day(self.network.wiring.task_node.values())
        return None if first is None else as_date(first)

    @property
    def finish(self) -> date | None:
        """The last day of any task, or None of an empty plan."""
        return shown(max(self.columns.ends.values())) if self.columns.ends else None

    def _link(self, link: LinkSpec, arc: Arc) -> LinkDates:
        return LinkDates(
            link.predecessor,
            link.successor,
            link.relation,
            link.lag,
            link.lag_calendar,
            self.columns.drives(arc),
            self.columns.link_float(arc),
        )

    def _dates(self, code: str) -> TaskDates:
        if self.network.is_summary(code):
            return summarised(self.network, code, [self.tasks[leaf] for leaf in self.network.leaves(code)])
        return dated(self.network, self.columns, code)
