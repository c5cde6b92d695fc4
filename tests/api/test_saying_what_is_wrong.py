"""What is refused says what is wrong with it: the rule of that very parameter, and the way out, in both languages."""

import pytest

from tests.api.conftest import Served
from tests.api.test_conventions import problem


@pytest.mark.parametrize(
    ("address", "place", "vi", "en"),
    [
        ("schedule?known_on=yesterday", "known_on", "hãy ghi một ngày", "give a day such as 2018-07-05, a moment"),
        ("tasks?known_on=yesterday", "known_on", "hãy ghi một ngày", "give a day such as 2018-07-05, a moment"),
        ("tasks/P.1?known_on=2018-02-30", "known_on", "hãy ghi một ngày", "or the number of a ledger entry"),
        ("reports/deadlines?sort=Total", "sort", "cách nhau bằng dấu phẩy", "as in task,-total_float"),
        ("reports/deadlines?fields=a;b", "fields", "cách nhau bằng dấu phẩy", "name columns, with a comma between them"),
        ("reports/deadlines?programme=a b", "programme", "mã bắt đầu bằng", "a code starts with a letter or digit"),
        ("ledger?kind=Task", "kind", "như trong sổ cái", "such as task or document_relation"),
    ],
)
def test_a_parameter_is_refused_by_its_own_rule(shared: Served, address: str, place: str, vi: str, en: str) -> None:
    [error] = problem(shared.secretariat.get(address))["errors"]
    assert error["place"] == place
    assert vi in error["message_vi"]
    assert en in error["message_en"]


def test_a_key_is_refused_by_its_own_rule(shared: Served) -> None:
    [error] = problem(shared.secretariat.post("tasks", {}, Idempotency_Key="a b"))["errors"]
    assert "letters, digits and signs of ASCII, without blanks" in error["message_en"]
