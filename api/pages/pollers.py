"""How often calendar programs look for news, as far as it is known: what the subscription page tells of each."""

from typing import NamedTuple

from governance.messages import Message, _


class Poller(NamedTuple):
    """A calendar program: how often it looks, whether it shows to-dos, and whether that was tried with the program itself."""

    name: str
    looks: Message
    todos: Message
    tried: bool = False


_SHOWN, _NOT_SHOWN = _("shown"), _("not shown, as far as known")

POLLERS = (
    Poller("Google Calendar", _("every 4 to 24 hours; nobody can set it"), _NOT_SHOWN),
    Poller("Outlook.com, Outlook (new)", _("about every 3 hours, at times once a day"), _NOT_SHOWN),
    Poller("Outlook (Windows)", _("when it starts, then every 1 to 3 hours"), _NOT_SHOWN),
    Poller("Apple Calendar (macOS, iOS)", _("as you set it, from every 5 minutes to every week"), _NOT_SHOWN),
    Poller("Thunderbird", _("every 30 minutes, unless you set it otherwise"), _SHOWN, tried=True),
    Poller("vdirsyncer, khal, todoman", _("when you run vdirsyncer sync"), _SHOWN, tried=True),
)
"""What was not tried is from the makers' documentation and from what users report."""
