"""Every refusal of the two domain packages.

::

    DomainError
    ├── InvalidError        what was given breaks rules; carries every problem
    ├── UnknownCodeError    nothing has this code
    ├── DuplicateCodeError  something has this code already
    ├── StaleVersionError   it changed since it was read
    ├── InUseError          something else refers to it
    ├── CycleError          the links (or the hierarchy) would loop; names the loop in order
    └── UnavailableError    the database cannot take the change now; nothing was changed

An error names the thing, the rule and the way out. It knows nothing of HTTP: ``api/errors.py`` maps each to a status.
"""

from collections.abc import Sequence
from typing import ClassVar, NamedTuple

from governance.messages import Lang, Message, _

_FEW, _MANY = 40, 1_000
"""Codes that a refusal lists, and among how many it looks for the nearest."""


class Problem(NamedTuple):
    """One thing wrong, and where: ``place`` is a field, ``file:line``, or an index in a batch."""

    place: str
    message: Message


def found(problems: Sequence[Problem]) -> Message:
    """How many things are wrong, before they are listed."""
    return _("{count} problem(s) found; nothing was changed", count=len(problems))


class DomainError(Exception):
    """A refusal that a person can act on."""

    slug: ClassVar[str] = "refused"

    def __init__(self, message: Message, problems: Sequence[Problem] = ()) -> None:
        super().__init__(message, tuple(problems))
        self.message = message
        self.problems = tuple(problems)

    def render(self, lang: Lang) -> str:
        """The message, then one line a problem."""
        lines = [self.message.render(lang)]
        lines += [f"  {p.place}: {p.message.render(lang)}" for p in self.problems]
        return "\n".join(lines)

    def __str__(self) -> str:
        return self.render("en")


class InvalidError(DomainError):
    """What was given breaks one or more rules; nothing was changed."""

    slug = "invalid"

    def __init__(self, problems: Sequence[Problem], message: Message | None = None) -> None:
        super().__init__(message or found(problems), problems)


class UnknownCodeError(DomainError):
    """Nothing of this kind has this code. Of the ``known`` codes it tells all, of many those that look most like it.

    >>> print(UnknownCodeError("task", "1755.11", [f"1755.1.{n}" for n in range(1, 100)]).render("en"))
    there is no task with the code 1755.11; the nearest are 1755.1.1, 1755.1.91, 1755.1.81
    """

    slug = "unknown-code"

    def __init__(self, kind: str, code: str, known: Sequence[str] = ()) -> None:
        super().__init__(unknown(kind_name(kind), code, known))
        self.kind, self.code = kind, code


def unknown(thing: Message, code: str, known: Sequence[str] = ()) -> Message:
    """What is said of a code that no such thing has, with the ``known`` ones: all, or of many those that look most like it."""
    if not known:
        return _("there is no {kind} with the code {code}", kind=thing, code=code)
    if len(known) <= _FEW:
        return _("there is no {kind} with the code {code}; choose from {known}", kind=thing, code=code, known=tuple(known))
    if near := _nearest(code, known):
        return _("there is no {kind} with the code {code}; the nearest are {near}", kind=thing, code=code, near=near)
    some = tuple(known[:3])
    return _("there is no {kind} with the code {code}; there are {count}, such as {some}", kind=thing, code=code,
             count=len(known), some=some)  # fmt: skip


def _nearest(code: str, known: Sequence[str]) -> tuple[str, ...]:
    from difflib import get_close_matches  # noqa: PLC0415 - only a refusal waits for it

    return tuple(get_close_matches(code, known)) if len(known) <= _MANY else ()


class DuplicateCodeError(DomainError):
    """The code is taken."""

    slug = "duplicate-code"

    def __init__(self, kind: str, code: str, *, follows: bool = False) -> None:
        """A code that ``follows`` from other fields is not chosen."""
        template = _("the code {code} is taken by another {kind}; choose another code or change that one")
        if follows:
            template = _("{kind} {code} is there already; change that one")
        super().__init__(template._replace(params=(("kind", kind_name(kind)), ("code", code))))
        self.kind, self.code = kind, code


class StaleVersionError(DomainError):
    """Somebody changed the thing since it was read."""

    slug = "stale-version"

    def __init__(self, kind: str, code: str, given: int, current: int) -> None:
        super().__init__(
            _(
                "{kind} {code} is at version {current}, not {given}: read it again and repeat the change on what it says now",
                kind=kind_name(kind),
                code=code,
                given=given,
                current=current,
            )
        )
        self.kind, self.code, self.given, self.current = kind, code, given, current


class InUseError(DomainError):
    """Other rows refer to the thing, so it cannot go."""

    slug = "in-use"


class CycleError(DomainError):
    """A loop; ``cycle`` lists its members in order, the first repeated at the end. Of a file it says where each link stands.

    ``others`` are the loops beside it.
    """

    slug = "cycle"

    def __init__(self, cycle: Sequence[str], problems: Sequence[Problem] = (), *, others: Sequence[Sequence[str]] = ()) -> None:
        chains = [" → ".join(loop) for loop in (cycle, *others[:4])] + ["…"] * (len(others) > 4)
        super().__init__(
            _("these would depend on each other in a loop: {chain}; take out one of the links", chain="; ".join(chains)), problems
        )
        self.cycle, self.others = tuple(cycle), tuple(tuple(other) for other in others)


class ConsentError(DomainError):
    """A request that a second person decides cannot be made or decided now."""

    slug = "consent"


class UnavailableError(DomainError):
    """The database cannot take the change now; nothing was changed and the same call may succeed later."""

    slug = "unavailable"


def kind_name(kind: str) -> Message:
    """The name of a kind of thing as a reader knows it: ``document_relation`` → "document relation"."""
    return Message(kind.replace("_", " "))


def absent(kind: str, code: str) -> Message:
    """What is said of a reference that leads nowhere."""
    return _("there is no {kind} with the code {code}: add it first, or name another", kind=kind_name(kind), code=code)
