"""English words of deadlines put into the folded Vietnamese ones, so that one grammar reads both."""

import re
from collections.abc import Callable

_MONTHS = {name: i + 1 for i, name in enumerate(
    ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december")
)}  # fmt: skip
_NUMBERS = {name[:3]: number for name, number in _MONTHS.items()} | {"sept": 9} | _MONTHS
_MONTH = "(" + "|".join(sorted(_NUMBERS, key=len, reverse=True)) + r")\.?"
_QUARTERS = {"first": 1, "1st": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4, "4th": 4, "last": 4}
_QUARTER = "(" + "|".join(_QUARTERS) + ")"

_WORDS: tuple[tuple[str, str | Callable[[re.Match[str]], str]], ...] = (
    (rf"(\d{{1,2}})(?:st|nd|rd|th)?(?: of)? {_MONTH},? (\d{{4}})", lambda m: f"{m[1]}/{_NUMBERS[m[2]]}/{m[3]}"),
    (rf"{_MONTH} (\d{{1,2}})(?:st|nd|rd|th)?, ?(\d{{4}})", lambda m: f"{m[2]}/{_NUMBERS[m[1]]}/{m[3]}"),
    (rf"(\d{{1,2}})(?:st|nd|rd|th)? {_MONTH}", lambda m: f"{m[1]}/{_NUMBERS[m[2]]}"),
    (rf"{_MONTH}(?:,? of|,)? (\d{{4}})", lambda m: f"thang {_NUMBERS[m[1]]}/{m[2]}"),
    (rf"{_MONTH}", lambda m: f"thang {_NUMBERS[m[1]]}"),
    (rf"{_QUARTER} quarter(?:,? of|,)? (\d{{4}})", lambda m: f"quy {_QUARTERS[m[1]]}/{m[2]}"),
    (rf"{_QUARTER} quarter", lambda m: f"quy {_QUARTERS[m[1]]}"),
    (r"quarter (i{1,3}|iv|[1-4])(?:,? of|,|/)? ?(\d{4})", r"quy \1/\2"),
    (r"q([1-4])(?:,? of|,|/)? ?(\d{4})", r"quy \1/\2"),
    (r"q([1-4])", r"quy \1"),
    (r"(?:first|1st) half(?: of)? (\d{4})", r"6 thang dau nam \1"),
    (r"(?:second|2nd|last) half(?: of)? (\d{4})", r"6 thang cuoi nam \1"),
    (r"h1[ /](\d{4})", r"6 thang dau nam \1"),
    (r"h2[ /](\d{4})", r"6 thang cuoi nam \1"),
    (r"(?:first|1st) (\d{1,2}|three|six|nine) months(?: of)? (\d{4})",
     lambda m: f"{ {'three': 3, 'six': 6, 'nine': 9}.get(m[1], m[1])} thang dau nam {m[2]}"),
    (r"the", ""),
    (r"end of", "cuoi"),
    (r"year-?end", "cuoi nam"),
    (r"(?:beginning|start) of", "dau"),
    (r"(?:mid|middle of)[- ](?=\d|thang)", "giua "),
    (r"no later than|not later than|at(?: the)? latest|by", "den"),
    (r"before", "truoc"),
    (r"(until|till|through|to)", "den"),
    (r"between (\S.*?) and", r"tu \1 den"),
    (r"from|since|starting|as of", "tu"),
    (r"after", "sau"),
    (r"on ?wards?|on$", "tro di"),
    (r"and", "va"),
    (r"continuing|continued", "tiep tuc"),
    (r"in|during|within|on|of|in years?|years?|period", ""),
    (r"regularly|regular|continuously|continuous|ongoing|permanent(?:ly)?|constantly", "thuong xuyen"),
    (r"annually|yearly|every|each", "thuong xuyen"),
    (r"quarterly|monthly|weekly", "thuong xuyen"),
    (r"expected|planned", "du kien"),
)  # fmt: skip
_PATTERNS = tuple((re.compile(rf"(?<![^\W_])(?:{pattern})(?![^\W_])"), said) for pattern, said in _WORDS)


def in_vietnamese(text: str) -> str:
    """A folded deadline with its English words, where it has any, put into folded Vietnamese.

    >>> in_vietnamese("by the end of june 2019"), in_vietnamese("quy ii/2019")
    ('den cuoi thang 6/2019', 'quy ii/2019')
    """
    for pattern, said in _PATTERNS:
        text = pattern.sub(said, text)
    return " ".join(text.split())
