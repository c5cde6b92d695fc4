"""Short ways to make the things that tests of governance speak of, and states of the records for laws that hold for all."""

from hypothesis import strategies as st

from governance.instruments import RelationClause, Suspension
from governance.model import (
    Appointment,
    Delegation,
    Document,
    DocumentKind,
    DocumentRelation,
    DocumentRelationKind,
    DocumentStatus,
    Organization,
    OrganizationClass,
    Person,
    Post,
    Source,
    Succession,
    SuccessionKind,
)
from governance.values import Entity


def source(code: str) -> Source:
    return Source(code=code, title_vi=f"nguồn {code}", title_en=f"text {code}")


def body(code: str, parent: str | None = None, **more: object) -> Organization:
    fields = {"name_vi": f"cơ quan {code}", "name_en": code, "classification": OrganizationClass.UNIT} | more
    return Organization(code=code, parent=parent, **fields)


def post(code: str, *, head: bool = False, seat_of: str | None = None, **more: object) -> Post:
    """A post of the body that its code begins with."""
    titles = {"title_vi": f"chức vụ {code}", "title_en": code} | more
    return Post(code=code, organization=code.split(".", maxsplit=1)[0], head=head, seat_of=seat_of, **titles)


def person(code: str) -> Person:
    return Person(code=code, name=code.title())


def holds(who: str, office: str, start: str | None = None, end: str | None = None, **more: object) -> Appointment:
    return Appointment(code=f"{who}@{office}@{start}".replace("@", "_"), person=who, post=office, start=start, end=end, **more)


def delegates(
    giver: str, taker: str, start: str, end: str | None = None, subject: str | None = None, **more: object
) -> Delegation:
    code = f"{giver}_{taker}_{start}_{subject}"
    return Delegation(code=code, from_post=giver, to_post=taker, start=start, end=end, subject=subject, **more)


def follows(new: str, old: str, on: str | None, manner: SuccessionKind = SuccessionKind.REPLACES, **more: object) -> Succession:
    return Succession(predecessor=old, successor=new, manner=manner, effective_on=on, **more)


def document(code: str, **more: object) -> Document:
    fields = {"type": DocumentKind.DECISION, "title_vi": f"văn bản {code}", "title_en": code, "status": DocumentStatus.ISSUED}
    return Document(code=code, **(fields | more))


def relates(code: str, how: str, target: str, clause: str | None = None) -> DocumentRelation:
    return DocumentRelation(document=code, relation=DocumentRelationKind(how), target=target, clause=clause)


def clause_of(relation: DocumentRelation, number: int = 1, **more: object) -> RelationClause:
    return RelationClause(relation=relation.code, ordinal=number, **more)


def suspends(by: str | None, target: str, start: str, end: str | None = None, **more: object) -> Suspension:
    return Suspension(code=f"{by}_{target}_{start}", document=target, by=by, start=start, end=end, **more)


COMMITTEE = [
    source("003"),
    body("GOV"),
    body("OLD", "GOV"),
    body("NEW", "GOV"),
    body("MIC", "GOV"),
    body("DEPT", "MIC"),
    body("GO", "GOV"),
    post("GOV.pm", head=True),
    post("NEW.chair", head=True, seat_of="GOV.pm"),
    post("NEW.mic", seat_of="MIC.minister"),
    post("OLD.chair", head=True),
    post("OLD.mic", seat_of="MIC.minister"),
    post("MIC.minister", head=True),
    post("MIC.deputy", many=True),
    post("DEPT.director", head=True),
    post("GO.chief", head=True),
    follows("NEW", "OLD", "2018-08-28"),
    *[person(name) for name in ("phuc", "tuan", "hung", "hong", "dam")],
]
"""A committee that follows an older one: the prime minister chairs it, and the minister of MIC sits in both ex officio."""


partial_dates = st.one_of(
    st.integers(2014, 2020).map(str),
    st.tuples(st.integers(2014, 2020), st.integers(1, 12)).map(lambda p: f"{p[0]}-{p[1]:02}"),
    st.tuples(st.integers(2014, 2020), st.integers(1, 12), st.integers(1, 28)).map(lambda p: f"{p[0]}-{p[1]:02}-{p[2]:02}"),
)


@st.composite
def governments(draw: st.DrawFn) -> list[Entity]:
    """Bodies with heads and seats, appointments, delegations and successions, in any constellation without loops."""
    n = draw(st.integers(1, 7))
    some = st.booleans()
    made: dict[tuple[type[Entity], str], Entity] = {}

    def add(entity: Entity) -> None:
        made.setdefault((type(entity), entity.code), entity)

    posts: list[str] = []
    for i in range(n):
        founded = draw(st.none() | partial_dates)
        add(body(f"B{i}", f"B{draw(st.integers(0, i - 1))}" if i and draw(some) else None, founded_on=founded))
        if draw(some):
            seat_of = draw(st.sampled_from(posts)) if posts and draw(some) else None
            add(post(f"B{i}.head", head=True, seat_of=seat_of))
            posts.append(f"B{i}.head")
        for k in range(draw(st.integers(0, 2))):
            add(post(f"B{i}.seat{k}", seat_of=draw(st.sampled_from(posts)) if posts else None))
            posts.append(f"B{i}.seat{k}")
    people = [f"p{i}" for i in range(3)]
    for who in people:
        add(person(who))
    for _ in range(draw(st.integers(0, 3))) if n > 1 else ():
        old, new = sorted(draw(st.lists(st.integers(0, n - 1), min_size=2, max_size=2, unique=True)))
        add(follows(f"B{new}", f"B{old}", draw(st.none() | partial_dates), draw(st.sampled_from(list(SuccessionKind)))))
    for _ in range(draw(st.integers(0, 6))) if posts else ():
        office = draw(st.sampled_from(posts))
        start, end = draw(st.none() | partial_dates), draw(st.none() | partial_dates)
        attested = draw(st.none() | partial_dates)
        who = draw(st.sampled_from(people))
        add(holds(who, office, start, end, attested_on=attested, acting=draw(some), assumed=draw(some)))
    for _ in range(draw(st.integers(0, 3))) if len(posts) > 1 else ():
        giver, taker = draw(st.lists(st.sampled_from(posts), min_size=2, max_size=2, unique=True))
        subject = draw(st.sampled_from([None, "P", "P.1", "P.1.1"]))
        add(delegates(giver, taker, draw(partial_dates), draw(st.none() | partial_dates), subject))
    return list(made.values())
