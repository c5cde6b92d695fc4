"""A notice of conclusions as one value, and what stands on the paper in one language.

Its parts are those of Decree 30/2020/NĐ-CP: the issuing body under the one above it, the national name and motto, number, place
and day, name and subject, the text, recipients and signature. What is not issued yet is a draft, with blanks where number and
day will stand. What rests on an assumption says so.
"""

from typing import NamedTuple

from governance.convening import chair_of
from governance.holders import holder
from governance.meetings import Conclusion, ConclusionNotice
from governance.members import name_of
from governance.messages import Lang, Message, Text, _, shown
from governance.model import Document, Meeting, Organization
from governance.records import Records
from governance.values import first_day
from portfolio.model import Task
from portfolio.notices.sentences import (
    Said,
    at_meeting,
    capacity,
    chaired_by,
    long_day,
    opening,
    order,
    recipients,
    resting_on,
    superior,
    the,
)
from portfolio.ordered import ConclusionTask

STATE = Text("Cộng hòa xã hội chủ nghĩa Việt Nam", "Socialist Republic of Viet Nam")
MOTTO = Text("Độc lập - Tự do - Hạnh phúc", "Independence - Freedom - Happiness")
BLANK = "……"


class Point(NamedTuple):
    """One conclusion, and what it orders: each order as its sentences."""

    number: int
    text: Text
    orders: tuple[tuple[Said, ...], ...]


class Notice(NamedTuple):
    """The whole notice, in both languages."""

    draft: bool
    superior: Text | None
    issuer: Said
    number: Message
    place_and_day: Message
    subject: Message
    opening: tuple[Message, ...]
    points: tuple[Point, ...]
    closing: Message
    recipients: tuple[Said, ...]
    capacity: tuple[Said, ...]
    signer: str | None
    assumed: bool


class Paper(NamedTuple):
    """A notice in one language: what stands on the paper, in order. What is None is not there."""

    lang: Lang
    draft: str | None
    superior: str | None
    issuer: str
    state: str
    motto: str
    number: str
    place_and_day: str
    name: str
    subject: str
    rendering: str | None
    opening: tuple[str, ...]
    points: tuple[tuple[str, tuple[str, ...]], ...]
    closing: str
    to: str
    recipients: tuple[str, ...]
    capacity: tuple[str, ...]
    signer: str | None
    remark: str | None


def notice(records: Records, meeting: str) -> Notice:
    """The notice of a meeting's conclusions, from everything on record of it.

    Raises
    ------
    UnknownCodeError
        When there is no such meeting.
    """
    met = records.get(Meeting, meeting)
    how = next(iter(records.by(ConclusionNotice, "meeting", meeting)), None) or ConclusionNotice(meeting=meeting)
    document, chair = records.find(Document, how.document), chair_of(records, meeting)
    issuer = records.find(Organization, how.issuer or (document.issuer if document else None) or met.body)
    conclusions = sorted(records.by(Conclusion, "meeting", meeting), key=lambda each: each.ordinal)
    tasks = {each.code: _tasks(records, each) for each in conclusions}
    every = [task for found in tasks.values() for task in found]
    who = chaired_by(records, chair)
    subject = _("Conclusions of {chair} at {meeting}", chair=who, meeting=at_meeting(met.title)) if who else _(
        "Conclusions of {meeting}", meeting=at_meeting(met.title))  # fmt: skip
    name: Said = issuer.title if issuer else BLANK
    return Notice(
        draft=document is None or document.number is None or document.signed_on is None,
        superior=superior(records, issuer),
        issuer=name,
        number=_number(document, issuer),
        place_and_day=_place_and_day(how, document),
        subject=subject,
        opening=tuple(opening(records, met, chair, concluded=bool(conclusions))),
        points=tuple(
            Point(each.ordinal, Text(each.text_vi, each.text_en), tuple(order(records, task) for task in tasks[each.code]))
            for each in conclusions
        ),
        closing=_(
            "{issuer} makes this known to the bodies and units concerned, for them to carry out.",
            issuer=the(issuer.title, "The") if issuer else BLANK,
        ),
        recipients=recipients(records, how, met, every, issuer),
        capacity=capacity(records, how, chair, issuer),
        signer=_signer(records, how, document, met, chair.person),
        assumed=chair.assumed or any(each.assumed for task in every for each in resting_on(records, task)),
    )


def paper(said: Notice, lang: Lang) -> Paper:
    """What stands on the paper in one language."""

    def spoken(part: Said) -> str:
        return shown(part, lang)

    to = [spoken(each).strip("-;. ") for each in said.recipients]
    points = (
        (f"{each.number}. {spoken(each.text)}", tuple(" ".join(map(spoken, one)) for one in each.orders)) for each in said.points
    )
    return Paper(
        lang=lang,
        draft=spoken(_("Draft")).upper() if said.draft else None,
        superior=spoken(said.superior).upper() if said.superior else None,
        issuer=spoken(said.issuer).upper(),
        state=spoken(STATE).upper(),
        motto=spoken(MOTTO),
        number=spoken(said.number),
        place_and_day=spoken(said.place_and_day),
        name=spoken(_("Notice")).upper(),
        subject=spoken(said.subject),
        rendering=spoken(_("English rendering; the notice is issued in Vietnamese.")) if lang == "en" else None,
        opening=tuple(map(spoken, said.opening)),
        points=tuple(points),
        closing=spoken(said.closing),
        to=spoken(_("Recipients:")),
        recipients=(*(f"- {each};" for each in to[:-1]), *(f"- {each}." for each in to[-1:])),
        capacity=tuple(spoken(each).upper() for each in said.capacity),
        signer=said.signer,
        remark=spoken(_("What is marked “assumed” stands in no source.")) if said.assumed else None,
    )


def _tasks(records: Records, conclusion: Conclusion) -> tuple[Task, ...]:
    found = (records.find(Task, link.task) for link in records.by(ConclusionTask, "conclusion", conclusion.code))
    return tuple(sorted((task for task in found if task is not None), key=lambda task: (task.ordinal, task.code)))


def _number(document: Document | None, issuer: Organization | None) -> Message:
    """The number of the notice; of a draft the blank for it, with the body's sign where its short name is one."""
    if document is not None and document.number is not None:
        return _("No. {number}", number=document.number)
    sign = issuer.short_vi if issuer is not None and issuer.short_vi and issuer.short_vi.isalpha() else BLANK
    return _("No. {number}", number=f"{BLANK}/TB-{sign}")


def _place_and_day(how: ConclusionNotice, document: Document | None) -> Message:
    place = Text(how.issued_in_vi or how.issued_in_en or "Hà Nội", how.issued_in_en or how.issued_in_vi or "Hà Nội")
    if document is None or document.signed_on is None:
        return _("{place}, {day}", place=place, day=Text(f"ngày {BLANK} tháng {BLANK} năm {BLANK}", BLANK))
    return _("{place}, {day}", place=place, day=long_day(document.signed_on))


def _signer(
    records: Records, how: ConclusionNotice, document: Document | None, meeting: Meeting, chair: str | None
) -> str | None:
    """Who signs: as is stated; who holds the post that signs, on the day of signing or of the meeting; or the chair."""
    if how.signer is not None:
        return name_of(records, how.signer)
    if how.signed_by is None:
        return name_of(records, chair)
    on = (document.signed_on if document else None) or meeting.held_on
    return name_of(records, holder(records, how.signed_by, first_day(on)).person) if on else None
