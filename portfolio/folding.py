"""Words as they are compared: without accents, case and marks."""

import re
from unicodedata import combining, normalize


def fold(text: str) -> str:
    """Plain small letters, in one line with single blanks; marks other than accents stay.

    >>> fold("  Quý  II/2019 – ĐẾN")
    'quy ii/2019 - den'
    """
    parted = normalize("NFKD", text.casefold().replace("đ", "d"))
    plain = "".join(letter for letter in parted if not combining(letter))
    return " ".join(re.sub(r"[‐‑‒–—―−]", "-", plain).split())


def words(text: str) -> str:
    """Only the words: letters and digits, a blank between them; ``&`` reads as “và”.

    >>> words("Bộ TT&TT (mới)"), words("Bộ Lao động - Thương binh và Xã hội")
    ('bo tt va tt moi', 'bo lao dong thuong binh va xa hoi')
    """
    return " ".join(re.findall(r"[^\W_]+", fold(text).replace("&", " va ")))


_TONES = dict.fromkeys(map(ord, "\u0300\u0301\u0303\u0309\u0323"))
_LETTERS = str.maketrans({"\u0306": "\ue001", "\u0302": "\ue002", "\u031b": "\ue003", "đ": "d\ue001"})


def alphabetical(text: str) -> tuple[str, str]:
    """A key that puts texts in the order of the Vietnamese alphabet: its letters first, then their tones.

    >>> sorted(["Định", "Du", "Ân", "Ăn", "Đạo", "An", "Ba"], key=alphabetical)
    ['An', 'Ăn', 'Ân', 'Ba', 'Du', 'Đạo', 'Định']
    """
    parted = normalize("NFD", text.casefold())
    return parted.translate(_TONES).translate(_LETTERS), parted
