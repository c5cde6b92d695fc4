"""What has passed from bodies to those that follow them, by which terms, and what is still without an heir."""

from governance.clauses import told
from governance.messages import Message, Text, _
from governance.model import Document, Organization, Post, Succession, SuccessionKind
from governance.succession import effective_from
from governance.values import written
from portfolio.outline import natural
from portfolio.passing import Left, Passage, passages, to_come
from portfolio.reports.table import Column, Table, Term
from portfolio.reports.views import ORIGIN, View, called, remarks
from portfolio.reports.words import word

COLUMNS = (
    Column("body", _("From"), wide=1),
    Column("on", _("On"), under="body"),
    Column("kind", _("What"), wide=1),
    Column("role", _("Role"), under="kind"),
    Column("thing", _("Code"), wide=1),
    Column("title", _("Title"), wide=2),
    Column("heir", _("To"), wide=2),
    Column("post", _("To the office"), wide=2, under="heir"),
    Column("terms", _("By what"), wide=2),
    Column("orphan", _("Without an heir"), yes=_("without an heir"), under="heir"),
    *ORIGIN,
)

KINDS = {
    Left.TASK: _("open task"),
    Left.PROGRAMME: _("owned programme"),
    Left.BODY: _("body under it"),
    Left.POST: _("post or seat"),
    Left.MEMBERSHIP: _("place in another body"),
}


def succession_report(view: View) -> Table:
    """Everything that bodies which are followed or dissolved by the day leave behind; what has no heir comes first."""
    found = sorted(passages(view.records, view.day), key=lambda p: (not p.orphan, p.body, list(Left).index(p.kind)))
    rows = tuple(_row(view, passage) for passage in found)
    lost = [passage for passage in found if passage.orphan]
    answer = [_("{count} thing(s) [has|have] passed on, or should have, by {day}.", count=len(found), day=view.day)]
    if lost:
        named = tuple(sorted({passage.thing.code for passage in lost}, key=natural))
        answer.append(_("{count} are still without an heir: {codes}", count=len(lost), codes=named))
        way = _("To give them one, set up their like in the body that follows, or add to the succession a term that names it.")
        answer.append(way)
    elif found:
        answer.append(_("Nothing is without an heir."))
    answer += (_coming(view, step) for step in to_come(view.records, view.day))
    notes = (
        *remarks(view, rows, dated=False),
        _("Tasks that were over before stay where they were. A post that nobody held and that no open task names needs no heir."),
    )
    title = _("What has passed from body to body")
    return Table("succession", title, COLUMNS, rows, notes, view.day, view.programme, tuple(answer), groups=("body",))


def _coming(view: View, step: Succession) -> Message:
    old, new = (view.records.find(Organization, code) for code in (step.predecessor, step.successor))
    since = effective_from(view.records, step)
    on = written(since) if since else _("a day that is not known yet")
    return _(
        "{new} is to follow {old} from {day} on.", new=_named(new, step.successor), old=_named(old, step.predecessor), day=on
    )


def _named(body: Organization | None, code: str) -> Text:
    return called(body) or Text(code, code)


def _row(view: View, passage: Passage) -> dict[str, object]:
    records = view.records
    body, heir = records.find(Organization, passage.body), records.find(Organization, passage.heir)
    post = records.find(Post, passage.post)
    steps = passage.steps
    return {
        "body": Term(passage.body, _named(body, passage.body)),
        "on": written(passage.on) if passage.on else None,
        "kind": Term(passage.kind.value, KINDS[passage.kind]),
        "role": word(passage.role) if passage.role else None,
        "thing": passage.thing.code,
        "title": passage.title,
        "heir": Term(passage.heir, _named(heir, passage.heir)) if passage.heir else None,
        "post": Term(post.code, post.title) if post else None,
        "terms": tuple(_by(view, passage, step) for step in steps) or (Term(None, _("dissolved, and followed by none")),),
        "orphan": passage.orphan,
        "source": (passage.term or (steps[0] if steps else passage.thing)).source,
        "assumed": passage.thing.assumed
        or any(step.assumed for step in steps)
        or bool(passage.term and passage.term.assumed)
        or bool(post and post.assumed),
    }


def _manner(step: Succession, new: Text) -> Message:
    if step.partial:
        return _("a part goes to {new}", new=new)
    match step.manner:
        case SuccessionKind.RENAMES:
            return _("renamed {new}", new=new)
        case SuccessionKind.MERGES:
            return _("merged into {new}", new=new)
        case SuccessionKind.SPLITS:
            return _("split; {new} is one of the bodies", new=new)
    return _("replaced by {new}", new=new)


def _by(view: View, passage: Passage, step: Succession) -> Term:
    """The succession, its document, and the clause that says so."""
    document, term = view.records.find(Document, step.document), passage.term
    value = {
        "succession": step.code,
        "manner": step.manner.value,
        "document": step.document,
        "term": term.code if term else None,
        "clause": term.clause if term else None,
    }
    said = _manner(step, _named(view.records.find(Organization, step.successor), step.successor))
    if document is not None:
        said = _("{said}, by {document}", said=said, document=document.number or document.title)
    if term is not None:
        said = _("{said}, {clause}", said=said, clause=told(term.clause) if term.clause else _("by a term of its own"))
    elif len(passage.steps) > 1:
        said = _("{said}; no term says that it takes this", said=said)
    return Term(value, said)
