"""What may be written of governed things, whichever way it is sent: one by one over HTTP, in a batch, or from a terminal."""

from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import msgspec

from api.access import ADMINISTER, READ, Access, writers
from api.registry import BY_NAME
from api.tables import Account, Grant, Webhook
from governance.columns import secrets
from governance.errors import InvalidError, Problem, absent
from governance.kinds import KINDS as GOVERNANCE
from governance.messages import Message, _
from governance.records import Records
from governance.values import Entity, references
from governance.work import Stored, Work
from portfolio.kinds import KINDS as PORTFOLIO
from portfolio.kinds import MADE_HERE
from portfolio.whatif.model import KINDS as SCENARIOS
from portfolio.whatif.scenario import editable

Check = Callable[[Work, Entity | None, Entity | None], None]
"""Refuses what may not be made of a thing, given as it is and as it is to be; None is not there."""


def anything(work: Work, before: Entity | None, after: Entity | None) -> None:
    """Nothing is refused but what the rules refuse."""


class Writable(NamedTuple):
    """A kind that is written as it is sent, who reads and who writes it, and what may not be made of it."""

    kind: type[Entity]
    read: Access
    write: Access
    check: Check = anything


def writables(hosts: frozenset[str]) -> tuple[Writable, ...]:
    """Every kind that is written as it is sent; others are made by functions of their own. Letters go to ``hosts`` only."""
    return (
        *(Writable(kind, READ, writers(kind)) for kind in (*GOVERNANCE, *PORTFOLIO) if kind not in MADE_HERE),
        *(Writable(kind, READ, writers(kind), editable) for kind in SCENARIOS),
        *(Writable(kind, ADMINISTER, ADMINISTER) for kind in (Account, Grant)),
        Writable(Webhook, ADMINISTER, ADMINISTER, addressed(hosts)),
    )


def addressed(hosts: frozenset[str]) -> Check:
    """What may be made of a webhook: an address at a host that the installation allows, and kinds that there are."""
    kinds = frozenset(kind.kind for kind in (*GOVERNANCE, *PORTFOLIO))

    def check(_work: Work, _before: Entity | None, after: Entity | None) -> None:
        if not isinstance(after, Webhook):
            return
        faults = []
        host = urlsplit(after.address).hostname or ""
        if host not in hosts:
            faults.append(Problem("address", _elsewhere(host, hosts)))
        if unknown := sorted(set((after.kinds or "").split()) - kinds):
            why = _("no kind of thing is called {names}; there are {known}", names=tuple(unknown), known=tuple(sorted(kinds)))
            faults.append(Problem("kinds", why))
        if faults:
            raise InvalidError(faults)

    return check


def _elsewhere(host: str, hosts: frozenset[str]) -> Message:
    """Why no letter may go to a host."""
    if not hosts:
        return _(
            "letters may go nowhere yet, so not to {host} either: ask whoever runs the service to name it in EGOV_WEBHOOK_HOSTS",
            host=host,
        )
    return _(
        "letters may go to {hosts} only, not to {host}: ask whoever runs the service to add it to EGOV_WEBHOOK_HOSTS",
        hosts=tuple(sorted(hosts)),
        host=host,
    )


def whole(kind: type[Entity], raw: Mapping[str, Any], before: Entity | None = None) -> Entity:
    """The entity that was sent, with every problem at once; ``before`` is the one in whose place it comes: a code never changes.

    Raises
    ------
    InvalidError
        With every problem.
    """
    hidden = secrets(kind)
    own = tuple(name for name in kind.__struct_fields__ if name not in hidden)
    faults = [Problem(str(name), _stranger(str(name), own, hidden)) for name in raw if name not in own]
    fixed = {} if before is None else {name: getattr(before, name) for name in hidden}
    try:
        entity = kind.parse({**fixed, **{name: value for name, value in raw.items() if name in own}})
    except InvalidError as refused:
        raise InvalidError([*faults, *refused.problems]) from None
    if before is not None and entity.code != before.code:
        faults += [Problem(place, _("a code never changes: this is {code}", code=before.code)) for place in kind.key or ("code",)]
    if faults:
        raise InvalidError(faults)
    return entity


def _stranger(name: str, own: tuple[str, ...], hidden: Collection[str]) -> Message:
    """Why a field cannot be set."""
    if name in hidden:
        return _("is secret: it is neither read nor written here")
    return _("there is no field {name}; the fields are {fields}", name=name, fields=own)


def dangling(
    kind: type[Entity], raw: Mapping[str, Any], records: Records, refused: InvalidError, coming: Collection[tuple[str, str]] = ()
) -> Iterator[Problem]:
    """What else is wrong with a thing that is refused already: references to what is neither there nor coming with it."""
    wrong = {problem.place for problem in refused.problems}
    for field, target in references(kind).items():
        code = raw.get(field)
        if not isinstance(code, str) or field in wrong or (target, code) in coming:
            continue
        if records.find(BY_NAME[target], code.strip()) is None:
            yield Problem(field, absent(target, code))


def kept(entity: Entity) -> dict[str, Any]:
    """What an amendment starts from: the fields as they are, without secrets and without a code that follows from others."""
    hidden = secrets(type(entity)) | ({"code"} if entity.key else set())
    return {name: value for name, value in msgspec.to_builtins(entity).items() if name not in hidden}


def put_in(work: Work, before: Stored[Any] | None, after: Entity | None, check: Check) -> Stored[Any] | None:
    """Create a thing, put it in the place of the one that was read, or take that away, in a unit of work."""
    now = after or (before.entity if before else None)
    assert now is not None, "something is there, before or after"
    try:
        check(work, work.get(type(now), now.code).entity if before else None, after)
    except InvalidError as refused:
        raw = {} if after is None else msgspec.to_builtins(after)
        raise InvalidError([*refused.problems, *dangling(type(now), raw, work.records, refused)]) from None
    if before is None:
        return work.create(now)
    if after is None:
        work.delete(type(now), now.code, before.version)
        return None
    return work.replace(after, before.version)
