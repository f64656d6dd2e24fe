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
import scenario as story
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


class Bay:
    """One window in the picture: what its clerk, its applicant, its papers and its LED panel show now."""

    def __init__(self, scenario, window, place):
        self.scenario, self.window, self.place = scenario, window, place
        self.look = people.clerk_look(window["clerk"]["look"])
        self.rects, self.led, self.t = {}, None, 0.0
        self.clerk = self.walker = self.seated = self.paper = None
        self.sign = False

    def update(self, now_ms):
        """Takes on the state of `now_ms`; returns the rectangles that change by that."""
        moment = story.window_at(self.scenario, self.window, now_ms)
        phase, visit = moment["phase"], moment["cycle"]["visit"]
        self.t = now_ms % 3600000 / 1000
        done = (now_ms - moment["sinceMs"]) / max(1, moment["untilMs"] - moment["sinceMs"])
        self.applicant = people.applicant_look(moment["cycle"]["seed"])
        self.walker = self.seated = self.paper = None
        self.sign = phase == "closed"
        self._clerk(now_ms, moment, visit)
        seat, edge = self.place["seat"][0], 1400 if self.place["dir"] > 0 else -120
        if phase == "arriving":
            self._walk(edge, seat, done)
        elif phase == "leaving":
            self._walk(seat, edge, done)
        elif phase == "settling":
            self.seated = min(1, done * 1.6)
        elif phase == "served":
            self.seated = min(1, (1 - done) * (moment["untilMs"] - moment["sinceMs"]) / 900)
            self.paper = min(1, max(0, done * 12 - 0.4)) * min(1, max(0, (1 - done) * 12 - 0.4))
        return self._dirty(self._led_words(phase, visit, now_ms))

    def _clerk(self, now_ms, moment, visit):
        phase, walk = moment["phase"], self.scenario["timing"]["clerkWalkMs"]
        pose = {"t": self.t, "look": 0.7 * math.sin(self.t * 0.23), "busy": False, "stamp": None}
        x = self.place["clerk"][0]
        if phase == "closed":
            away = min(now_ms - moment["sinceMs"], moment["untilMs"] - now_ms) / walk
            if away >= 1:
                self.clerk = None
                return
            x += self.place["dir"] * away * away * (3 - 2 * away) * 480
            pose["rise"] = min(1, away * 3) * 34 + abs(math.sin(away * 9)) * 4
        elif phase in ("served", "settling"):
            slow = math.sin(self.t * 0.37 + x)
            pose["busy"], pose["look"] = slow > -0.35, -0.9 if slow > -0.35 else 0.8
            for stage in visit["stages"]:
                off = (now_ms - stage["atMs"]) / 900
                if -1 < off < 1:
                    pose.update(stamp=abs(off), busy=False, look=0.3)
        elif phase == "arriving":
            pose["look"] = self.place["dir"] * 0.8
        self.clerk = (x, pose)

    def _walk(self, start, end, done):
        x = start + (end - start) * done
        self.walker = (x, {"dir": 1 if end > start else -1, "step": abs(x - start) / 33})

    def _led_words(self, phase, visit, now_ms):
        if phase == "closed":
            return ("暂停服务", "请到其他窗口办理", "red")
        if phase == "arriving":
            return ("请 " + visit["ticket"] + " 号", "到 " + self.window["number"] + " 号窗口", "amber" if now_ms // 500 % 2 else "dim")
        if phase in ("settling", "served"):
            return ("正在办理", visit["ticket"] + " 号", "amber")
        return ("欢迎光临", "请等候叫号", "green")

    def _dirty(self, led):
        rects = {}
        if self.clerk:
            x = self.clerk[0]
            rects["clerk"] = (x - 84, 216, x + 86, 414)
        if self.walker:
            x = self.walker[0]
            rects["walker"] = (x - 100, 290, x + 100, HEIGHT)
        if self.seated is not None:
            x, top = self.place["seat"][0], 346 if self.seated == 1 else 290
            rects["seated"] = (x - 92, top, x + 98, HEIGHT)
        if self.paper:
            x = self.place["cx"]
            rects["paper"] = (x - 4, 400, x + 130, 450)
        if self.sign:
            x = self.place["cx"]
            rects["sign"] = (x + 10, 384, x + 130, 460)
        changed = list(rects.values()) + [rect for name, rect in self.rects.items() if rects.get(name) != rect]
        if self.sign and "sign" in self.rects:
            changed.remove(rects["sign"])
        self.rects = rects
        if led != self.led:
            self.led = led
            x, y, w, h = self.place["led"]
            changed.append((x, y, x + w, y + h))
        return changed

    def draw_behind(self, ctx):
        x, y, w, h = self.place["led"]
        colour = {"red": (1, 0.27, 0.22), "amber": (1, 0.66, 0.18), "dim": (0.5, 0.33, 0.1), "green": (0.36, 0.92, 0.48)}
        hall.text(ctx, self.led[0], x + w / 2, y + 28, 24, colour[self.led[2]], bold=True, spacing=2)
        hall.text(ctx, self.led[1], x + w / 2, y + 54, 19, colour[self.led[2]], bold=False, spacing=1)
        if self.clerk:
            people.draw_clerk(ctx, self.clerk[0], self.look, self.clerk[1])

    def draw_front(self, ctx):
        cx = self.place["cx"]
        if self.paper:
            y = 436 - 14 * self.paper
            ctx.set_source_rgb(0.99, 0.99, 0.99)
            hall.polygon(ctx, (cx + 6, y - 14), (cx + 40, y - 15), (cx + 44, y + 4), (cx + 4, y + 5))
            ctx.fill()
            ctx.set_source_rgba(0.4, 0.45, 0.5, 0.7)
            for n in range(3):
                ctx.rectangle(cx + 10, y - 10 + n * 4, 26, 1.2)
            ctx.fill()
        if self.sign:
            ctx.set_source_rgba(0, 0, 0, 0.25)
            hall.polygon(ctx, (cx + 16, 450), (cx + 124, 450), (cx + 128, 456), (cx + 12, 456))
            ctx.fill()
            ctx.set_source_rgb(0.80, 0.16, 0.14)
            hall.rounded(ctx, cx + 16, 392, 108, 60, 4)
            ctx.fill()
            hall.text(ctx, "暂停服务", cx + 70, 430, 23, (1, 1, 1), bold=True, spacing=1)
        if self.seated is not None:
            people.draw_seated(ctx, self.place["seat"][0], self.applicant, {"t": self.t, "sit": self.seated})
        if self.walker:
            people.draw_walker(ctx, self.walker[0], self.applicant, self.walker[1])
