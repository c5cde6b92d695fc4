"""Bodies are found as annexes name them, and what names none or several is told with what is near."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.messages import LANGS
from governance.model import Organization
from portfolio.annex.bodies import Bodies
from tests.governance.making import body
from tests.portfolio.annex.making import BODIES

KNOWN = Bodies(each for each in BODIES if isinstance(each, Organization))
CELLS = {
    "": [],
    "Bộ Thông tin và Truyền thông": ["BTTTT"],
    "BO THONG TIN VA TRUYEN THONG": ["BTTTT"],
    "Bộ TT&TT": ["BTTTT"],
    "Bộ TTTT": ["BTTTT"],
    "Bộ TT & TT": ["BTTTT"],
    "Ministry of Finance and Government Office": ["BTC", "VPCP"],
    "Bộ Thông tin và Truyền thông và Bộ Tài chính": ["BTTTT", "BTC"],
    "Bộ Tài chính, Bộ Lao động – Thương binh và Xã hội và Bộ Tư pháp": ["BTC", "BLD", "BTP"],
    "Bộ Lao động, Thương binh và Xã hội": ["BLD"],
    "Đơn vị quản lý CNTT các cấp, đến cấp quận, huyện; VPCP": ["DVQL", "VPCP"],
    "• VPCP\n• Bộ Tài chính\n• VPCP": ["VPCP", "BTC"],
    "Bộ Tài chính/Bộ Tư pháp": ["BTC", "BTP"],
    "btp; BLD": ["BTP", "BLD"],
}


@pytest.mark.parametrize("cell", CELLS)
def test_a_cell_names_its_bodies(cell: str) -> None:
    assert (list(KNOWN.read(cell).codes), KNOWN.read(cell).problems) == (CELLS[cell], ())


def test_a_stranger_is_quoted_whole_with_what_is_near() -> None:
    found = KNOWN.read("Bộ Tài chín; Sở Nông nghiệp và Phát triển, VPCP")
    assert found.codes == ("VPCP",)
    assert [why.render("vi") for why in found.problems] == [
        "không có cơ quan nào tên là “Bộ Tài chín”; gần giống có: Bộ Tài chính (BTC). "
        "Hãy ghi đúng tên, hoặc bổ sung cơ quan hay tên viết tắt của cơ quan",
        "không có cơ quan nào tên là “Sở Nông nghiệp và Phát triển”: "
        "hãy ghi đúng tên, hoặc bổ sung cơ quan hay tên viết tắt của cơ quan",
    ]


def test_a_name_that_two_bodies_have_asks_for_the_code() -> None:
    known = Bodies([body("A", name_vi="Sở", name_en="One"), body("B", name_vi="SỞ", name_en="Two")])
    assert known.read("sở").problems[0].render("en") == "“sở” names several bodies: A, B; write its code"
    assert known.read("B").codes == ("B",)
    assert known.cell(["B", "A"], "vi") == "B; A"
    assert known.cell(["B", "A"], "en") == "Two; One"


def test_a_cell_of_very_many_pieces_is_refused_at_once() -> None:
    assert "more than 60 bodies" in KNOWN.read("a, " * 20_000).problems[0].render("en")


words = st.text(st.sampled_from("ABab ĐđệÔ,;&/và-\n'"), min_size=1, max_size=12)
names = st.lists(words.map(lambda text: " ".join(text.split())).filter(bool), min_size=1, max_size=6, unique=True)


@given(names, st.randoms(use_true_random=False), st.sampled_from(LANGS))
def test_whatever_bodies_are_called_a_cell_of_them_reads_back(called: list[str], random: object, lang: str) -> None:
    known = Bodies(body(f"C{i}", name_vi=name, name_en=name[::-1].strip()) for i, name in enumerate(called))
    codes = [f"C{i}" for i in range(len(called))]
    random.shuffle(codes)  # type: ignore[attr-defined]
    assert known.read(known.cell(codes, lang)).codes == tuple(codes)  # type: ignore[arg-type]
