"""Deadlines as instruments write them, in Vietnamese or English, understood as intervals of days.

The grammar is Vietnamese; English is put into its words first. What is written is one period (a day, month, quarter, part of a
year, year), a range or a list of them, one with a word before it that leaves one end open, or a word for what has no end::

    quý II/2019 · tháng 6 - 9/2019 · 2019–2020 · 6 tháng đầu năm 2019     from the first day to the last
    trước ngày 31/12/2019 · đến hết năm 2020 · cuối năm 2019              until the last day
    từ năm 2020 · từ quý II/2019 trở đi                                   from the first day on
    thường xuyên · hằng năm                                               open on both sides

Before a day means by that day, as secretariats enter it: nobody is late for the sake of one word. Before anything longer
(trước năm 2020) means before it begins. What names no year, or counts from an event, is not guessed.
"""

import re
from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

from governance.errors import InvalidError, Problem
from governance.messages import Message, _
from portfolio.deadline_english import in_vietnamese
from portfolio.folding import fold

FIRST_YEAR, LAST_YEAR = 1900, 2200
LONGEST = 200
"""Characters of a deadline; nobody writes more."""


class Span(NamedTuple):
    """An interval of days; an end that is absent is open."""

    first: date | None
    last: date | None


class _Period(NamedTuple):
    """A day or several, with both ends."""

    first: date
    last: date


OPEN = Span(None, None)


def span_of(written: str) -> Span:
    """What a deadline means in days.

    Raises
    ------
    InvalidError
        When it is not understood; with how to write it.

    >>> span_of("Quý II năm 2019").last, span_of("before 31 December 2019").last, span_of("thường xuyên").last
    (datetime.date(2019, 6, 30), datetime.date(2019, 12, 31), None)
    """
    try:
        return _whole(_plain(written))
    except _UnreadError as unread:
        raise InvalidError([Problem("deadline", _("“{text}” {why}", text=written[:80], why=unread.why))]) from None


class _UnreadError(Exception):
    """Why a deadline, or a part of it, is not understood."""

    def __init__(self, why: Message) -> None:
        super().__init__(why)
        self.why = why


_UNKNOWN = _(
    "is not understood as a deadline: write it as in quý II/2019, tháng 12/2019, 30/6/2019, trước ngày 31/12/2019, 2019–2020, "
    "từ năm 2020 or thường xuyên"
)
_NO_YEAR = _("names no year: add it, in four digits")
_NO_DAY = _("is on no calendar: correct it")
_BACKWARDS = _("ends before it begins: exchange the two")
_VAGUE = _("does not say until which day: name the quarter or the month, as in quý I/2019")


# -------------------------------------------------------------------------------------------------------------- words
_OPEN = r"(?:lam )?(?:thuong xuyen|lien tuc|(?:hang|moi) (?:nam|quy|thang|tuan)|dinh ky(?: hang (?:nam|quy|thang))?)"
_LEAD_IN = (
    r"(?:cac nam|nhung nam|giai doan|trong giai doan|thoi gian|thoi han|hoan thanh|thuc hien|trien khai|xong|du kien|"
    r"tiep tuc|trong cac nam|trong|vao)"
)
_UNTIL = r"(?:cham nhat|muon nhat|khong qua|den het|cho den|truoc het|den|het|han(?: chot)?)(?: la| den| het| vao)?"
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "1": 1, "2": 2, "3": 3, "4": 4}


def _plain(written: str) -> str:
    """The words of a deadline, folded, in Vietnamese; dates with slashes."""
    if len(written) > LONGEST:
        raise _UnreadError(_UNKNOWN)
    text = in_vietnamese(fold(written).strip(" .;,"))
    text = re.sub(r"\b(\d{4})-(\d{2})-(\d{2})\b", r"\3/\2/\1", text)
    text = re.sub(r"\b(\d{1,2})[-.](\d{1,2})[-.](\d{4})\b", r"\1/\2/\3", text)
    text = re.sub(r"\b(\d{4})-(0[1-9]|1[0-2])\b(?![-/\d])", r"\2/\1", text)
    text = re.sub(r"\b((?:thang|quy) (?:\d{1,2}|i{1,3}|iv))[-.](?=\d{4}\b)", r"\1/", text)
    text = re.sub(r"\bngay (\d{1,2}) thang (\d{1,2})(?: nam |/| )(\d{4})\b", r"ngay \1/\2/\3", text)
    text = re.sub(r"\bngay (\d{1,2}) thang (\d{1,2})\b", r"ngay \1/\2", text)
    return re.sub(r"\s*([/-])\s*", r"\1", text)


def _whole(text: str) -> Span:
    if not text:
        raise _UnreadError(_UNKNOWN)
    bounded, found = re.subn(rf"\b{_OPEN}\b", ",", text)
    parts = [part for part in re.split(r"\s*[,;()]\s*|\s+va\s+", bounded) if part]
    if not parts:
        return OPEN
    spans = [_item(part) for part in _completed(parts)]
    if found and len(parts) != 1:
        raise _UnreadError(_UNKNOWN)
    return _hull(spans)


def _hull(spans: list[Span]) -> Span:
    """From the first beginning to the last end: what goes on after “from 2020” ends when its continuation does."""
    firsts = [span.first for span in spans if span.first]
    lasts = [span.last for span in spans if span.last]
    hull = Span(min(firsts, default=None), max(lasts, default=None))
    if hull.first and hull.last and hull.last < hull.first:
        raise _UnreadError(_BACKWARDS)
    return hull


def _completed(parts: list[str]) -> list[str]:
    """The parts of a list, with the year that stands behind the last and the unit that stands before the first.

    >>> _completed(["quy iii", "iv/2019"]), _completed(["nam 2019", "2020"])
    (['quy iii/2019', 'quy iv/2019'], ['nam 2019', '2020'])
    """
    matches = [match for part in parts if (match := _PART.fullmatch(part))]
    if len(matches) < len(parts):
        return parts
    unit, year, made = "", "", list[str]()
    for match in matches:
        unit = match["unit"] or unit
        made.append(f"{unit} {match['number']}".strip())
    for i, match in reversed(list(enumerate(matches))):
        year = match["year"] or year
        made[i] += f"/{year}" if year else ""
    return made


_PART = re.compile(r"(?:(?P<unit>thang|quy) )?(?P<number>\d{1,2}|i{1,3}|iv)(?:(?:/| nam | )(?P<year>\d{4}))?")


# -------------------------------------------------------------------------------------------------------------- items
def _item(text: str) -> Span:
    """One period, range or bound, with the words that may stand before it."""
    bare = re.sub(rf"^(?:{_LEAD_IN} )+", "", text)
    if match := re.fullmatch(r"(?:bat dau )?(?:tu|ke tu) (.+?)(?: tro di)?", bare):
        return _range(match[1]) or Span(_period(match[1]).first, None)
    if match := re.fullmatch(r"sau (.+)", bare):
        return Span(_period(match[1]).last + timedelta(1), None)
    if match := re.fullmatch(r"truoc (?!het)(.+)", bare):
        return Span(None, _before(match[1]))
    if match := re.fullmatch(rf"{_UNTIL} (.+)", bare):
        last = _item(match[1]).last
        if last is None:
            raise _UnreadError(_UNKNOWN)
        return Span(None, last)
    if match := re.fullmatch(r"cuoi (.+)", bare):
        return Span(None, _period(match[1]).last)
    if match := re.fullmatch(r"(?:dau|giua|nua dau|nua cuoi) (?!nam)(.+)|(?:dau|giua) (nam.+)", bare):
        raise _UnreadError(_VAGUE)
    return _range(bare) or Span(*_period(bare))


def _before(text: str) -> date:
    """The last day before something: of a day, that day."""
    cut = re.fullmatch(r"cuoi (.+)", text)
    period = _period(cut[1] if cut else text)
    return period.last if cut or period.first == period.last else period.first - timedelta(1)


def _range(text: str) -> Span | None:
    """From one period to another; the first may leave out what the second says, and the second its unit."""
    for match in re.finditer(r"-| den het | cho den | den ", text):
        one, other = text[: match.start()].strip(), re.sub(r"^het ", "", text[match.end() :].strip())
        both = _both(one, other)
        if both is None:
            continue
        if both[1].last < both[0].first:
            raise _UnreadError(_BACKWARDS)
        return Span(both[0].first, both[1].last)
    return None


def _both(one: str, other: str) -> tuple[_Period, _Period] | None:
    for left, right in _readings(one, other):
        try:
            return _period(left), _period(right)
        except _NoPeriodError:
            continue
    return None


def _readings(one: str, other: str) -> Iterator[tuple[str, str]]:
    """How the two ends of a range may be meant."""
    if (unit := re.match(r"(thang|quy|ngay) ", one)) and not re.match(r"(thang|quy|ngay|nam) ", other):
        yield from _with_year(one, unit[0] + other)
    yield from _with_year(one, other)


def _with_year(one: str, other: str) -> Iterator[tuple[str, str]]:
    if (day := re.search(r"\d{1,2}/(\d{1,2}/\d{4})$", other)) and re.fullmatch(r"(ngay )?\d{1,2}", one):
        yield f"{one}/{day[1]}", other
        return
    if (year := re.search(r"(\d{4})$", other)) and not re.search(r"\d{4}$", one):
        yield f"{one}/{year[1]}", other
    yield one, other


# ------------------------------------------------------------------------------------------------------------ periods
class _NoPeriodError(_UnreadError):
    """A text is no period."""


def _period(text: str) -> _Period:
    """A day, a month, a quarter, some months of a year, or a year: its first and its last day."""
    for pattern, span in _PERIODS:
        if match := re.fullmatch(pattern, text):
            try:
                return span(*(part for part in match.groups() if part is not None))
            except ValueError:
                raise _UnreadError(_NO_DAY) from None
    if re.search(r"\d{4}", text) is None and re.fullmatch(r"(?:ngay |thang |quy |nam )[\d/iv]+|\d{1,2}/\d{1,2}(?:/\d\d)?", text):
        raise _NoPeriodError(_NO_YEAR)
    raise _NoPeriodError(_UNKNOWN)


def _months(year: str, first: int, last: int) -> _Period:
    y = int(year)
    if not FIRST_YEAR <= y <= LAST_YEAR or not 1 <= first <= last <= 12:
        raise ValueError(year)
    return _Period(date(y, first, 1), date(y, last, monthrange(y, last)[1]))


def _day(day: str, month: str, year: str) -> _Period:
    _months(year, int(month), int(month))
    found = date(int(year), int(month), int(day))
    return _Period(found, found)


def _month(month: str, year: str) -> _Period:
    return _months(year, int(month), int(month))


def _quarter(number: str, year: str) -> _Period:
    last = 3 * _ROMAN[number]
    return _months(year, last - 2, last)


def _opening(count: str, year: str) -> _Period:
    return _months(year, 1, int(count))


def _closing(count: str, year: str) -> _Period:
    return _months(year, 13 - int(count), 12)


_YEAR = r"(?:/| nam |/nam | )(\d{4})"
_PERIODS = (
    (r"(?:ngay )?(\d{1,2})/(\d{1,2})/(\d{4})", _day),
    (r"(?:thang )?(\d{1,2})/(\d{4})|thang (\d{1,2})(?:/nam | nam | )(\d{4})", _month),
    (rf"quy (i{{1,3}}|iv|[1-4]){_YEAR}", _quarter),
    (rf"(\d{{1,2}}) thang dau(?: cua)?{_YEAR}", _opening),
    (rf"(\d{{1,2}}) thang cuoi(?: cua)?{_YEAR}", _closing),
    (r"nua dau nam (\d{4})", lambda year: _months(year, 1, 6)),
    (r"nua cuoi nam (\d{4})", lambda year: _months(year, 7, 12)),
    (r"(?:nam )?(\d{4})", lambda year: _months(year, 1, 12)),
)
