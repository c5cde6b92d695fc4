"""One meaning, said in two languages."""

from datetime import date

from governance.messages import Text, _


def test_a_message_reads_in_both_languages() -> None:
    message = _("{body} leads task {task}", body=Text("Bộ TT&TT", "MIC"), task="1755.1")
    assert message.render("vi") == "Bộ TT&TT chủ trì nhiệm vụ 1755.1"
    assert message.render("en") == str(message) == "MIC leads task 1755.1"


def test_numbers_and_days_read_as_the_language_has_them() -> None:
    message = _("{count} problem(s) found; nothing was changed", count=13909)
    assert message.render("vi").startswith("phát hiện 13.909 lỗi")
    assert message.render("en").startswith("13,909 problems found")


def test_a_message_within_a_message_is_rendered_too() -> None:
    inner = _("since {start}", start=date(2018, 7, 5))
    outer = _("{period}, attested on {day}", period=inner, day="07/2018")
    assert outer.render("vi") == "từ 05/07/2018, được nguồn xác nhận ngày 07/2018"


def test_a_template_without_translation_stays_as_it_is() -> None:
    assert _("{a} and {b}", a=1, b=(Text("hai", "two"), "3")).render("vi") == "1 and hai, 3"
