"""Three hundred names in many scripts, and the ways in which people type one."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

WORDS = """
    apple Zebra Éclair Łódź Siân Åsa Ærø Øster Đặng Ştefănescu İzmir Iğdır
    Straße Þórsmörk Œuvre Ħamrun Ŷd Željko Čapek Ñandú D’Arcy O'Brien Saint‑Rémy ΟΔΟΣ
    Ὀδυσσεύς Άρτεμις Ёлкина Йорк Київ Ђорђе Երևան თბილისი שָׁלוֹם ירושלים مُحَمَّد أحمد
    مهدی\u200cزاده کراچی ܫܠܡܐ क्षितिज हिन्दी ফেরদৌস ਗੁਰਪ੍ਰੀਤ ગુજરાત தமிழ் తెలుగు ಕನ್ನಡ മലയാളം
    ශ්\u200dරී กรุงเทพ ພາສາລາວ မြန်မာ ភាសាខ្មែរ བོད་སྐད አማርኛ 한국어 がくぶち カタカナ 東京都 葛\U000e0100城
"""
FRAMES = ("{}", "{} – North", "“{}” support", "The {}’s trust", "Centre for {}-led care")
NAMES = [frame.format(word) for word in WORDS.split() for frame in FRAMES]
QUOTES, DASHES = str.maketrans("‘’“”", "''\"\""), str.maketrans("-‑–", "–−-")


def spellings(name: str) -> Iterator[str]:
    """The same text in other characters: what is stored is one."""
    yield unicodedata.normalize("NFC", name)
    yield unicodedata.normalize("NFD", name)
    yield f"\ufeff{name} \u3164\u00ad"
    yield "\u200b".join(unicodedata.normalize("NFD", name).split(" ")).replace("\u200b", " \u2060")


def ways_to_type(name: str) -> Iterator[str]:
    """What people put into a search box when they mean this name."""
    yield from spellings(name)
    yield from (name.upper(), name.lower(), name.swapcase())
    yield name.translate(QUOTES)
    yield name.translate(DASHES)
    yield name.translate(DASHES).translate(QUOTES).replace("'", "\u2018").upper()
    yield "".join(
        letter for letter in unicodedata.normalize("NFD", name) if not "\u0300" <= letter <= "\u036f"
    )  # without accents
