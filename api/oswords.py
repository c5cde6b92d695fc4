"""Why the machine refuses a file or a port, in the reader's language: its own words are English only."""

import errno
from collections.abc import Mapping

from governance.messages import Message, _


def because(refused: Exception) -> Message | str:
    """The reason of a refusal; the machine's own words where it is a rare one.

    >>> because(FileNotFoundError(errno.ENOENT, "No such file or directory"))
    Message(msgid='there is no such file or folder', params=())
    >>> because(OSError(errno.EMFILE, "Too many open files"))
    'Too many open files'
    """
    known = _WORDS.get(refused.errno or 0) if isinstance(refused, OSError) else None
    return known or getattr(refused, "strerror", None) or str(refused) or type(refused).__name__


_NO_RIGHT, _FULL = _("you have no right to it"), _("the disk is full")
_WORDS: Mapping[int, Message] = {
    errno.ENOENT: _("there is no such file or folder"),
    errno.EISDIR: _("this is a folder"),
    errno.ENOTDIR: _("what should be a folder is a file"),
    errno.EEXIST: _("something of this name is there already"),
    errno.EACCES: _NO_RIGHT,
    errno.EPERM: _NO_RIGHT,
    errno.EROFS: _("nothing can be written there"),
    errno.ENOSPC: _FULL,
    errno.EDQUOT: _FULL,
    errno.ENAMETOOLONG: _("the name is too long"),
    errno.EADDRINUSE: _("another program uses it"),
    errno.EADDRNOTAVAIL: _("this machine has no such address"),
}
