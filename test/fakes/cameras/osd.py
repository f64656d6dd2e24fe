"""Text a camera writes over its picture: wall clock to the millisecond, frame counter, its own name.

Glyphs are drawn once and then copied, luma only, onto a dark ground: a frame costs a few small copies.
"""

import time

import cairo
import numpy


SIZE, CELL_W, CELL_H = 22, 14, 28
GROUND = 34
CHINA_MS = 8 * 3600 * 1000


class Osd:
    def __init__(self):
        self.glyphs = {letter: self._glyph(letter) for letter in "0123456789-:. #"}
        self.shown = {}
        self.second, self.stamp = None, ""

    def clock(self, luma, now_ms, x, y):
        second, ms = divmod(now_ms, 1000)
        if second != self.second:
            self.second = second
            self.stamp = time.strftime("%Y-%m-%d %H:%M:%S", time.gmtime(second + CHINA_MS // 1000))
        self.write(luma, "%s.%03d" % (self.stamp, ms), x, y)

    def write(self, luma, words, x, y):
        """Copies only the letters that differ from what was last written here."""
        last = self.shown.get((x, y), "")
        for n, letter in enumerate(words):
            if n >= len(last) or last[n] != letter:
                luma[y : y + CELL_H, x + n * CELL_W : x + (n + 1) * CELL_W] = self.glyphs[letter]
        self.shown[(x, y)] = words

    def _glyph(self, letter):
        surface = cairo.ImageSurface(cairo.FORMAT_A8, CELL_W, CELL_H)
        ctx = cairo.Context(surface)
        ctx.select_font_face("Noto Sans Mono CJK SC", cairo.FONT_SLANT_NORMAL, cairo.FONT_WEIGHT_BOLD)
        ctx.set_font_size(SIZE)
        extents = ctx.text_extents(letter)
        ctx.move_to((CELL_W - extents.x_advance) / 2, 22)
        ctx.show_text(letter)
        surface.flush()
        alpha = numpy.ndarray((CELL_H, surface.get_stride()), numpy.uint8, surface.get_data())[:, :CELL_W]
        return (GROUND + alpha.astype(numpy.uint16) * (235 - GROUND) // 255).astype(numpy.uint8)
