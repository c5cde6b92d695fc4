"""Who may act on a task on a day, and in what capacity: computed from assignments, posts, appointments and delegations.

An office acts through whoever holds it on the day; a delegate in force may act for a present holder, who may still act
too. What an office did on paper is entered by the secretariat, which names the paper.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple

from governance.hierarchy import head_post
from governance.holders import Reason, Via, because, holder, holders, short
from governance.messages import Message, Text, _
from governance.model import Document, Matter, Organization, Person, Post
from governance.records import Records
from governance.succession import About, in_charge
from portfolio.answers import committee_of, given_to, subjects_of, who_answers
from portfolio.model import Programme, Role, Task
from portfolio.outline import lineage
from portfolio.statuses import binding_deadline
from portfolio.workflow.model import By
from portfolio.workflow.steps import CAPACITIES, Capacity


class Office(NamedTuple):
    """Somebody who may act in a capacity, and why; ``person`` is None where the office is vacant."""

    capacity: Capacity
    post: Post
    person: str | None
    by: By
    on_behalf_of: str | None
    reasons: tuple[Reason, ...]

    def label(self, records: Records) -> Message:
        """The office with its holder, in a few words."""
        person = records.find(Person, self.person)
        name: str | Message = person.name if person else self.person or _("vacant")
        match self.by:
            case By.DELEGATE:
                return _("{post}: {person}, by delegation", post=self.post.title, person=name)
            case By.ACTING:
                return _("{post}: {person}, acting", post=self.post.title, person=name)
        return _("{post}: {person}", post=self.post.title, person=name)


class Actor(NamedTuple):
    """Whoever asks: the account, the person that it is, and whether it may act as the secretariat."""

    account: str
    person: str | None = None
    secretariat: bool = False


class Authority(NamedTuple):
    """In what capacity somebody acts, for which office."""

    capacity: Capacity
    by: By
    organization: str | None = None
    post: str | None = None
    person: str | None = None
    on_behalf_of: str | None = None


_ROLES = {
    Capacity.LEAD: Role.LEAD,
    Capacity.COORDINATING: Role.COORDINATING,
    Capacity.MONITORING: Role.MONITORING,
    Capacity.APPROVING: Role.APPROVING,
}
_MATTERS = {capacity: Matter(role.value) for capacity, role in _ROLES.items()}


def offices(records: Records, task: str, day: date, capacities: Iterable[Capacity] = tuple(Capacity)) -> tuple[Office, ...]:
    """Everybody who may act on a task on a day in these capacities, and the offices that nobody holds.

    Raises
    ------
    UnknownCodeError
        When there is no such task.
    """
    found = records.get(Task, task)
    about = About(subjects_of(records, found))
    made: dict[tuple[Capacity, str, str | None], Office] = {}
    for capacity in capacities:
        for post, why in _posts(records, capacity, found, day, about):
            for office in _held(records, capacity, post, day, about, why):
                made.setdefault((capacity, post.code, office.person), office)
    return tuple(made.values())


def authority(actor: Actor, offices: tuple[Office, ...], who: tuple[Capacity, ...], *, on_paper: bool) -> Authority | None:
    """In what capacity somebody may do what these capacities do, the first of them; None where in none.

    ``on_paper`` says that a document is named, on which the secretariat may enter what another office did.
    """
    for capacity in who:
        if capacity is Capacity.SECRETARIAT and actor.secretariat:
            return Authority(capacity, By.SECRETARIAT, person=actor.person)
        for office in offices:
            if office.capacity is capacity and actor.person is not None and office.person == actor.person:
                post = office.post
                return Authority(capacity, office.by, post.organization, post.code, actor.person, office.on_behalf_of)
    if not (actor.secretariat and on_paper):
        return None
    entered = next((office for capacity in who for office in offices if office.capacity is capacity), None)
    if entered is None:
        return Authority(who[0], By.PAPER)
    return Authority(entered.capacity, By.PAPER, entered.post.organization, entered.post.code)


def _posts(
    records: Records, capacity: Capacity, task: Task, day: date, about: About
) -> Iterator[tuple[Post, tuple[Reason, ...]]]:
    """Each office that has something to do with a task in a capacity, and why."""
    if capacity is Capacity.LEAD:
        answer = who_answers(records, task.code, day)
        if (answering := records.find(Post, answer.post)) is not None:
            yield answering, answer.reasons
    for assignment in given_to(records, task, _ROLES[capacity]) if capacity in _ROLES else ():
        name = short(records, assignment.organization)
        said = _("{body} is {capacity} of task {task}", body=name, capacity=CAPACITIES[capacity], task=assignment.task)
        if (post := records.find(Post, assignment.post)) is not None:
            yield post, (because(said, assignment),)
        for head in _heads(records, assignment.organization, day, about):
            yield head, (because(said, assignment),)
    for document in _instruments(records, task) if capacity is Capacity.ISSUING else ():
        said = _("{body} issued {document}", body=short(records, document.issuer or ""), document=document.title)
        for head in _heads(records, document.issuer, day, about):
            yield head, (because(said, document),)
    if capacity is Capacity.CHAIR:
        for head in _heads(records, committee_of(records, task.programme), day, about):
            yield head, (because(_("the {post} heads the committee", post=head.title), head),)


def _heads(records: Records, organization: str | None, day: date, about: About) -> Iterator[Post]:
    """The heads of the bodies in charge on a day of what was given to one."""
    if organization is None or records.find(Organization, organization) is None:
        return
    for body in in_charge(records, organization, day, about).bodies:
        if (head := head_post(records, body, day)) is not None:
            yield head


def _instruments(records: Records, task: Task) -> Iterator[Document]:
    """The documents that a task and its deadline rest on, the nearest first."""
    deadline = binding_deadline(records, task.code)
    programme = records.find(Programme, task.programme)
    codes = [deadline.document if deadline else None, *(part.basis for part in lineage(records, task))]
    codes.append(programme.basis if programme else None)
    for code in dict.fromkeys(codes):
        if (document := records.find(Document, code)) is not None and document.issuer is not None:
            yield document


def _held(records: Records, capacity: Capacity, post: Post, day: date, about: About, why: tuple[Reason, ...]) -> Iterator[Office]:
    """Who may act through a post: its delegate in force, and whoever holds it in full, else as acting holder."""
    bodies, matter = (post.organization,), _MATTERS.get(capacity)
    holding = holder(records, post.code, day, about.subjects, bodies=bodies, matter=matter)
    reasons = (*why, *(reason for reason in holding.reasons if reason not in why))
    if holding.via is Via.VACANT:
        yield Office(capacity, post, None, By.HOLDER, None, reasons)
        return
    appointed = holders(records, post.code, day)
    present = [each for each in appointed if each.via is Via.HOLDER] or list(appointed)
    if holding.via is Via.DELEGATE:
        yield Office(capacity, post, holding.person, By.DELEGATE, next((each.person for each in present), None), reasons)
    for each in present:
        yield Office(capacity, post, each.person, By(each.via.value), None, reasons)


def named(records: Records, offices: tuple[Office, ...], who: tuple[Capacity, ...]) -> tuple[Message | Text, ...]:
    """Who may do what these capacities do, in words; the capacity alone where no office of it is on record."""
    said: list[Message | Text] = []
    for capacity in who:
        held = dict.fromkeys(office.label(records) for office in offices if office.capacity is capacity)
        if held:
            said += [_("{capacity} ({office})", capacity=CAPACITIES[capacity], office=each) for each in held]
        else:
            said.append(CAPACITIES[capacity])
    return tuple(said)
