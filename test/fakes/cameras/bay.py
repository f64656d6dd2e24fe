"""One window in a camera's picture: what its clerk, its applicant, its papers and its LED panel show."""

import math

import hall
import people
import scenario as story
from hall import HEIGHT

LED_COLOURS = {"red": (1, 0.27, 0.22), "amber": (1, 0.66, 0.18), "dim": (0.5, 0.33, 0.1), "green": (0.36, 0.92, 0.48)}


class Bay:
    def __init__(self, scenario, window, place):
        self.scenario, self.window, self.place = scenario, window, place
        self.look = people.clerk_look(window["clerk"]["look"])
        self.rects, self.led, self.t = {}, None, 0.0
        self.applicant = None
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
        # Who is served off the books was not called.
        shown = "idle" if moment["cycle"]["mismatch"] == "unreported" else phase
        return self._dirty(self._led_words(shown, visit, now_ms))

    def _clerk(self, now_ms, moment, visit):
        phase, walk = moment["phase"], self.scenario["timing"]["clerkWalkMs"]
        pose = {"t": self.t, "look": 0.7 * math.sin(self.t * 0.23), "busy": False, "stamp": None}
        x = self.place["clerk"][0]
        if phase in ("closed", "away"):
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
        colour = LED_COLOURS[self.led[2]]
        hall.text(ctx, self.led[0], x + w / 2, y + 28, 24, colour, bold=True, spacing=2)
        hall.text(ctx, self.led[1], x + w / 2, y + 54, 19, colour, spacing=1)
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
