"""Numbers of Vietnamese instruments: finding one as people write it, and doubts about what is on record.

A number is ``number/year/signs`` or ``number/signs``, and its signs are those of the kind and of who issues: 43/2008/QĐ-TTg. A
doubt is told to whoever keeps the records; it never refuses what a source says.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from governance.clauses import readable
from governance.columns import fold_case
from governance.effects import begins
from governance.instruments import RelationClause, Suspension
from governance.messages import Message, Text, _
from governance.model import Document, DocumentKind, DocumentRelation, DocumentStatus, Organization, OrganizationClass
from governance.records import Records
from governance.values import Entity, first_day, last_day, written


class Number(NamedTuple):
    """A number taken apart, in small letters without marks; signs that are not written are empty."""

    number: str
    year: str
    kind: str
    issuer: str


class Doubt(NamedTuple):
    """Something about a record of an instrument that a keeper should look at."""

    document: str
    message: Message
    record: Entity


NAMES: dict[DocumentKind, Message] = {
    DocumentKind.LAW: _("law"),
    DocumentKind.DECREE: _("decree"),
    DocumentKind.RESOLUTION: _("resolution"),
    DocumentKind.DECISION: _("decision"),
    DocumentKind.CIRCULAR: _("circular"),
    DocumentKind.DISPATCH: _("dispatch"),
    DocumentKind.CONCLUSION: _("conclusion"),
    DocumentKind.REPORT: _("report"),
    DocumentKind.DIRECTIVE: _("directive"),
    DocumentKind.PLAN: _("plan"),
    DocumentKind.SUBMISSION: _("submission"),
}
"""What kinds of instruments are called."""
_KINDS: dict[str, tuple[DocumentKind, ...]] = {
    "qd": (DocumentKind.DECISION,),
    "nd": (DocumentKind.DECREE,),
    "nq": (DocumentKind.RESOLUTION,),
    "nqlt": (DocumentKind.RESOLUTION,),
    "tt": (DocumentKind.CIRCULAR,),
    "ttlt": (DocumentKind.CIRCULAR,),
    "cv": (DocumentKind.DISPATCH,),
    "cd": (DocumentKind.DISPATCH,),
    "tb": (DocumentKind.CONCLUSION,),
    "kl": (DocumentKind.CONCLUSION,),
    "bc": (DocumentKind.REPORT,),
    "ct": (DocumentKind.DIRECTIVE,),
    "kh": (DocumentKind.PLAN,),
    "ttr": (DocumentKind.SUBMISSION,),
}
"""The letters of a kind → the kinds on record that they agree with."""
_DATED = {DocumentKind.DECREE, DocumentKind.CIRCULAR}
_OF_GOVERNMENT = frozenset({"cp", "ttg"})
_SMALL_WORDS = frozenset({"va", "cua", "ve", "cac"})
_NUMBER = re.compile(r"(?P<number>[0-9]+[a-z]?)(?:/(?P<year>[0-9]{4}))?(?P<mark>[/-])(?P<signs>[a-z][a-z0-9/&-]*)")
_EARLIEST = 1945


def folded(number: str) -> str:
    """A number as it is compared: without case, marks and blanks around its strokes, with plain dashes.

    >>> folded("1755 / QĐ–TTg") == folded("1755/qd-ttg")
    True
    """
    plain = fold_case(number).replace("ð", "d")
    return re.sub(r"\s*([/-])\s*", r"\1", re.sub("[\u2010-\u2015\u2212]", "-", plain)).strip()


def taken_apart(number: str) -> Number | None:
    """The parts of a number, or None where it is not written like one.

    >>> taken_apart("43/2008/QĐ-TTg")
    Number(number='43', year='2008', kind='qd', issuer='ttg')
    >>> taken_apart("6519/VPCP-KGVX")
    Number(number='6519', year='', kind='', issuer='vpcp')
    """
    found = _NUMBER.fullmatch(folded(number))
    if found is None:
        return None
    first, *rest = re.split("[/-]", found["signs"])
    if first in _KINDS:
        return Number(found["number"], found["year"] or "", first, rest[0] if rest else "")
    law = re.fullmatch(r"qh[0-9]+", first)
    return Number(found["number"], found["year"] or "", "", "qh" if law else first)


def signed_by_the_head(document: Document) -> Text | None:
    """Who issued an instrument whose number has the sign of a head of government and not that of the body; else None.

    >>> signed_by_the_head(Document(code="A", type=DocumentKind.DECISION, number="1755/QĐ-TTg", title_vi="Đề án",
    ...                             title_en="Scheme", status=DocumentStatus.ISSUED)).en
    'Prime Minister'
    """
    apart = taken_apart(document.number) if document.number else None
    return Text("Thủ tướng Chính phủ", "Prime Minister") if apart and apart.issuer == "ttg" else None


def numbered(records: Records, text: str) -> tuple[Document, ...]:
    """The instruments that a citation names by number, however it is written; the whole number first, then what begins so.

    >>> from governance.model import DocumentKind, DocumentStatus
    >>> decision = Document(code="A", type=DocumentKind.DECISION, number="1755/QĐ-TTg", title_vi="Đề án", title_en="Scheme",
    ...                     status=DocumentStatus.ISSUED)
    >>> [d.code for d in numbered(Records([decision]), "Quyết định số 1755/qd - ttg")]
    ['A']
    """
    said = re.findall(r"[0-9][^\s,;()]*", folded(text))
    found = [(folded(d.number), d) for d in records.all(Document) if d.number]
    whole = tuple(d for number, d in found if number in said)
    return whole or tuple(d for number, d in found if said and number.startswith(said[0]))


def doubts(records: Records) -> tuple[Doubt, ...]:
    """Everything about instruments on record that a keeper should look at, by code."""
    twice = _twice(records)
    found: list[Doubt] = []
    for document in records.all(Document):
        said = [*_of_number(records, document), *_of_days(document), *twice.get(document.code, ())]
        found += (Doubt(document.code, message, document) for message in said)
        found += _of_clauses(records, document)
    return tuple(found)


def _of_number(records: Records, document: Document) -> Iterator[Message]:
    if document.number is None:
        if document.status is DocumentStatus.ISSUED and document.type is not DocumentKind.REPORT:
            yield _("it is issued, and its number is not on record")
        return
    if document.status is DocumentStatus.AWAITED:
        yield _("it is awaited, and yet has the number {number}", number=document.number)
    apart = taken_apart(document.number)
    if apart is None:
        yield _("{number} is not written like a number with the signs of its kind and issuer", number=document.number)
        return
    agreeing = _KINDS.get(apart.kind)
    if agreeing is not None and document.type not in agreeing:
        letters = apart.kind.upper().replace("D", "Đ") if apart.kind in {"qd", "nd", "cd"} else apart.kind.upper()
        yield _(
            "the letters {letters} of its number are not those of its kind, {kind}", letters=letters, kind=NAMES[document.type]
        )
    if document.type in _DATED and not apart.year:
        yield _("the number of a decree or a circular has a year, and {number} has none", number=document.number)
    yield from _of_year(document, apart)
    yield from _of_issuer(records, document, apart)


def _of_year(document: Document, apart: Number) -> Iterator[Message]:
    if not apart.year:
        return
    if int(apart.year) < _EARLIEST:
        yield _("the year of the number {number} cannot be", number=document.number)
    elif document.signed_on and not first_day(document.signed_on).year <= int(apart.year) <= last_day(document.signed_on).year:
        yield _("its number is of {year}, and it was signed on {day}", year=apart.year, day=written(document.signed_on))


def _of_issuer(records: Records, document: Document, apart: Number) -> Iterator[Message]:
    """A doubt where the sign in a number is that of another body on record than the stated issuer."""
    issuer = records.find(Organization, document.issuer)
    if issuer is None or not apart.issuer:
        return
    if apart.issuer in _OF_GOVERNMENT:
        owners = [body for body in records.all(Organization) if body.classification is OrganizationClass.GOVERNMENT]
    else:
        owners = [body for body in records.all(Organization) if apart.issuer in _signs(body)]
    if owners and issuer not in owners:
        names = tuple(Text(body.name_vi, body.name_en) for body in owners)
        yield _("its number has the sign of {bodies}, and {issuer} is said to have issued it", bodies=names, issuer=issuer.title)


def _signs(body: Organization) -> frozenset[str]:
    """How a body may sign: the first letters of its name, and its short name."""
    words = [word for word in re.findall(r"[a-z0-9]+", fold_case(body.name_vi)) if word not in _SMALL_WORDS]
    return frozenset({"".join(word[0] for word in words), folded(body.short_vi or "")})


def _of_days(document: Document) -> Iterator[Message]:
    if document.status is DocumentStatus.ISSUED and begins(document) is None:
        yield _("it is issued, and neither its signing nor its coming into force is on record")
    if document.signed_on and document.in_force_from and last_day(document.in_force_from) < first_day(document.signed_on):
        yield _(
            "it is in force from {start}, before it was signed on {day}",
            start=written(document.in_force_from),
            day=written(document.signed_on),
        )
    if document.status is DocumentStatus.AWAITED and document.in_force_from:
        yield _("it is awaited, and yet said to be in force from {day}", day=written(document.in_force_from))


def _of_clauses(records: Records, document: Document) -> Iterator[Doubt]:
    """Clauses that cannot be compared, of relations and suspensions."""
    rows: list[DocumentRelation | RelationClause | Suspension] = []
    for relation in records.by(DocumentRelation, "document", document.code):
        rows += (relation, *records.by(RelationClause, "relation", relation.code))
    rows += records.by(Suspension, "document", document.code)
    for row in rows:
        for clause in (row.clause, getattr(row, "by_clause", None)):
            if clause and not readable(clause):
                yield Doubt(document.code, unreadable(clause), row)


def unreadable(clause: str) -> Message:
    """That a clause cannot be compared with others, and how to write it."""
    return _("“{clause}” names no article, clause or point that can be compared: write it such as khoản 2 Điều 7", clause=clause)


def _twice(records: Records) -> dict[str, list[Message]]:
    """Instruments of one number that may be of one year: numbers begin anew each year."""
    groups: dict[str, list[Document]] = defaultdict(list)
    for document in records.all(Document):
        if document.number:
            groups[folded(document.number)].append(document)
    found: dict[str, list[Message]] = defaultdict(list)
    for same in groups.values():
        for document in same:
            others = tuple(other.code for other in same if other is not document and _may_be_of_one_year(document, other))
            if others:
                found[document.code].append(_("its number is on record for {others} too", others=others))
    return found


def _may_be_of_one_year(one: Document, other: Document) -> bool:
    if not one.signed_on or not other.signed_on:
        return True
    years: list[tuple[date, date]] = [(first_day(d.signed_on or ""), last_day(d.signed_on or "")) for d in (one, other)]
    return years[0][0].year == years[1][0].year
