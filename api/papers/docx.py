"""A notice as a Word document, laid out as Decree 30/2020/NĐ-CP has it. The same notice gives the same bytes.

The file says of itself its title and its language, and neither who made it nor when.
"""

from collections.abc import Iterable
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from docx import Document
from docx.document import Document as Word
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Length, Pt
from docx.table import _Cell
from docx.text.paragraph import Paragraph

from portfolio.notices.notice import Paper

FONT = "Times New Roman"
LEFT, RIGHT = Cm(6.5), Cm(10)
"""The widths of the two columns of the head; together the text's."""
_LONG_AGO = (1980, 1, 1, 0, 0, 0)
_LANGUAGES = {"vi": "vi-VN", "en": "en-GB"}


def docx(paper: Paper) -> bytes:
    """The document."""
    word = Document()
    _page(word, paper)
    _head(word, paper)
    _line(word.add_paragraph(), paper.name, bold=True, before=18)
    subject = _line(word.add_paragraph(), paper.subject, bold=True)
    _rule(word.add_paragraph(), Cm(5.5), after=10)
    subject.paragraph_format.keep_with_next = True
    if paper.rendering:
        _line(word.add_paragraph(), paper.rendering, size=12, italic=True, after=6)
    for said in _text(paper):
        body = _line(word.add_paragraph(), said, align=ALIGN.JUSTIFY, after=6)
        body.paragraph_format.first_line_indent = Cm(1)
        body.paragraph_format.line_spacing = 1.15
        body.paragraph_format.keep_with_next = True if said == paper.closing else None
    _foot(word, paper)
    if paper.remark:
        _line(word.add_paragraph(), paper.remark, size=11, italic=True, before=10, align=ALIGN.LEFT)
    return _packed(word)


def _text(paper: Paper) -> Iterable[str]:
    yield from paper.opening
    for text, orders in paper.points:
        yield text
        yield from (f"- {order}" for order in orders)
    yield paper.closing


def _page(word: Word, paper: Paper) -> None:
    """A4 with the decree's margins, the page's number from the second page on, the font, and what the file says of itself."""
    section = word.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.top_margin = section.bottom_margin = Cm(2)
    section.left_margin, section.right_margin = Cm(3), Cm(1.5)
    section.header_distance = Cm(1)
    section.different_first_page_header_footer = True
    number = section.header.paragraphs[0]
    number.alignment = ALIGN.CENTER
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    number._p.append(field)
    style = word.styles["Normal"]
    style.font.name, style.font.size = FONT, Pt(14)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for name in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
        fonts.set(qn(name), FONT)
    language = OxmlElement("w:lang")
    for name in ("w:val", "w:eastAsia"):
        language.set(qn(name), _LANGUAGES[paper.lang])
    style.element.get_or_add_rPr().append(language)
    about = word.core_properties
    for said in list(about._element):
        about._element.remove(said)
    about.title, about.language = f"{paper.name}: {paper.subject}"[:255], _LANGUAGES[paper.lang]


def _head(word: Word, paper: Paper) -> None:
    left, right = _columns(word, LEFT, RIGHT)
    first = left.paragraphs[0]
    if paper.superior:
        _line(first, paper.superior, size=13)
        first = left.add_paragraph()
    _line(first, paper.issuer, size=13, bold=True)
    _rule(left.add_paragraph(), Cm(2.2), width=LEFT)
    _line(left.add_paragraph(), paper.number, size=13, before=4)
    if paper.draft:
        _line(left.add_paragraph(), paper.draft, size=13, bold=True, before=6)
    _line(right.paragraphs[0], paper.state, size=13, bold=True)
    _line(right.add_paragraph(), paper.motto, bold=True)
    _rule(right.add_paragraph(), Cm(6.6), width=RIGHT)
    _line(right.add_paragraph(), paper.place_and_day, italic=True, before=4)


def _foot(word: Word, paper: Paper) -> None:
    left, right = _columns(word, Cm(8.25), Cm(8.25), before=12)
    title = _line(left.paragraphs[0], paper.to, size=12, bold=True, italic=True, align=ALIGN.LEFT)
    title.paragraph_format.keep_with_next = True
    for each in paper.recipients:
        _line(left.add_paragraph(), each, size=11, align=ALIGN.LEFT)
    place = right.paragraphs[0]
    for n, each in enumerate(paper.capacity):
        place = right.add_paragraph() if n else place
        _line(place, each, bold=True)
    if paper.signer:
        _line(right.add_paragraph() if paper.capacity else place, paper.signer, bold=True, before=72)


def _columns(word: Word, left: Length, right: Length, before: int = 0) -> tuple[_Cell, _Cell]:
    """Two cells side by side without borders, which no page parts."""
    if before:
        _line(word.add_paragraph(), "", size=before // 2).paragraph_format.keep_with_next = True
    table = word.add_table(rows=1, cols=2)
    table.autofit = False
    for cell, width in zip(table.rows[0].cells, (left, right), strict=True):
        cell.width = width
    for column, width in zip(table.columns, (left, right), strict=True):
        column.width = width
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    one, other = table.rows[0].cells
    return one, other


def _line(
    place: Paragraph,
    text: str,
    *,
    size: int = 14,
    bold: bool = False,
    italic: bool = False,
    before: int = 0,
    after: int = 0,
    align: ALIGN = ALIGN.CENTER,
) -> Paragraph:
    """A paragraph in one manner of writing."""
    run = place.add_run(text)
    run.font.size, run.bold, run.italic = Pt(size), bold or None, italic or None
    layout = place.paragraph_format
    layout.space_before, layout.space_after, layout.line_spacing = Pt(before), Pt(after), 1.0
    place.alignment = align
    return place


def _rule(place: Paragraph, length: Length, *, width: Length | None = None, after: int = 0) -> None:
    """A line drawn in the middle, so long: the upper border of a paragraph that is otherwise empty."""
    room = (width or Cm(16.5)) - (Cm(0.38) if width else 0)
    side = Length(max(0, (room - length) // 2))
    layout = _line(place, "", size=2, before=2, after=after).paragraph_format
    layout.left_indent = layout.right_indent = side
    borders, top = OxmlElement("w:pBdr"), OxmlElement("w:top")
    for name, value in (("val", "single"), ("sz", "6"), ("space", "1"), ("color", "000000")):
        top.set(qn(f"w:{name}"), value)
    borders.append(top)
    place._p.get_or_add_pPr().insert_element_before(
        borders, "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:spacing", "w:ind", "w:jc", "w:rPr"
    )


def _packed(word: Word) -> bytes:
    """The file with its parts in one order and without the time at which it was made."""
    package = word.part.package
    for key in [key for key, each in package.rels.items() if each.reltype == RELATIONSHIP_TYPE.THUMBNAIL]:
        del package.rels[key]
    raw, out = BytesIO(), BytesIO()
    word.save(raw)
    with ZipFile(raw) as made, ZipFile(out, "w", ZIP_DEFLATED) as packed:
        for name in made.namelist():
            entry = ZipInfo(name, _LONG_AGO)
            entry.compress_type = ZIP_DEFLATED
            packed.writestr(entry, made.read(name))
    return out.getvalue()
