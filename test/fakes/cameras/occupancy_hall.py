#!/usr/bin/python3
"""Hours of a drawn hall faster than real time, with what is true at each second.

    occupancy_hall.py --seconds 1800 --fps 1 --size 640x360 --truth truth.json > frames.gray

Grey frames on stdout (one byte a pixel, video range), the truth as JSON. The hall, its bays and its people are those of
the demo; chairs, bags, coats, passers-by, lamps, sun and the camera's noise come from here.
"""

import argparse
import json
import math
import os
import sys

import cairo
import numpy

sys.dont_write_bytecode = True

import attended  # noqa: E402
import hall  # noqa: E402
import people  # noqa: E402
import scenario as story  # noqa: E402
from hall import COUNTER_BACK, HEIGHT, WIDTH  # noqa: E402


def read_options():
    parser = argparse.ArgumentParser(description="hours of a drawn hall, with truth")
    parser.add_argument("--camera", default="hall-a")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seconds", type=int, default=1800)
    parser.add_argument("--fps", type=float, default=1)
    parser.add_argument("--size", default="640x360")
    parser.add_argument("--pace", type=float, default=1)
    parser.add_argument("--noise", type=float, default=3)
    parser.add_argument("--light", choices=["steady", "changing", "night", "exposure"], default="changing")
    parser.add_argument("--script", help="JSON: by window from the left, who is where: [kind, from, to] in seconds")
    parser.add_argument("--row", action="store_true", help="six windows side by side, each a third as large")
    parser.add_argument("--truth", help="where the truth goes")
    return parser.parse_args()


class Place:
    """One window of the picture at a second."""

    def __init__(self, bay, window, spells):
        self.bay, self.all, self.spells = bay, spells, spells
        self.look = people.clerk_look(window["clerk"]["look"])

    def at(self, t):
        """Only what is about now is gone through from here on."""
        self.spells = [s for s in self.all if s.start - 5 <= t < s.end + 5]

    def draw_behind(self, ctx, t):
        x, _ = self.bay["clerk"]
        passer = attended.present(self.spells, "behind", t)
        if passer:
            self._pass_behind(ctx, passer, t)
        self._chair(ctx, x, t)
        clerk = attended.present(self.spells, "clerk", t)
        if clerk:
            people.draw_clerk(ctx, x + self._shift(t), self.look, self._pose(clerk, t))
        else:
            self._walk_clerk(ctx, x, t)

    def draw_front(self, ctx, t):
        x = self.bay["seat"][0]
        if attended.present(self.spells, "sign", t):
            cx = self.bay["cx"]
            ctx.set_source_rgb(0.80, 0.16, 0.14)
            hall.rounded(ctx, cx + 16, 392, 108, 60, 4)
            ctx.fill()
        applicant = attended.present(self.spells, "applicant", t)
        if applicant:
            people.draw_seated(ctx, x, people.applicant_look(applicant.seed), {"t": t, "sit": 1})
        elif attended.present(self.spells, "bag", t):
            ctx.set_source_rgb(0.42, 0.22, 0.16)
            hall.rounded(ctx, x - 30, 548, 62, 54, 8)
            ctx.fill()
            people.limb(ctx, [(x - 16, 550), (x, 530), (x + 18, 550)], 5, (0.3, 0.16, 0.12))
        waiter = attended.present(self.spells, "waiter", t)
        if waiter:
            people.draw_walker(ctx, x - 20 + 6 * math.sin(t * 0.21), people.applicant_look(waiter.seed), {"dir": -1, "step": 0.4 * math.sin(t * 0.4)})
        for kind in ("before", "applicant", "waiter"):
            self._cross_before(ctx, kind, x, t)

    def _pose(self, clerk, t):
        if attended.present(self.spells, "still", t):
            # Breathes, reads; now and then another posture.
            posture = math.floor(t / 75)
            return {"t": 1000 + 0.03 * math.sin(t * 1.3) + posture * 0.35, "look": 0.35 * math.sin(posture * 2.1), "busy": False, "stamp": None}
        served = attended.present(self.spells, "applicant", t)
        stamp = abs(t % 37 - 18) / 2 if served and 17 < t % 37 < 19 else None
        look = -0.9 if served and math.sin(t * 0.37) > -0.35 else 0.8 * math.sin(t * 0.23)
        return {"t": t, "look": look, "busy": bool(served) and stamp is None, "stamp": stamp}

    def _shift(self, t):
        """People do not sit where they sat an hour ago."""
        return 9 * math.sin(t / 611 + self.bay["cx"])

    def _walk_clerk(self, ctx, x, t):
        """Three seconds of coming or going, outside of what counts as being there."""
        for spell in self.spells:
            if spell.kind != "clerk":
                continue
            away = max(spell.start - t, t - spell.end + 1)
            if 0 < away <= 3:
                people.draw_clerk(ctx, x + self.bay["dir"] * away * 60, self.look, {"t": t, "look": self.bay["dir"] * 0.8, "busy": False, "stamp": None, "rise": 34})

    def _chair(self, ctx, x, t):
        swivel = attended.present(self.spells, "swivel", t)
        turn = 0.15
        if swivel:
            # It comes to rest within seconds; some are nudged later.
            turn = swivel.turn * (1 if not swivel.slow else (1 if (t - swivel.start) < 90 else 0.4))
            age = t - swivel.start
            turn += 0.5 * math.exp(-age / 4) * math.cos(age * 2)
        width = 46 * abs(math.cos(turn)) + 10
        ctx.set_source_rgb(0.17, 0.18, 0.21)
        hall.rounded(ctx, x - width + turn * 14, 322, width * 2, 100, 18)
        ctx.fill()
        if attended.present(self.spells, "coat", t) and not attended.present(self.spells, "clerk", t):
            ctx.set_source_rgb(0.30, 0.36, 0.30)
            hall.polygon(ctx, (x - 40 + turn * 14, 326), (x + 34 + turn * 14, 322), (x + 44, 408), (x - 48, 408))
            ctx.fill()

    def _pass_behind(self, ctx, passer, t):
        done = (t - passer.start + 0.5) / attended.CROSSING_S
        x = self.bay["cx"] + passer.dir * (done - 0.5) * 620
        look = dict(people.clerk_look(passer.seed % 4))
        ctx.save()
        ctx.translate(x, COUNTER_BACK)
        ctx.scale(0.9, 0.9)
        ctx.translate(-x, -COUNTER_BACK)
        people.draw_clerk(ctx, x, look, {"t": t, "look": passer.dir * 0.9, "busy": False, "stamp": None, "rise": 52})
        ctx.restore()

    def _cross_before(self, ctx, kind, seat, t):
        for spell in self.spells:
            if spell.kind != kind:
                continue
            if kind == "before":
                if not spell.at(t):
                    continue
                done = (t - spell.start + 0.5) / attended.CROSSING_S
                x = self.bay["cx"] + spell.dir * (done - 0.5) * 900
                direction = spell.dir
            else:
                away = max(spell.start - t, t - spell.end + 1)
                if not 0 < away <= 4:
                    continue
                x, direction = seat + self.bay["dir"] * away * 75, 1
            people.draw_walker(ctx, x, people.applicant_look(spell.seed), {"dir": direction, "step": x / 33})


class Hall:
    def __init__(self, options, seed, size, told=None):
        scenario = story.load()
        names = [camera["name"] for camera in scenario["cameras"]]
        index = names.index(options.camera)
        self.width, self.height = size
        self.scale = self.width / WIDTH
        behind, front, windows = hall.layers(scenario, scenario["cameras"][index], index)
        self.behind, self.front = self._small(behind), self._small(front)
        self.canvas = cairo.ImageSurface(cairo.FORMAT_RGB24, self.width, self.height)
        self.ctx = cairo.Context(self.canvas)
        stride = self.canvas.get_stride() // 4
        self.bgrx = numpy.ndarray((self.height, stride, 4), numpy.uint8, self.canvas.get_data())[:, : self.width]
        self.places = [
            Place(hall.bay_of(slot), window, self._spells(options, seed * 100 + slot, told[slot] if told else None))
            for slot, window in enumerate(windows)
        ]

    def _spells(self, options, seed, told):
        if told is not None:
            return attended.around(seed, told, options.seconds)
        return attended.of_window(seed, options.seconds, options.pace)

    def _small(self, layer):
        small = cairo.ImageSurface(layer.get_format(), self.width, self.height)
        ctx = cairo.Context(small)
        ctx.scale(self.scale, self.height / HEIGHT)
        ctx.set_source_surface(layer)
        ctx.get_source().set_filter(cairo.FILTER_GOOD)
        ctx.paint()
        return small

    def luma(self, t):
        ctx = self.ctx
        ctx.set_source_surface(self.behind)
        ctx.paint()
        for place in self.places:
            place.at(t)
            self._scaled(lambda: place.draw_behind(ctx, t))
        ctx.set_source_surface(self.front)
        ctx.paint()
        for place in self.places:
            self._scaled(lambda: place.draw_front(ctx, t))
        self.canvas.flush()
        b, g, r = (self.bgrx[:, :, n].astype(numpy.uint16) for n in range(3))
        return ((r * 47 + g * 157 + b * 16 + 128) >> 8).astype(numpy.float32)

    def _scaled(self, draw):
        self.ctx.save()
        self.ctx.scale(self.scale, self.height / HEIGHT)
        draw()
        self.ctx.restore()


class Row:
    """A long counter seen from afar: three pieces of it side by side, two windows each, wall above and floor below."""

    def __init__(self, options, size):
        self.width, self.height = size
        self.piece = (self.width // 3, self.height // 3)
        self.halls = [Hall(options, options.seed * 10 + number, self.piece) for number in range(3)]
        self.places = [place for one in self.halls for place in one.places]

    def luma(self, t):
        across, down = self.piece
        picture = numpy.full((self.height, self.width), 150, numpy.float32)
        picture[self.height // 3 + down :] = 120
        for number, one in enumerate(self.halls):
            picture[self.height // 3 : self.height // 3 + down, number * across : (number + 1) * across] = one.luma(t)
        return picture


class Camera:
    """What the lens and the sensor make of it: lamps, the sun's patch wandering, exposure, noise."""

    def __init__(self, options, size):
        self.width, self.height = size
        self.light = attended.of_light(options.seed, options.seconds, options.pace, options.light)
        if options.light == "steady":
            self.light.update(steps=[(0, 1.0)], sun=0)
        self.noise = options.noise
        self.random = numpy.random.default_rng(options.seed)
        # Drawing noise is dear; a piece of a larger sheet, from elsewhere each time, is as good.
        self.sheet = self.random.normal(0, 1, (self.height * 2, self.width * 2)).astype(numpy.float32)
        ys, xs = numpy.mgrid[0 : self.height, 0 : self.width].astype(numpy.float32)
        self.across, self.down = xs / self.width, ys / self.height

    def seen(self, luma, t):
        light = self.light
        gain = attended.light_at(light, t)
        dark = light["darkFrom"] is not None and t >= light["darkFrom"]
        noise = self.noise
        if dark:
            gain, noise = 0.12, self.noise * 2
        if light["sun"] and not dark:
            turn = math.sin(2 * math.pi * t / light["day"])
            patch = numpy.exp(-(((self.across - 0.5 - 0.4 * turn) / 0.18) ** 2) - ((self.down - 0.55) / 0.3) ** 2)
            luma = luma * (gain * (1 + 0.08 * turn) + light["sun"] * max(0.0, turn + 0.3) * patch)
        else:
            luma = luma * gain
        y, x = self.random.integers(0, self.height), self.random.integers(0, self.width)
        luma = luma + 16 + noise * self.sheet[y : y + self.height, x : x + self.width]
        return numpy.clip(luma, 16, 235).astype(numpy.uint8)


def main():
    options = read_options()
    size = tuple(int(n) for n in options.size.split("x"))
    told = None
    if options.script:
        with open(options.script, encoding="utf-8") as file:
            told = json.load(file)
    drawn = Row(options, size) if options.row else Hall(options, options.seed, size, told)
    camera = Camera(options, size)
    if options.truth:
        with open(options.truth, "w", encoding="utf-8") as file:
            json.dump(
                {
                    "seconds": options.seconds,
                    "places": [attended.truth(p.all, options.seconds).hex() for p in drawn.places],
                    "spells": [[[s.kind, s.start, s.end] for s in p.all] for p in drawn.places],
                    "light": camera.light,
                },
                file,
            )
    out = sys.stdout.buffer
    try:
        for n in range(int(options.seconds * options.fps)):
            t = n / options.fps
            out.write(camera.seen(drawn.luma(t), t).tobytes())
    except BrokenPipeError:
        # Whoever read it has gone.
        os._exit(0)


if __name__ == "__main__":
    main()
