"""What of typed, pasted or read characters is text, in the one form that is stored. Pure: no Django.

The rest are characters that nobody sees: zero-width ones, fillers, soft hyphens, marks of byte order and of direction,
control characters. A text of nothing else is empty.
"""

from __future__ import annotations

import re
import unicodedata

# Vertical tab, form feed, "next line", and the line and paragraph separators, besides carriage returns.
LINE_BREAKS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
INNER_BREAKS = re.compile("[\x0b\x0c\x85\u2028\u2029]")
# Quotes, dashes and a few more signs in the code page of Windows, decoded as if it were Latin-1.
WINDOWS = {
    code: sign for code in range(0x80, 0xA0) if code != 0x85 and (sign := bytes([code]).decode("cp1252", "ignore"))
}
BRAILLE_BLANK = {0x2800: " "}
JOINING = (  # scripts in which a joiner decides how its neighbours are written: Arabic to Myanmar, Khmer, Mongolian ...
    "\u0600-\u109f\u1780-\u17ff\u1820-\u1cff\ua800-\uabff\ufb50-\ufdff\ufe70-\ufefc\U00010a00-\U00011fff"
    "\U0001e900-\U0001e95f"
)
PICTURES = "\u203c-\u3299\U0001f000-\U0001faff"  # emoji, and the older signs that are drawn as such
# What stays, then what goes. Emoji are joined, their look is chosen and flags are spelled by characters of this kind.
UNSEEN = re.compile(
    rf"""(
      (?<=[{JOINING}])\u200c(?=[{JOINING}]) | (?<=[{JOINING}])\u200d
    | (?<=[{PICTURES}\ufe0f])\u200d(?=[{PICTURES}]) | (?<=[0-9*\#\xa9\xae{PICTURES}])[\ufe0e\ufe0f]
    | (?<=\U0001f3f4)[\U000e0020-\U000e007e]+\U000e007f
    | (?<=[\u1820-\u18aa])[\u180b-\u180f]
    | (?<=[\u3400-\u9fff\U00020000-\U0003ffff])[\ufe00-\ufe0f\U000e0100-\U000e01ef]
    )
    | [\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f]
    | [\u202a-\u202e\u2060-\u206f\u3164\ud800-\udfff\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffc\ufffe\uffff]
    | [\U0001bca0-\U0001bca3\U0001d159\U0001d173-\U0001d17a\U000e0000-\U000e0fff]""",
    re.VERBOSE,
)
BLANKS = re.compile(r"\s+")
STRUCK = re.compile(r"LATIN SMALL LETTER ([A-Z]) WITH .+")
# Signs that keyboards, telephones and word processors put for one another, and letters that decompose into no others.
ALIKE = str.maketrans(
    dict.fromkeys("`´ʹʻʼʽˈ‘’‚‛‹›′‵׳ꞌ＇", "'")
    | dict.fromkeys("ˮ“”„‟«»″‶״〃＂", '"')
    | dict.fromkeys("‐‑‒–—―⁃−⸺⸻﹘﹣－־᐀〜～", "-")
    | {"æ": "ae", "œ": "oe", "ð": "d", "þ": "th", "ı": "i", "ĸ": "k", "ŋ": "n", "ĳ": "ij"}
    | {
        letter: named[1].lower()
        for letter in map(chr, (*range(0xC0, 0x250), *range(0x1D6C, 0x1DBF), *range(0x2C60, 0x2C80)))
        if (named := STRUCK.fullmatch(unicodedata.name(letter, ""))) and not unicodedata.decomposition(letter)
    }
)
VOICED, VIRAMA = 8, 9  # classes of marks that make another letter, unlike an accent


def clean_text(text: str) -> str:
    """Several lines of text, in NFC: every kind of line break is \\n."""
    if text.isascii() and text.isprintable():
        return text
    text = LINE_BREAKS.sub("\n", text).translate(WINDOWS).translate(BRAILLE_BLANK)
    # composed after the unseen are gone: between a letter and its accent they would keep both apart
    return unicodedata.normalize("NFC", UNSEEN.sub(lambda match: match[1] or "", text))


def clean_table(text: str) -> str:
    """Rows of a pasted table: as `clean_text`, but only what ends a row in a spreadsheet is a line break."""
    return clean_text(INNER_BREAKS.sub(" ", text))


def clean_line(text: str) -> str:
    """One line of text: as `clean_text`, each run of blanks and line breaks one space."""
    return BLANKS.sub(" ", clean_text(text)).strip()


def without_unseen(text: str) -> str:
    """The text without the characters that nobody sees, those too that a script or an emoji needs."""
    return UNSEEN.sub("", text)


def folded(text: str) -> str:
    """A text as it is looked for: capitals, accents, kinds of quotes and dashes and what nobody sees don't count."""
    if text.isascii():
        return text.lower()
    plain = unicodedata.normalize("NFKD", without_unseen(text).translate(ALIKE)).casefold().translate(ALIKE)
    letters = (
        letter
        for letter in unicodedata.normalize("NFD", plain)
        if (mark := unicodedata.combining(letter)) == 0 or mark in (VOICED, VIRAMA)
    )
    return unicodedata.normalize("NFC", "".join(letters)).translate(ALIKE)
