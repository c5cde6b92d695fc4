"""Who answers for many tasks: asked once for all that are alike in what decides it."""

from datetime import date

from governance.model import Delegation
from governance.records import Records
from governance.responsibility import Answer
from governance.terms import SuccessionTerm
from portfolio.answers import subjects_of, who_answers
from portfolio.finishing import over_on
from portfolio.model import Assignment, Role, Task
from portfolio.outline import lineage


class Alike:
    """Answers as :func:`portfolio.answers.who_answers` does, but for the reasons: those may be of a task that is alike.

    Tasks are alike on a day that have the same leads from the nearest part up, are of one programme, are finished on one day or
    open, and are named by no delegation and by no term of a succession.
    """

    def __init__(self, records: Records) -> None:
        self.records = records
        named = [given.subject for given in records.all(Delegation)] + [term.subject for term in records.all(SuccessionTerm)]
        self._named, self._known = frozenset(named), dict[object, Answer]()

    def __call__(self, code: str, day: date) -> Answer:
        """Who answers for a task on a day."""
        records = self.records
        task = records.get(Task, code)
        line = lineage(records, task)
        if not self._named.isdisjoint(subjects_of(records, task)):
            return self._found((code, day), code, day)
        leads = tuple(
            tuple((a.organization, a.post, a.assumed) for a in records.by(Assignment, "task", part.code) if a.role is Role.LEAD)
            for part in line
        )
        over = over_on(records, code)
        return self._found((task.programme, leads, day if over is None or over >= day else (over,)), code, day)

    def _found(self, key: object, code: str, day: date) -> Answer:
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = who_answers(self.records, code, day)
        return found
