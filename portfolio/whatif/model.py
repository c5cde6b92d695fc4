"""What planners keep of a what-if: scenarios, and the changes that each makes over the live plan.

A scenario is a set: it changes a thing once, so the order of its changes never matters. How it is computed stands in
:mod:`portfolio.whatif.scenario`.
"""

from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Annotated, Any, Self

import msgspec
from msgspec import Meta

from governance.errors import InvalidError, Problem
from governance.messages import _
from governance.model import _ref
from governance.values import Code, Count, Entity, Line, Ordinal, Prose, rule
from portfolio.model import KINDS as PLANNED
from portfolio.model import PortfolioCode

ScenarioCode = Annotated[str, _ref("scenario")]

_FIELDS_RULE = _("the fields are a JSON object of names and values, such as {example}", example='{"most_likely": 12}')
FieldsText = Annotated[str, Meta(max_length=20_000, extra={"json": True, **rule(_FIELDS_RULE)})]
"""Fields and their values as canonical JSON: sorted names, no blanks. Over the wire it is the object itself."""


class ScenarioState(StrEnum):
    """A scenario is worked on, or its changes were made in the live plan, or it was thrown away."""

    OPEN = "open"
    APPLIED = "applied"
    DROPPED = "dropped"


class Scenario(Entity, frozen=True, kw_only=True):
    """A named set of changes over the live plan of a portfolio. Who made and applied it, and when, the ledger says."""

    kind = "scenario"
    path = "scenarios"
    portfolio: PortfolioCode
    title_vi: Line
    title_en: Line
    purpose_vi: Prose | None = None
    purpose_en: Prose | None = None
    state: ScenarioState = ScenarioState.OPEN


class ChangeAction(StrEnum):
    """Add a thing, change some fields of one, or take one away."""

    CREATE = "create"
    AMEND = "amend"
    DELETE = "delete"


class Subject(StrEnum):
    """The kinds of things that a scenario may change: those that are planned."""

    CALENDAR = "calendar"
    CALENDAR_DAY = "calendar_day"
    PORTFOLIO = "portfolio"
    PROGRAMME = "programme"
    PROGRAMME_LINK = "programme_link"
    FRAME = "frame"
    TASK = "task"
    TASK_PLACE = "task_place"
    ESTIMATE = "estimate"
    ASSIGNMENT = "assignment"
    DEPENDENCY = "dependency"
    CONSTRAINT = "constraint"
    DEADLINE = "deadline"
    PROGRESS = "progress"

    @property
    def entity(self) -> type[Entity]:
        """The class of the things of this kind."""
        return _PLANNED[self.value]


_PLANNED: Mapping[str, type[Entity]] = {kind.kind: kind for kind in PLANNED}


class ScenarioChange(Entity, frozen=True, kw_only=True):
    """What a scenario makes of one thing: ``subject`` is the code of a thing of the kind ``type``.

    ``fields`` are those of a new thing without its code, or those that change. ``base_seq`` is the ``seq`` of the thing when
    it was read, the ledger entry of its last change: whoever changes it later is not overwritten in silence.

    >>> change = ScenarioChange.parse({"scenario": "S", "ordinal": 1, "action": "amend", "type": "estimate", "subject": "A",
    ...     "base_seq": 7, "fields": {"pessimistic": 9, "most_likely": 4}})
    >>> change.code, change.fields
    ('S~1', '{"most_likely":4,"pessimistic":9}')
    """

    kind = "scenario_change"
    path = "scenario-changes"
    key = ("scenario", "ordinal")
    scenario: ScenarioCode
    ordinal: Ordinal
    action: ChangeAction
    type: Subject
    subject: Code
    fields: FieldsText = "{}"
    base_seq: Count | None = None

    @classmethod
    def parse(cls, raw: object, *, text: bool = False) -> Self:
        """Make one from untrusted input, as :meth:`Entity.parse`; ``fields`` may be an object or the text of one."""
        if isinstance(raw, Mapping) and "fields" in raw:
            raw = {**raw, "fields": _canonical(raw["fields"])}
        return super().parse(raw, text=text)

    @property
    def values(self) -> dict[str, Any]:
        """The fields by name.

        Raises
        ------
        msgspec.DecodeError
            When they are no JSON object; what was parsed or stored has one.
        """
        return msgspec.json.decode(self.fields, type=dict[str, Any])

    def rules(self) -> Iterator[Problem]:
        """Each field is one that the thing has, with a value of its type; what it says as a whole is seen over a state."""
        try:
            values = self.values
        except (msgspec.DecodeError, UnicodeEncodeError):
            yield Problem("fields", _FIELDS_RULE)
            return
        if self.fields != fields_text(values):
            yield Problem("fields", _("write the fields with sorted names and without blanks: {text}", text=fields_text(values)))
        yield from self._base()
        match self.action:
            case ChangeAction.CREATE:
                yield from self._creation(values)
            case ChangeAction.AMEND:
                yield from self._amendment(values)
            case ChangeAction.DELETE if values:
                yield Problem("fields", _("a thing that goes needs no fields: leave them out"))

    def _base(self) -> Iterator[Problem]:
        new = self.action is ChangeAction.CREATE
        if new and self.base_seq is not None:
            yield Problem("base_seq", _("a new thing was not there before: leave this out"))
        if not new and self.base_seq is None:
            yield Problem("base_seq", _("say which state of the thing is changed: give the seq that was read with it"))

    def _creation(self, values: dict[str, Any]) -> Iterator[Problem]:
        if "code" in values:
            yield Problem("fields.code", _("the code is the subject: leave it out here"))
            return
        yield from _inside(self.type.entity, {**values, "code": self.subject})

    def _amendment(self, values: dict[str, Any]) -> Iterator[Problem]:
        if not values:
            yield Problem("fields", _("say what changes: give at least one field"))
        fixed = {"code", *self.type.entity.key}
        for name in sorted(fixed & values.keys()):
            yield Problem(f"fields.{name}", _("a code never changes: delete this and create another"))
        given = {name: value for name, value in values.items() if name not in fixed}
        # What identifies the thing is missing here, so that parsing stops before the rules between fields.
        missing = {"subject", *(f"fields.{name}" for name in self.type.entity.__struct_fields__ if name not in given)}
        yield from (problem for problem in _inside(self.type.entity, given) if problem.place not in missing)


def _inside(kind: type[Entity], values: Mapping[str, Any]) -> Iterator[Problem]:
    """The problems of fields as those of a thing of a kind."""
    try:
        kind.parse(values)
    except InvalidError as refused:
        for problem in refused.problems:
            yield Problem("subject" if problem.place == "code" else f"fields.{problem.place}", problem.message)


def fields_text(values: Mapping[str, Any]) -> str:
    """Fields as they are kept.

    >>> fields_text({"lag": 2, "assumed": True})
    '{"assumed":true,"lag":2}'
    """
    return msgspec.json.encode(values, order="sorted").decode()


def _canonical(given: object) -> object:
    """Fields as they are kept, where they are an object or the text of one; else what was given."""
    try:
        values = msgspec.json.decode(given, type=dict[str, Any]) if isinstance(given, str) else given
        return fields_text(values) if isinstance(values, Mapping) else given
    except (msgspec.MsgspecError, TypeError, ValueError):
        return given


KINDS: tuple[type[Entity], ...] = (Scenario, ScenarioChange)
"""Every kind of thing here, each after what it refers to."""
