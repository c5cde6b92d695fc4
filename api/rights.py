"""Where an account holds which role: the law of grants, as a pure function over the records.

An account holds its own role everywhere. Grants of its own role with a body or a programme narrow it to those places, for good:
once they are over, the role holds nowhere until it is granted again or they are taken away. A grant of another role adds that
role at its place, while it is in force. A grant that names no place holds everywhere. Roles and places bound what is written;
whoever has any role reads what that role reads, everywhere.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from api.errors import HttpError
from api.tables import Account, AccountRole, Credential, Grant
from governance.consents import Consent
from governance.errors import Problem
from governance.messages import Message, _
from governance.records import Records
from governance.rulebook import place
from governance.values import Entity, holds
from governance.work import Change, Work
from portfolio.reach import Ancestry, ancestry_of
from portfolio.whatif.model import Scenario, ScenarioChange


@dataclass(frozen=True, slots=True)
class Reach:
    """Where a role holds: everywhere, or in some programmes and for some bodies with those below them.

    ``granted`` says that it holds by a grant, and not by the account's own role alone.
    """

    everywhere: bool = False
    programmes: frozenset[str] = frozenset()
    bodies: frozenset[str] = frozenset()
    granted: bool = False

    def __bool__(self) -> bool:
        return self.everywhere or bool(self.programmes or self.bodies)

    def __or__(self, other: "Reach") -> "Reach":
        """Where the one or the other holds."""
        return Reach(
            self.everywhere or other.everywhere,
            self.programmes | other.programmes,
            self.bodies | other.bodies,
            self.granted or other.granted,
        )

    def covers(self, of: Ancestry) -> bool:
        """Whether what has this ancestry may be written; what belongs nowhere needs a role that holds everywhere.

        >>> Reach(bodies=frozenset({"MIC"})).covers(Ancestry(frozenset({"P"}), frozenset({"MIC.dept", "MIC"})))
        True
        >>> Reach(programmes=frozenset({"P"})).covers(Ancestry())
        False
        """
        return self.everywhere or not self.programmes.isdisjoint(of.programmes) or not self.bodies.isdisjoint(of.bodies)

    @property
    def said(self) -> Message:
        """Where it holds, for a reader."""
        if self.everywhere:
            return _("everywhere")
        if not self:
            return _("nowhere any more")
        places = (*sorted(self.programmes), *sorted(self.bodies))
        return _("for {places}", places=places)


NOWHERE = Reach()
EVERYWHERE = Reach(everywhere=True)
Rights = Mapping[AccountRole, Reach]


def rights(records: Records, account: Account, day: date) -> Rights:
    """Each role that an account holds on a day, and where; its own role is always among them.

    >>> planner = Account(code="an", name="An", role=AccountRole.PLANNER)
    >>> rights(Records([planner]), planner, date(2018, 7, 5))[AccountRole.PLANNER].everywhere
    True
    >>> grant = Grant(code="g", account="an", role=AccountRole.PLANNER, programme="P")
    >>> rights(Records([planner, grant]), planner, date(2018, 7, 5))[AccountRole.PLANNER].programmes
    frozenset({'P'})
    """
    grants = records.by(Grant, "account", account.code)
    in_force = [grant for grant in grants if holds(grant.start, grant.end, day)]
    found = {role: _reach(grant for grant in in_force if grant.role is role) for role in AccountRole}
    narrowed = any(grant.role is account.role and (grant.body or grant.programme) for grant in grants)
    if not narrowed:
        found[account.role] |= EVERYWHERE
    return {role: reach for role, reach in found.items() if reach or role is account.role}


def _reach(grants: Iterable[Grant]) -> Reach:
    found = NOWHERE
    for grant in grants:
        programmes, bodies = (frozenset({place} if place else ()) for place in (grant.programme, grant.body))
        found |= Reach(not programmes and not bodies, programmes, bodies, granted=True)
    return found


# ---- what is bounded

BESIDE: frozenset[type[Entity]] = frozenset({Scenario, ScenarioChange, Consent, Credential})
"""What is written beside the governed things, and changes none: no place bounds it. What comes of it later is bounded then."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """Where a request may write: where its roles hold, and of that only one programme if its token is bound to it."""

    reach: Reach
    only: str | None = None

    @property
    def everywhere(self) -> bool:
        """Whether nothing is refused."""
        return self.reach.everywhere and self.only is None

    @property
    def said(self) -> Message:
        """Where it is, for a reader."""
        if self.only is None:
            return self.reach.said
        return _("with a token for programme {programme} only", programme=self.only)

    def covers(self, of: Ancestry) -> bool:
        """Whether what has this ancestry may be written."""
        return self.reach.covers(of) and (self.only is None or self.only in of.programmes)

    def enforce(self, work: Work) -> None:
        """Refuse work that changes what belongs elsewhere.

        Raises
        ------
        HttpError
            Naming every such thing and where it belongs.
        """
        self.enforce_on(work, work.changes)

    def enforce_on(self, work: Work, changes: Iterable[Change]) -> None:
        """The same of some of its changes."""
        found = [] if self.everywhere else [fault for change in changes for fault in self.refused(work, change)]
        if found:
            raise HttpError("forbidden", beyond(self.said), found)

    def refused(self, work: Work, change: Change) -> Iterator[Problem]:
        """What is refused of one change of some work: where the thing belonged, and where it then belongs, both count."""
        if change.kind in BESIDE:
            return
        things = [thing for thing in (change.before, change.after) if thing is not None]
        for thing in things:
            where = [at for records in (work.before, work.records) if (at := ancestry_of(records, thing)) is not None]
            foreign = [at for at in where if not self.covers(at)]
            if foreign or not where:
                yield Problem(place(thing), belongs(foreign[0] if foreign else Ancestry()))
                return


NO_BOUNDS = Bounds(NOWHERE)
"""Those of whoever came to no address yet."""


def beyond(where: Message) -> Message:
    """Why something is refused to somebody who acts elsewhere."""
    return _("you act {where}: let somebody who acts there do this, or ask the secretariat for a grant", where=where)


def belongs(of: Ancestry) -> Message:
    """Where a thing belongs, for whoever may not write it."""
    if not of:
        return _("belongs to no one programme or body: whoever writes it acts everywhere")
    return _("belongs to {places}", places=(*sorted(of.programmes), *sorted(of.bodies)))
