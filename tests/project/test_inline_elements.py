"""Nothing that stands as a block is drawn inside a span or a paragraph, where browsers move it out or drop it."""

from __future__ import annotations

import re
from pathlib import Path

TEMPLATES = Path("templates")
BLOCK = re.compile(r"<(form|div|ul|ol|dl|p|table|section|details|fieldset|h[1-6])\b")
INLINE = re.compile(r"<(span|p|strong|em|label|h[1-6])\b[^>]*>((?:(?!</\1>).)*?)</\1>", re.DOTALL)
INCLUDE = re.compile(r"""{% include "([^"]+)\"""")
COMMENT = re.compile(r"{% comment %}.*?{% endcomment %}", re.DOTALL)


def sources() -> dict[str, str]:
    paths = TEMPLATES.rglob("*.html")
    return {str(path.relative_to(TEMPLATES)): COMMENT.sub("", path.read_text()) for path in paths}


def blocks(found: dict[str, str]) -> set[str]:
    """The templates that draw a block, by themselves or by what they include."""
    drawn = {name for name, source in found.items() if BLOCK.search(source)}
    while more := {
        name for name, source in found.items() if name not in drawn and drawn.intersection(INCLUDE.findall(source))
    }:
        drawn |= more
    return drawn


def test_no_block_stands_inside_a_span_or_a_paragraph() -> None:
    found = sources()
    drawn, faults = blocks(found), []
    for name, source in found.items():
        for match in INLINE.finditer(source):
            inside = [*(f"<{tag}>" for tag in BLOCK.findall(match[2])), *drawn.intersection(INCLUDE.findall(match[2]))]
            faults += [f"{name}: {what} inside <{match[1]}>" for what in inside]
    assert faults == []
