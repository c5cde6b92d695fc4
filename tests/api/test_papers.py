"""A notice as a page and as a Word document: the same words in the same order, safe, and laid out as the decree has it."""

import re
import xml.etree.ElementTree as ET
from html.parser import HTMLParser
from io import BytesIO
from zipfile import ZipFile

import pytest
from docx import Document
from hypothesis import given, settings
from hypothesis import strategies as st

from api.papers.docx import docx
from api.papers.html import html
from portfolio.notices.notice import Paper

PAPER = Paper(
    lang="vi", draft="DỰ THẢO", superior="VĂN PHÒNG CHÍNH PHỦ", issuer="ỦY BAN", state="CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
    motto="Độc lập - Tự do - Hạnh phúc", number="Số: 1/TB-VPCP", place_and_day="Hà Nội, ngày 05 tháng 7 năm 2018",
    name="THÔNG BÁO", subject="Kết luận của Chủ tịch", rendering=None, opening=("Ủy ban họp.", "Chủ tịch kết luận như sau:"),
    points=(("1. Một.", ("Giao A.", "Giao B.")), ("2. Hai.", ())), closing="Xin thông báo./.", to="Nơi nhận:",
    recipients=("- A;", "- Lưu: VT."), capacity=("TL. CHỦ TỊCH", "CHÁNH VĂN PHÒNG"), signer="Nguyễn Văn A", remark="Ghi chú.",
)  # fmt: skip
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


class _Words(HTMLParser):
    """The text of a page's body, piece by piece."""

    def __init__(self) -> None:
        super().__init__()
        self.pieces: list[str] = []
        self.tags: list[str] = []
        self._inside = False

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self._inside |= tag == "body"
        self.tags.append(tag)

    def handle_data(self, data: str) -> None:
        if self._inside and data.strip():
            self.pieces.append(data.strip())


def words_of_page(page: str) -> list[str]:
    reader = _Words()
    reader.feed(page)
    return reader.pieces


def part(data: bytes, name: str) -> ET.Element:
    """A part of a Word document, read without the library that wrote it."""
    with ZipFile(BytesIO(data)) as packed:
        return ET.fromstring(packed.read(name))


def words_of_document(data: bytes) -> list[str]:
    paragraphs = part(data, "word/document.xml").iter(f"{W}p")
    return [text for each in paragraphs if (text := "".join(t.text or "" for t in each.iter(f"{W}t")).strip())]


TEXTS = st.text(st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp", "Zs", "Cn", "Co")), min_size=1, max_size=12)


def test_both_say_the_same_words_and_the_document_all_of_them() -> None:
    page, document = words_of_page(html(PAPER)), words_of_document(docx(PAPER))
    assert sorted(page) == sorted(document)
    text = [*PAPER.opening, "1. Một.", "- Giao A.", "- Giao B.", "2. Hai.", PAPER.closing]
    for said in (page, document):
        at = said.index(text[0])
        assert said[at : at + len(text)] == text
        assert said[-1] == PAPER.remark


@given(st.lists(TEXTS, min_size=5, max_size=5))
@settings(max_examples=40)
def test_whatever_the_records_say_stands_there_as_it_is(texts: list[str]) -> None:
    issuer, subject, opening, point, order = (f"{n}{text}" for n, text in enumerate(texts))
    said = PAPER._replace(issuer=issuer, subject=subject, opening=(opening,), points=((point, (order,)),))
    for words in (words_of_page(html(said)), words_of_document(docx(said))):
        assert {issuer, subject, opening, point, f"- {order}"} <= set(words)


def test_nothing_of_the_records_becomes_markup() -> None:
    reader = _Words()
    reader.feed(html(PAPER))
    evil = '<script>alert(1)</script><img src=x onerror="a">&amp;'
    other = _Words()
    other.feed(html(PAPER._replace(subject=evil, opening=(evil,), recipients=(evil,), signer=evil)))
    assert set(other.tags) == set(reader.tags)
    assert evil in other.pieces


def test_the_page_stands_by_itself_on_a4() -> None:
    page = html(PAPER)
    assert not re.search(r"(src|href)=|url\(|https?:", page)
    assert "size: A4" in page
    assert page.startswith('<!doctype html>\n<html lang="vi">')


def test_what_is_not_there_leaves_no_trace() -> None:
    bare = PAPER._replace(draft=None, superior=None, rendering=None, signer=None, remark=None, capacity=(), points=(), opening=())
    assert sorted(words_of_page(html(bare))) == sorted(words_of_document(docx(bare)))
    assert "None" not in html(bare)
    english = PAPER._replace(rendering="English rendering.")
    assert "English rendering." in words_of_page(html(english))
    assert "English rendering." in words_of_document(docx(english))


def test_the_document_has_the_paper_and_the_font_of_the_decree() -> None:
    data = docx(PAPER)
    read = Document(BytesIO(data))
    [section] = read.sections
    assert (round(section.page_width.cm, 1), round(section.page_height.cm, 1)) == (21.0, 29.7)
    margins = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
    assert [round(margin.cm, 1) for margin in margins] == [2.0, 2.0, 3.0, 1.5]
    assert (read.styles["Normal"].font.name, read.styles["Normal"].font.size.pt) == ("Times New Roman", 14)
    assert section.different_first_page_header_footer
    assert "PAGE" in ET.tostring(part(data, "word/header1.xml"), encoding="unicode")
    body = [each for each in read.paragraphs if each.text == "1. Một."]
    assert round(body[0].paragraph_format.first_line_indent.cm, 1) == 1.0


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_the_document_is_the_same_bytes_each_time_and_names_nobody(lang: str) -> None:
    said = PAPER._replace(lang=lang)  # type: ignore[arg-type]
    data = docx(said)
    assert data == docx(said)
    with ZipFile(BytesIO(data)) as packed:
        assert packed.testzip() is None
        assert {entry.date_time for entry in packed.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert not [name for name in packed.namelist() if "thumbnail" in name]
        whole = b"".join(packed.read(name) for name in packed.namelist())
    assert b"python-docx" not in whole
    about = {each.tag.rpartition("}")[2]: each.text for each in part(data, "docProps/core.xml")}
    assert about == {"title": "THÔNG BÁO: Kết luận của Chủ tịch", "language": "vi-VN" if lang == "vi" else "en-GB"}


def test_every_part_that_the_document_refers_to_is_in_it() -> None:
    with ZipFile(BytesIO(docx(PAPER))) as packed:
        names = set(packed.namelist())
        for name in names:
            if name.endswith((".xml", ".rels")):
                ET.fromstring(packed.read(name))
            if name.endswith(".rels"):
                folder = name.rpartition("_rels/")[0]
                for relation in ET.fromstring(packed.read(name)):
                    target = relation.get("Target", "").lstrip("/")
                    assert {target, folder + target, target.removeprefix("../")} & names, (name, target)
