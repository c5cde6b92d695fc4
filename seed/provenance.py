"""Where a row stands says what it may claim: facts of a source in that source's folder, assumptions in theirs.

``sources/000-…``
    facts; every row names the source ``000`` and none is assumed.
``reference``
    published things that are none of the five texts; every row names a source that is marked as reference.
``assumptions``
    what planning needs beyond the sources; every row is marked, and says why in both languages.
"""

from collections.abc import Iterator

from governance.errors import Problem
from governance.messages import Message, _
from governance.model import Source
from governance.records import Records
from governance.values import Entity


def claims(place: str, entity: Entity) -> Iterator[Problem]:
    """What is wrong with a row's provenance for the folder that it stands in."""
    top, _slash, rest = place.partition("/")
    if top == "assumptions":
        yield from _assumption(place, entity)
    elif top in ("sources", "reference"):
        yield from _fact(place, entity, rest.partition("-")[0] if top == "sources" else None)
    else:
        yield Problem(place, _("stands in none of the folders sources/NNN-name, reference and assumptions: move it there"))


def reference_claims(place: str, entity: Entity, records: Records) -> Iterator[Problem]:
    """Rows of ``reference`` name a source marked as reference, rows of ``sources`` one that is not."""
    source = records.find(Source, entity.source)
    if source is None:
        return
    if place.startswith("reference/") and not source.reference:
        message = _("{source} is one of the five texts: only references stand here", source=source.code)
        yield Problem(f"{place} source", message)
    if place.startswith("sources/") and source.reference:
        yield Problem(f"{place} source", _("{source} is a reference, not one of the five texts", source=source.code))


def _fact(place: str, entity: Entity, source: str | None) -> Iterator[Problem]:
    if entity.source is None:
        yield Problem(f"{place} source", _needs_source(source))
    elif source is not None and entity.source != source:
        message = _("a row of this folder is a fact of source {wanted}, not {given}", wanted=source, given=entity.source)
        yield Problem(f"{place} source", message)
    if entity.source_ref is None:
        yield Problem(f"{place} source_ref", _("a fact gives a few words of its source: fill source_ref"))
    if entity.assumed:
        yield Problem(f"{place} assumed", _("a fact is not assumed: move the row to assumptions, or clear the mark"))


def _needs_source(source: str | None) -> Message:
    if source is None:
        return _("a row of this folder names its reference: fill source")
    return _("a fact names its source: fill source with {source}", source=source)


def _assumption(place: str, entity: Entity) -> Iterator[Problem]:
    if not entity.assumed:
        yield Problem(f"{place} assumed", _("a row of this folder is an assumption: write true"))
    for name in ("note_vi", "note_en"):
        if getattr(entity, name) is None:
            yield Problem(f"{place} {name}", _("an assumption says why it is made, in both languages: fill {name}", name=name))
