"""One camera's picture, frame by frame: the still hall with the scenario's people, as I420.

Only what changes is drawn: each moving thing has a rectangle; the rectangles that changed are painted anew
with cairo and turned into I420 by themselves.
"""

import math

import cairo
import numpy

import burnt_clock
import hall
import osd
import people
from bay import Bay
from hall import HEIGHT, WIDTH

CLOCK_FACE = (640, 190, 46)
OSD_CLOCK, OSD_FRAME = (944, 12), (664, 674)


class Picture:
    def __init__(self, scenario, camera, index):
        self.scenario = scenario
        self.behind, self.front, self.windows = hall.layers(scenario, camera, index)
        self._draw_clock_face(cairo.Context(self.behind))
        self.canvas = hall.surface()
        self.ctx = cairo.Context(self.canvas)
        self.bgrx = numpy.ndarray((HEIGHT, WIDTH, 4), numpy.uint8, self.canvas.get_data())
        self.i420 = numpy.zeros(WIDTH * HEIGHT * 3 // 2, numpy.uint8)
        luma_size = WIDTH * HEIGHT
        self.y = self.i420[:luma_size].reshape(HEIGHT, WIDTH)
        self.u = self.i420[luma_size : luma_size * 5 // 4].reshape(HEIGHT // 2, WIDTH // 2)
        self.v = self.i420[luma_size * 5 // 4 :].reshape(HEIGHT // 2, WIDTH // 2)
        self.bays = [Bay(scenario, window, hall.bay_of(slot)) for slot, window in enumerate(self.windows)]
        self.osd = osd.Osd()
        self.second = None
        self.rects = {"all": (0, 0, WIDTH, HEIGHT)}
        self.frame = 0

    def draw(self, now_ms):
        """Brings the picture to `now_ms`, all but the burnt-in clocks."""
        dirty = [self.rects.pop("all")] if "all" in self.rects else []
        for bay in self.bays:
            dirty += bay.update(now_ms)
        second = now_ms // 1000
        if second != self.second:
            self.second = second
            x, y, r = CLOCK_FACE
            dirty.append((x - r, y - r, x + r, y + r))
        dirty = [rect for rect in map(snap, dirty) if rect[0] < rect[2] and rect[1] < rect[3]]
        self._paint(dirty, now_ms)
        for x0, y0, x1, y1 in dirty:
            self._convert(x0, y0, x1, y1)
        if dirty and dirty[0] == (0, 0, WIDTH, HEIGHT):
            self._ground()

    def stamp(self, now_ms):
        """Burns in the clocks, as late as can be, and returns the frame's bytes."""
        self.frame += 1
        self.osd.clock(self.y, now_ms, *OSD_CLOCK)
        self.osd.write(self.y, "#%08d" % (self.frame % 10**8), *OSD_FRAME)
        burnt_clock.burn(self.y, now_ms)
        return self.i420.tobytes()

    def _ground(self):
        burnt_clock.burn_frame(self.y, self.u, self.v)
        for (x, y), letters in ((OSD_CLOCK, 23), (OSD_FRAME, 9)):
            x1, y1 = x + letters * osd.CELL_W + 6, y + osd.CELL_H
            self.y[y:y1, x - 6 : x1] = osd.GROUND
            for chroma in (self.u, self.v):
                chroma[y // 2 : y1 // 2, (x - 6) // 2 : x1 // 2] = 128
        self.osd.shown.clear()

    def _paint(self, dirty, now_ms):
        if not dirty:
            return
        ctx = self.ctx
        ctx.save()
        for x0, y0, x1, y1 in dirty:
            ctx.rectangle(x0, y0, x1 - x0, y1 - y0)
        ctx.clip()
        ctx.set_source_surface(self.behind)
        ctx.paint()
        self._draw_clock_hands(ctx, now_ms)
        for bay in self.bays:
            bay.draw_behind(ctx)
        ctx.set_source_surface(self.front)
        ctx.paint()
        for bay in self.bays:
            bay.draw_front(ctx)
        ctx.restore()
        self.canvas.flush()

    def _convert(self, x0, y0, x1, y1):
        """BGRx to I420, BT.709 limited range, of one rectangle with even corners; never under the block clock."""
        clock_left, clock_top = (n - burnt_clock.BLOCK for n in burnt_clock.strip_origin(WIDTH, HEIGHT))
        if x1 > clock_left and y1 > clock_top and y0 < clock_top:
            self._convert(x0, y0, x1, clock_top)
            if x0 < clock_left:
                self._convert(x0, clock_top, clock_left, y1)
            return
        part = self.bgrx[y0:y1, x0:x1]
        b, g, r = (part[:, :, n].astype(numpy.uint16) for n in range(3))
        self.y[y0:y1, x0:x1] = ((r * 47 + g * 157 + b * 16 + 128) >> 8) + 16
        b, g, r = (quarter(plane) for plane in (b, g, r))
        self.u[y0 // 2 : y1 // 2, x0 // 2 : x1 // 2] = (r * -26 + g * -86 + b * 112 + 128 * 1024 + 512) >> 10
        self.v[y0 // 2 : y1 // 2, x0 // 2 : x1 // 2] = (r * 112 + g * -102 + b * -10 + 128 * 1024 + 512) >> 10

    def _draw_clock_face(self, ctx):
        x, y, r = CLOCK_FACE
        people.ellipse(ctx, x + 2, y + 4, r - 5, r - 5, (0.66, 0.68, 0.70))
        people.ellipse(ctx, x, y, r - 5, r - 5, (0.30, 0.33, 0.37))
        people.ellipse(ctx, x, y, r - 9, r - 9, (0.98, 0.98, 0.97))
        for hour in range(12):
            a = hour * math.tau / 12
            inner = r - (17 if hour % 3 == 0 else 14)
            points = [(x + math.sin(a) * n, y - math.cos(a) * n) for n in (inner, r - 12)]
            people.limb(ctx, points, 2.6 if hour % 3 == 0 else 1.4, (0.25, 0.27, 0.3))

    def _draw_clock_hands(self, ctx, now_ms):
        x, y, _ = CLOCK_FACE
        second = (now_ms + osd.CHINA_MS) // 1000 % 43200
        for turn, length, width, colour in (
            (second / 43200, 18, 4, (0.15, 0.17, 0.2)),
            (second % 3600 / 3600, 27, 3, (0.15, 0.17, 0.2)),
            (second % 60 / 60, 30, 1.4, (0.80, 0.16, 0.14)),
        ):
            a = turn * math.tau
            people.limb(ctx, [(x, y), (x + math.sin(a) * length, y - math.cos(a) * length)], width, colour)


def quarter(plane):
    """Sums of 2x2 pixels."""
    rows = plane[0::2] + plane[1::2]
    return (rows[:, 0::2] + rows[:, 1::2]).astype(numpy.int32)


def snap(rect):
    """Grown to even corners inside the picture."""
    x0, y0, x1, y1 = rect
    return (
        max(0, math.floor(x0) & ~1),
        max(0, math.floor(y0) & ~1),
        min(WIDTH, (math.ceil(x1) + 1) & ~1),
        min(HEIGHT, (math.ceil(y1) + 1) & ~1),
    )
