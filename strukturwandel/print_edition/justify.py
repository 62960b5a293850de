"""Chinese lines that end flush: WeasyPrint justifies by widening blanks, and Chinese has none.

CSS's ``text-justify: inter-character`` is unknown to WeasyPrint 70, and blanks put between the
characters would be in every text that a reader copies or searches. So this module steps into
WeasyPrint's line layout, in two private functions: ``layout.inline.text_align`` (a line is
finished) and ``text.line_break.Layout.set_text`` (a text is handed to Pango). It is the reason
why requirements.txt names one version of WeasyPrint: raise it by hand, run
tests/print/test_justify.py and look at the pages.

A line's slack goes in equal parts between its characters and into its blanks. Punctuation that
fills half of its square keeps the empty half outside the line at both ends.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import weasyprint
from weasyprint.formatting_structure import boxes
from weasyprint.layout import inline
from weasyprint.text import line_break
from weasyprint.text.ffi import TO_UNITS, ffi, pango

from strukturwandel.print_edition.chinese import CLOSING, HAN, OPENING, is_wide

KNOWN_VERSION = "70.0"
WIDEST = 0.5  # of the type size: a line that needs more between characters stays ragged


@contextmanager
def justified() -> Iterator[None]:
    """Set Chinese lines flush while the block runs.

    Raises RuntimeError for a WeasyPrint that nobody has looked at.
    """
    if weasyprint.__version__ != KNOWN_VERSION:
        raise RuntimeError(
            f"Chinese justification is written for WeasyPrint {KNOWN_VERSION}, "
            f"{weasyprint.__version__} is installed: see strukturwandel/print_edition/justify.py"
        )
    kept = inline.text_align, line_break.Layout.set_text
    inline.text_align, line_break.Layout.set_text = _text_align, _set_text
    try:
        yield
    finally:
        inline.text_align, line_break.Layout.set_text = kept


_original_align = inline.text_align
_original_set_text = line_break.Layout.set_text


def _text_align(context: Any, line: Any, available_width: float, last: bool) -> float:
    """The offset of a finished line; the boxes of a justified line are moved apart."""
    texts = [box for box in line.descendants() if isinstance(box, boxes.TextBox) and box.text]
    if line.style["text_align_all"] != "justify" or not texts:
        return _original_align(context, line, available_width, last)
    before, after = _overhang(texts[0], 0, OPENING), _overhang(texts[-1], -1, CLOSING)
    slack = available_width - line.width + before + after
    if not last and slack > 0:
        units = sum(_units(box) for box in texts)
        units -= (
            _is_wide(texts[0].text[0], texts[0]) + _is_wide(texts[-1].text[-1], texts[-1])
        ) / 2
        spacing = slack / units if units else 0
        if 0 < spacing <= WIDEST * line.style["font_size"]:
            _Spread(context, spacing, texts[0], texts[-1]).move(line, 0)
    return -before


def _overhang(box: Any, index: int, kind: str) -> float:
    """The empty half of a punctuation mark at an end of the line; squeezed marks have none."""
    squeezed = box.style["font_feature_settings"] != "normal"
    return 0 if squeezed or box.text[index] not in kind else box.style["font_size"] / 2


def _is_wide(character: str, box: Any) -> bool:
    """Whether a character takes spacing; “ and ’ are narrow in the Latin type."""
    if "CJK" in box.style["font_family"][0]:
        return is_wide(character)
    return bool(HAN.match(character))


def _units(box: Any) -> float:
    """How many times the spacing goes into a text: half on each side of a wide character."""
    return sum(character in " \u00a0" or _is_wide(character, box) for character in box.text)


class _Spread:
    """Moves the boxes of one line apart."""

    def __init__(self, context: Any, spacing: float, first: Any, last: Any) -> None:
        self.context, self.spacing, self.first, self.last = context, spacing, first, last

    def move(self, box: Any, advance: float) -> float:
        """Move a box and its children to the right; how far what follows must move."""
        if isinstance(box, boxes.TextBox):
            return self._move_text(box, advance) if box.text else advance
        if isinstance(box, (boxes.LineBox, boxes.InlineBox)):
            box.position_x += advance
            end = advance
            for child in box.children:
                if child.is_in_normal_flow():
                    end = self.move(child, end)
            box.width += end - advance
            return end
        box.translate(advance, 0)
        return advance

    def _move_text(self, box: Any, advance: float) -> float:
        """Pango adds nothing outside a text, so the halves there are steps between boxes."""
        starts, ends = (_is_wide(box.text[end], box) / 2 for end in (0, -1))
        if box is not self.first:
            advance += starts * self.spacing
        box.position_x += advance
        inside = (_units(box) - starts - ends) * self.spacing
        box.justification_spacing = self.spacing
        layout = line_break.create_layout(box.text, box.style, self.context, None, self.spacing)
        layout.deactivate()
        box.pango_layout = layout
        box.width += inside
        advance += inside
        return advance if box is self.last else advance + ends * self.spacing


def _set_text(layout: Any, text: str, justify: bool = False) -> None:
    """WeasyPrint widens the blanks; this widens the wide characters."""
    _original_set_text(layout, text, justify)
    if not justify or not layout.justification_spacing:
        return
    attributes = pango.pango_layout_get_attributes(layout.layout)
    if attributes == ffi.NULL:
        attributes = ffi.gc(pango.pango_attr_list_new(), pango.pango_attr_list_unref)
    for start, end in _wide_runs(layout):
        spacing = pango.pango_attr_letter_spacing_new(int(layout.justification_spacing * TO_UNITS))
        spacing.start_index, spacing.end_index = start, end
        pango.pango_attr_list_change(attributes, spacing)
    pango.pango_layout_set_attributes(layout.layout, attributes)


def _wide_runs(layout: Any) -> Iterator[tuple[int, int]]:
    """Start and end in bytes of each run of wide characters."""
    start, place = None, 0
    for character in layout.text:
        if _is_wide(character, layout):
            start = place if start is None else start
        elif start is not None:
            yield start, place
            start = None
        place += len(character.encode())
    if start is not None:
        yield start, place
