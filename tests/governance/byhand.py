"""A verifier of exported ledgers, written from what :mod:`governance.export` describes, with hashlib and json alone."""

import json
from collections.abc import Iterable
from hashlib import sha256
from typing import Any

COVERED = ["seq", "at", "account", "action", "kind", "code", "before", "after", "purpose", "document", "meeting", "previous"]


def faulty(lines: Iterable[bytes], heads: Iterable[tuple[int, str]] = ()) -> int | None:
    """The number of the first entry that does not fit, or None."""
    first, *rest = (json.loads(line) for line in lines)
    previous, taken = "0" * 64, [said(entry) for entry in rest if entry["kind"] == "redaction" and entry["action"] == "create"]
    for number, entry in enumerate(rest, 1):
        if entry["seq"] != number or entry["previous"] != previous or not fits(entry, taken):
            return number
        if any(seq == number and not entry["hash"].startswith(start) for seq, start in heads):
            return number
        previous = entry["hash"]
    whole = first == {"ledger": "egov", "entries": len(rest), "head": f"{len(rest)}:{previous}"}
    return None if whole and all(seq <= len(rest) for seq, _start in heads) else len(rest) + 1


def said(entry: dict[str, Any]) -> dict[str, Any]:
    """A redaction, with the number of its entry."""
    redaction: dict[str, Any] = json.loads(entry["after"])
    return {**redaction, "seq": entry["seq"]}


def fits(entry: dict[str, Any], taken: list[dict[str, Any]]) -> bool:
    """Whether an entry is as it was written, but for what redactions took out."""
    about = [t for t in taken if (t["type"], t["subject"]) == (entry["kind"], entry["code"]) and t["seq"] > entry["seq"]]
    gone = {field for each in about for field in each["fields"].split()}
    text = json.dumps([entry[name] for name in COVERED], ensure_ascii=False, separators=(",", ":"))
    digest = sha256(text.encode()).hexdigest()
    if entry["hash"].startswith("h"):
        whole = entry["hash"] == "h" + digest[:63]
    else:
        rests = dict(rest.split(":") for each in about for rest in (each["rests"] or "").split())
        whole = digest in (entry["hash"], rests.get(str(entry["seq"])))
    pairs = json.loads(entry["personal"] or "{}")
    for side in ("before", "after"):
        values, there = json.loads(entry[side] or "{}"), pairs.pop(side, {})
        for field, value in values.items():
            if isinstance(value, dict):
                pair = there.pop(field, None)
                opened = pair and len(pair[0]) == 32 and sha256("".join(pair).encode()).hexdigest() == value["sha256"]
                proved = pair is None if field in gone else opened
                whole = whole and bool(proved)
        whole = whole and not there
    return whole and not pairs
