"""The page on which a person subscribes to calendars: makes one, gets its address once, changes the address, ends it. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple
from urllib.parse import quote, urlsplit

from markupsafe import Markup

from api.feeds.scope import LONGEST_LEAD, Options
from api.pages.overview import Choice, environment, frame
from api.pages.pollers import POLLERS
from api.pages.qr import qr
from governance.messages import Lang, Message, Text, _
from portfolio.reports.words import word
from portfolio.statuses import Status


class Group(NamedTuple):
    """Choices of one sort."""

    said: Message
    choices: Sequence[Choice]


class Subscription(NamedTuple):
    """A calendar that a person has: its code, its name, what it is of, how it shows that, and when it was made, used and ends."""

    code: str
    name: str
    of: Text | Message
    shows: Sequence[Message]
    made: str
    used: str | None
    ends: str | None


class Address(NamedTuple):
    """A new secret address, to be shown once, and what opens it in one click."""

    name: str
    feed: str
    caldav: str
    public: bool

    @classmethod
    def of(cls, name: str, public_url: str, secret: str) -> "Address":
        """The addresses of a secret; ``public`` says whether a program elsewhere on the Internet can reach the service."""
        reached = public_url.startswith("https://")
        return cls(name, f"{public_url}/feeds/{secret}.ics", f"{public_url}/caldav/{secret}/", reached)

    @property
    def webcal(self) -> str:
        """What opens a calendar program on this machine.

        >>> Address.of("x", "https://egov.example", "s").webcal
        'webcal://egov.example/feeds/s.ics'
        """
        return f"webcal:{self.feed.partition(':')[2]}"

    @property
    def server(self) -> str:
        """What a program is told that asks for a server: it finds the calendar there by the secret as its password."""
        return urlsplit(self.caldav).netloc

    @property
    def elsewhere(self) -> tuple[tuple[str, str], ...]:
        """Programs in a browser, and the address at each that adds the calendar."""
        feed, name = quote(self.feed, safe=""), quote(self.name, safe="")
        outlook = f"/calendar/0/addfromweb?url={feed}&name={name}"
        return (
            ("Google Calendar", f"https://calendar.google.com/calendar/r?cid={quote(self.webcal, safe='')}"),
            ("Outlook.com", f"https://outlook.live.com{outlook}"),
            ("Microsoft 365", f"https://outlook.office.com{outlook}"),
        )

    @property
    def picture(self) -> Markup:
        """For a telephone."""
        return qr(self.webcal)


class Desk(NamedTuple):
    """What a person can subscribe to, and has: ``programmes`` and ``agencies`` are for filters."""

    groups: Sequence[Group]
    programmes: Sequence[Choice]
    agencies: Sequence[Choice]
    subscriptions: Sequence[Subscription]
    form_token: str


COMPONENTS = (
    Choice("vevent", _("deadlines and milestones as days in the calendar")),
    Choice("both", _("deadlines and milestones as days in the calendar, and tasks as to-dos")),
    Choice("vtodo", _("tasks as to-dos only")),
)
KEPT = (
    Choice("0", _("ends at once: somebody else may have it")),
    Choice("7", _("still works for 7 days, while I change over")),
    Choice("30", _("still works for 30 days, while I change over")),
)


def calendars_page(
    lang: Lang,
    desk: Desk,
    said: Iterable[Message] = (),
    new: Address | None = None,
    sent: Mapping[str, str] = MappingProxyType({}),
) -> str:
    """The page; ``said`` is what was wrong with what was ``sent``, which its form still holds, ``new`` an address just made."""
    plain = {"lang": lang, "alarm": str(Options().alarm)}
    opened = sent.get("of") == "query"
    typed = {"one": plain, "filter": sent} if opened else {"one": sent or plain, "filter": plain}
    return environment(lang).get_template("calendars.html").render(
        **frame(lang, "/calendars"), said=list(said), new=new, pollers=POLLERS, components=COMPONENTS, kept=KEPT,
        typed=typed, opened=opened,
        statuses=[Choice(each.value, word(each).label) for each in Status], longest=LONGEST_LEAD, **desk._asdict(),
    )  # fmt: skip
