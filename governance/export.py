r"""The ledger as a file that anybody can verify without this program.

The file has lines of JSON in UTF-8. The first says what it is: ``{"ledger":"egov","entries":N,"head":"N:HASH"}``. Each further
line is an entry: an object with seq, at, account, action, kind, code, before, after, purpose, document, meeting, previous, hash
and personal; before, after and personal are null or texts that are JSON themselves. To verify it:

1. *The chain.* seq counts from 1 to N; previous is the hash of the line before, in the first line 64 zeros; the last hash is the
   head's. Put seq, at, account, action, kind, code, before, after, purpose, document, meeting and previous into a JSON array
   without blanks, in which only the quotation mark, the backslash and characters below U+0020 are escaped (\n, \r, \t, \b, \f,
   else \u00XX). hash is the letter h and the first 63 hexadecimal digits of the SHA-256 of its UTF-8.
2. *What is said of people.* In before and after, a value that is an object, ``{"sha256":C}``, commits to a text. personal has for
   ``before`` and ``after``, by field, a pair of salt and text; C is the SHA-256 of the UTF-8 of salt and text joined; a salt has
   32 characters. There is a pair for each such value but those that were taken out, and for nothing else.
3. *What was taken out.* An entry of kind redaction with action create takes out, of every entry before it whose kind and code are
   the ``type`` and ``subject`` of its after, the ``fields`` that it names with blanks between them: they have no pair.
4. *Old entries.* The first entries of a ledger that is older than commitments have as hash all 64 digits of the SHA-256. What a
   redaction took out of them reads ``{"sha256":null}``, and the SHA-256 of their array, as it is now, stands instead of the hash
   in the ``rests`` of the last such redaction, as seq:digest with blanks between.

A head that was noted elsewhere (seq and the first 32 characters of the hash, or all) must be found at its seq.
"""

from collections.abc import Iterable, Iterator, Sequence

import msgspec
from msgspec import Struct

from governance.errors import InvalidError, Problem
from governance.ledger import Broken, Entry, Head, head_of, verify
from governance.messages import _

NAME = "egov"
MOST_PROBLEMS = 20


class _Opening(Struct, forbid_unknown_fields=True):
    """The first line of the file."""

    ledger: str
    entries: int
    head: str


class _Line(Entry, frozen=True, kw_only=True, gc=False, forbid_unknown_fields=True):
    """A further line: an entry with nothing beside it."""


def lines(entries: Sequence[Entry]) -> Iterator[bytes]:
    """The file of a whole ledger, line by line."""
    head = head_of(entries[-1]) if entries else Head()
    yield msgspec.json.encode(_Opening(NAME, len(entries), f"{head.seq}:{head.hash}")) + b"\n"
    yield from (msgspec.json.encode(entry) + b"\n" for entry in entries)


def verified(data: Iterable[bytes], *anchors: Head) -> tuple[Head, Broken | None]:
    """Verify such a file; its head, and the first entry that does not fit, or None.

    Raises
    ------
    InvalidError
        When the lines are not those of such a file, each of the first that are not.
    """
    opening, entries = _read(data)
    broken = verify(entries, Head(opening.entries, opening.head.partition(":")[2]), *anchors)
    head = head_of(entries[-1]) if entries else Head()
    if broken is None and (opening.entries, opening.head) != (head.seq, f"{head.seq}:{head.hash}"):
        why = _("the file says that it has {said} entries with the head {head}: its end was cut off or changed",
                said=opening.entries, head=opening.head)  # fmt: skip
        broken = Broken(head.seq + 1, why)
    return head, broken


def _read(data: Iterable[bytes]) -> tuple[_Opening, list[Entry]]:
    opening, entries, problems = None, list[Entry](), list[Problem]()
    for number, line in enumerate(data, 1):
        try:
            if number == 1:
                opening = msgspec.json.decode(line, type=_Opening)
            elif line.strip():
                entries.append(msgspec.json.decode(line, type=_Line))
        except (msgspec.MsgspecError, UnicodeDecodeError):
            problems.append(Problem(str(number), _("this is no line of an exported ledger; export it anew")))
        if len(problems) == MOST_PROBLEMS:
            break
    if opening is None or opening.ledger != NAME or problems:
        raise InvalidError(problems or [Problem("1", _("this is no line of an exported ledger; export it anew"))])
    return opening, entries
