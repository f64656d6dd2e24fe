"""The people of the drawn hall: clerks behind the counter, applicants in front of it.

Flat figures with slight motion, drawn with cairo from a few numbers: where, in which pose, at which moment.
Nothing here knows the scenario.
"""

import math

import cairo

from hall import COUNTER_BACK, rounded, shade

SKINS = [(0.96, 0.82, 0.71), (0.91, 0.74, 0.61), (0.86, 0.68, 0.54), (0.94, 0.78, 0.66)]
HAIRS = [(0.10, 0.09, 0.10), (0.17, 0.13, 0.11), (0.24, 0.18, 0.14), (0.46, 0.45, 0.45), (0.13, 0.12, 0.15)]
TOPS = [
    (0.78, 0.30, 0.26), (0.24, 0.42, 0.63), (0.33, 0.52, 0.40), (0.86, 0.64, 0.28), (0.47, 0.38, 0.58),
    (0.88, 0.86, 0.82), (0.22, 0.26, 0.33), (0.80, 0.50, 0.52), (0.36, 0.56, 0.62), (0.60, 0.46, 0.34),
]
TROUSERS = [(0.19, 0.22, 0.30), (0.30, 0.31, 0.34), (0.37, 0.33, 0.28), (0.16, 0.17, 0.19), (0.27, 0.35, 0.48)]
NAVY = (0.13, 0.18, 0.30)


def applicant_look(seed):
    """How an applicant looks, from the visit's seed."""
    return {
        "skin": SKINS[seed % 4],
        "hair": HAIRS[seed // 4 % 5],
        "top": TOPS[seed // 20 % 10],
        "trousers": TROUSERS[seed // 200 % 5],
        "style": ("short", "bob", "bun", "short", "tail", "cap")[seed // 1000 % 6],
        "bag": seed // 6000 % 3,
    }


def clerk_look(number):
    return {
        "skin": SKINS[number % 2],
        "hair": HAIRS[(0, 1, 4, 0)[number % 4]],
        "woman": number % 2 == 1,
        "glasses": number % 4 == 2,
    }


def ellipse(ctx, x, y, rx, ry, colour=None):
    ctx.save()
    ctx.translate(x, y)
    ctx.scale(rx, ry)
    ctx.new_sub_path()
    ctx.arc(0, 0, 1, 0, math.tau)
    ctx.restore()
    if colour:
        ctx.set_source_rgb(*colour)
        ctx.fill()


def limb(ctx, points, width, colour):
    ctx.set_line_cap(cairo.LINE_CAP_ROUND)
    ctx.set_line_join(cairo.LINE_JOIN_ROUND)
    ctx.set_line_width(width)
    ctx.set_source_rgb(*colour)
    ctx.move_to(*points[0])
    for point in points[1:]:
        ctx.line_to(*point)
    ctx.stroke()


def draw_clerk(ctx, x, look, pose):
    """A sitting clerk facing us; the counter, drawn later, hides what is below it.

    `pose`: `t` seconds, `look` -1..1 where the face turns, `busy` types, `stamp` 0..1 the stamping arm's height
    (None when not stamping), `rise` pixels out of the seat.
    """
    t = pose["t"]
    base = COUNTER_BACK - pose.get("rise", 0)
    sway = math.sin(t * 0.9 + x) * 1.6
    head_x, head_y = x + sway + pose["look"] * 5, base - 108 + math.sin(t * 1.7 + x) * 1.0 + (2.5 if pose["busy"] else 0)
    # Jacket, shirt, tie or scarf.
    ctx.set_source_rgb(*NAVY)
    ctx.move_to(x - 66, base + 40)
    ctx.curve_to(x - 66, base - 46, x - 50 + sway, base - 66, x - 18 + sway, base - 72)
    ctx.line_to(x + 18 + sway, base - 72)
    ctx.curve_to(x + 50 + sway, base - 66, x + 66, base - 46, x + 66, base + 40)
    ctx.close_path()
    ctx.fill()
    ctx.set_source_rgb(0.96, 0.97, 0.98)
    ctx.move_to(x - 17 + sway, base - 74)
    ctx.line_to(x + 17 + sway, base - 74)
    ctx.line_to(x + sway * 0.5, base - 8)
    ctx.close_path()
    ctx.fill()
    accent = (0.72, 0.16, 0.20) if look["woman"] else (0.16, 0.34, 0.62)
    ctx.set_source_rgb(*accent)
    if look["woman"]:
        ctx.move_to(x + sway, base - 62)
        ctx.line_to(x - 13 + sway, base - 70)
        ctx.line_to(x - 10 + sway, base - 54)
        ctx.close_path()
        ctx.move_to(x + sway, base - 62)
        ctx.line_to(x + 13 + sway, base - 70)
        ctx.line_to(x + 10 + sway, base - 54)
    else:
        ctx.move_to(x - 4 + sway, base - 68)
        ctx.line_to(x + 4 + sway, base - 68)
        ctx.line_to(x + 6 + sway * 0.6, base - 22)
        ctx.line_to(x + sway * 0.5, base - 12)
        ctx.line_to(x - 6 + sway * 0.6, base - 22)
    ctx.close_path()
    ctx.fill()
    # Badge.
    ctx.set_source_rgb(0.86, 0.20, 0.18)
    ctx.rectangle(x + 28 + sway, base - 40, 15, 9)
    ctx.fill()
    # Arms: hands meet at the keyboard, or one lifts the stamp.
    typing = math.sin(t * 9) * 2.2 if pose["busy"] else 0
    limb(ctx, [(x - 56 + sway, base - 34), (x - 62, base + 2), (x - 34, base - 2 + typing)], 21, shade(NAVY, 1.18))
    ellipse(ctx, x - 28, base - 4 + typing, 9, 7.5, look["skin"])
    right = (x + 34, base - 4 - typing)
    if pose["stamp"] is not None:
        right = (x + 46, base + 2 - 46 * pose["stamp"])
    limb(ctx, [(x + 56 + sway, base - 34), (x + 64, base + 0), right], 21, shade(NAVY, 1.18))
    ellipse(ctx, right[0] - 5, right[1] - 2, 9, 7.5, look["skin"])
    if pose["stamp"] is not None:
        ctx.set_source_rgb(0.62, 0.12, 0.12)
        ctx.rectangle(right[0] - 11, right[1] - 2, 12, 17)
        ctx.fill()
    draw_face(ctx, head_x, head_y, look, pose)


def draw_face(ctx, x, y, look, pose):
    skin, hair, turn = look["skin"], look["hair"], pose["look"] * 5
    if look["woman"]:
        ellipse(ctx, x, y + 2, 32, 35, hair)
        ctx.rectangle(x - 31, y + 2, 62, 26)
        ctx.fill()
    limb(ctx, [(x, y + 22), (x, y + 40)], 19, shade(skin, 0.92))
    ellipse(ctx, x - 27, y + 3, 5, 7, shade(skin, 0.95))
    ellipse(ctx, x + 27, y + 3, 5, 7, shade(skin, 0.95))
    ellipse(ctx, x, y, 27, 32, skin)
    ctx.save()
    ellipse(ctx, x, y, 28.5, 33)
    ctx.clip()
    ctx.set_source_rgb(*hair)
    ctx.move_to(x - 34, y - 36)
    ctx.line_to(x + 34, y - 36)
    ctx.line_to(x + 34, y - 6)
    if look["woman"]:
        ctx.curve_to(x + 22, y - 8, x + 8 + turn, y - 16, x - 6 + turn, y - 20)
        ctx.curve_to(x - 14, y - 12, x - 26, y - 6, x - 34, y + 4)
    else:
        ctx.curve_to(x + 25, y - 10, x + 22, y - 14, x + 12 + turn, y - 16)
        ctx.curve_to(x, y - 18, x - 18 + turn, y - 16, x - 24, y - 9)
        ctx.line_to(x - 34, y - 4)
    ctx.close_path()
    ctx.fill()
    ctx.restore()
    blink = (pose["t"] + x) % 4.3 < 0.16
    down = 3 if pose["busy"] else 0
    for side in (-1, 1):
        ex, ey = x + side * 10.5 + turn, y + 3 + down
        ctx.set_source_rgb(0.13, 0.11, 0.12)
        if blink:
            ctx.rectangle(ex - 4, ey, 8, 1.6)
            ctx.fill()
        else:
            ellipse(ctx, ex, ey, 2.7, 3.3, (0.13, 0.11, 0.12))
        limb(ctx, [(ex - 5, ey - 8.5), (ex + 5, ey - 9)], 1.8, shade(hair, 1.3))
        if look["glasses"]:
            ctx.set_line_width(1.6)
            ctx.set_source_rgb(0.2, 0.2, 0.24)
            ellipse(ctx, ex, ey, 8, 7)
            ctx.stroke()
    ctx.set_source_rgb(*shade(skin, 0.84))
    ctx.set_line_width(2)
    ctx.move_to(x + turn * 1.2, y + 8 + down)
    ctx.line_to(x + turn * 1.3 - 2, y + 13 + down)
    ctx.stroke()
    ctx.set_source_rgb(0.70, 0.33, 0.32)
    ctx.set_line_width(2.4)
    ctx.arc(x + turn, y + 12 + down, 8, math.radians(40), math.radians(140))
    ctx.stroke()


def draw_seated(ctx, x, look, pose):
    """An applicant on the stool, seen from behind. `pose`: `t` seconds, `sit` 0..1 from standing to sitting."""
    t, sit = pose["t"], pose["sit"]
    lift = (1 - sit) * 58
    lean = math.sin(t * 0.8) * 2.5
    hip, shoulder = 602 - lift, 478 - lift + math.sin(t * 1.5) * 0.8
    top, dark = look["top"], shade(look["top"], 0.80)
    for side in (-1, 1):
        knee = (x + side * 32, 618 - lift * 0.4)
        foot = (x + side * 28, 676 + (1 - sit) * 14)
        limb(ctx, [(x + side * 22, hip), knee, foot], 30, look["trousers"])
        limb(ctx, [(foot[0] - 6, foot[1] + 8), (foot[0] + 6, foot[1] + 8)], 16, (0.14, 0.14, 0.16))
    # Upper arms go out, forearms forward onto the counter.
    gesture = max(0, math.sin(t * 0.55)) * 7 * math.sin(t * 3.1)
    limb(ctx, [(x - 50 + lean, shoulder + 20), (x - 74, shoulder + 70), (x - 66, shoulder + 34)], 26, dark)
    limb(ctx, [(x + 50 + lean, shoulder + 20), (x + 76, shoulder + 68), (x + 68 + gesture, shoulder + 30 - abs(gesture))], 26, dark)
    ctx.set_source_rgb(*top)
    ctx.move_to(x - 44, hip + 8)
    ctx.curve_to(x - 54, hip - 50, x - 66 + lean, shoulder + 44, x - 61 + lean, shoulder + 22)
    ctx.curve_to(x - 58 + lean, shoulder - 4, x - 34 + lean, shoulder - 10, x - 15 + lean, shoulder - 16)
    ctx.line_to(x + 15 + lean, shoulder - 16)
    ctx.curve_to(x + 34 + lean, shoulder - 10, x + 58 + lean, shoulder - 4, x + 61 + lean, shoulder + 22)
    ctx.curve_to(x + 66 + lean, shoulder + 44, x + 54, hip - 50, x + 44, hip + 8)
    ctx.curve_to(x + 24, hip + 18, x - 24, hip + 18, x - 44, hip + 8)
    ctx.close_path()
    ctx.fill_preserve()
    light = cairo.LinearGradient(x - 66, 0, x + 66, 0)
    light.add_color_stop_rgba(0, 0, 0, 0, 0.16)
    light.add_color_stop_rgba(0.4, 1, 1, 1, 0.07)
    light.add_color_stop_rgba(1, 0, 0, 0, 0.18)
    ctx.set_source(light)
    ctx.fill()
    nod = math.sin(t * 2.1) * 1.2
    draw_head_behind(ctx, x + lean * 1.3, shoulder - 54 + nod, look)
    if look["bag"] == 1:
        limb(ctx, [(x - 34 + lean, shoulder - 6), (x + 44, hip - 22)], 6, shade(look["trousers"], 0.7))
        ctx.set_source_rgb(*shade(look["trousers"], 0.8))
        rounded(ctx, x + 22, hip - 34, 46, 36, 7)
        ctx.fill()


def draw_head_behind(ctx, x, y, look):
    limb(ctx, [(x, y + 24), (x, y + 42)], 25, shade(look["skin"], 0.88))
    ellipse(ctx, x - 32, y + 5, 5.5, 8, shade(look["skin"], 0.93))
    ellipse(ctx, x + 32, y + 5, 5.5, 8, shade(look["skin"], 0.93))
    hair, style = look["hair"], look["style"]
    if style == "bob":
        ellipse(ctx, x, y + 2, 36, 39, hair)
        ctx.rectangle(x - 36, y + 2, 72, 34)
        ctx.fill()
    elif style == "cap":
        ellipse(ctx, x, y + 4, 31, 34, hair)
        ctx.set_source_rgb(*shade(look["top"], 0.6))
        ctx.arc(x, y - 2, 33.5, math.pi, math.tau)
        ctx.close_path()
        ctx.fill()
    else:
        ellipse(ctx, x, y - 2, 32.5, 35, hair)
        if style == "bun":
            ellipse(ctx, x, y - 36, 16, 14, hair)
        elif style == "tail":
            limb(ctx, [(x, y + 4), (x + 2, y + 62)], 19, hair)
    ctx.set_source_rgba(1, 1, 1, 0.05)
    ellipse(ctx, x - 9, y - 15, 15, 11)
    ctx.fill()


def draw_walker(ctx, x, look, pose):
    """An applicant walking, from the side. `pose`: `step` radians of gait, `dir` 1 to the right, -1 to the left."""
    d, phase = pose["dir"], pose["step"]
    bob = abs(math.cos(phase)) * 5
    hip, shoulder = 508 - bob, 392 - bob
    ctx.set_source_rgba(0, 0, 0, 0.20)
    ellipse(ctx, x, 698, 60, 11)
    ctx.fill()
    swing = math.sin(phase)

    def leg(amount, colour):
        bend = max(0, -amount) * 22
        knee = (x + d * (amount * 26 + 8), hip + 88)
        foot = (x + d * (amount * 52 - bend), 690 - bend * 0.6)
        limb(ctx, [(x, hip), knee, foot], 33, colour)
        limb(ctx, [(foot[0], foot[1] + 3), (foot[0] + d * 16, foot[1] + 4)], 17, (0.14, 0.14, 0.16))

    def arm(amount, colour):
        elbow = (x + d * (amount * 28 - 6), shoulder + 66)
        hand = (x + d * (amount * 44 + 14), shoulder + 116)
        limb(ctx, [(x, shoulder + 20), elbow, hand], 23, colour)
        ellipse(ctx, hand[0] + d * 3, hand[1] + 9, 10, 11, look["skin"])
        return hand

    arm(swing * 0.9, shade(look["top"], 0.66))
    leg(-swing, shade(look["trousers"], 0.78))
    leg(swing, look["trousers"])
    ctx.set_source_rgb(*look["top"])
    ctx.move_to(x - 33, hip + 14)
    ctx.curve_to(x - 40, hip - 60, x - 40, shoulder + 10, x - 14, shoulder - 6)
    ctx.line_to(x + 14, shoulder - 6)
    ctx.curve_to(x + 40, shoulder + 10, x + 40, hip - 60, x + 33, hip + 14)
    ctx.curve_to(x + 16, hip + 24, x - 16, hip + 24, x - 33, hip + 14)
    ctx.close_path()
    ctx.fill()
    hand = arm(-swing * 0.9, shade(look["top"], 0.84))
    if look["bag"] == 2:
        ctx.set_source_rgb(0.93, 0.92, 0.88)
        ctx.rectangle(hand[0] - 17, hand[1] + 12, 36, 46)
        ctx.fill()
        ctx.set_source_rgb(0.75, 0.20, 0.18)
        ctx.rectangle(hand[0] - 17, hand[1] + 24, 36, 6)
        ctx.fill()
    elif look["bag"] == 1:
        limb(ctx, [(x - d * 12, shoulder), (x - d * 26, hip - 16)], 6, shade(look["trousers"], 0.7))
        ctx.set_source_rgb(*shade(look["trousers"], 0.8))
        rounded(ctx, x - d * 26 - 23, hip - 26, 46, 38, 7)
        ctx.fill()
    draw_head_side(ctx, x + d * 4, shoulder - 46, look, d)


def draw_head_side(ctx, x, y, look, d):
    limb(ctx, [(x - d * 3, y + 20), (x - d * 5, y + 40)], 23, shade(look["skin"], 0.9))
    if look["style"] == "tail":
        limb(ctx, [(x - d * 24, y - 4), (x - d * 34, y + 44)], 17, look["hair"])
    if look["style"] == "bun":
        ellipse(ctx, x - d * 28, y - 20, 14, 14, look["hair"])
    ellipse(ctx, x, y, 30, 34, look["skin"])
    ellipse(ctx, x + d * 30, y + 6, 5, 5.5, look["skin"])
    ctx.save()
    ellipse(ctx, x - d * 1, y - 1, 31.5, 35.5)
    ctx.clip()
    ctx.set_source_rgb(*look["hair"])
    ctx.move_to(x + d * 22, y - 40)
    ctx.curve_to(x + d * 24, y - 18, x + d * 6, y - 16, x + d * 2, y - 4)
    low = 40 if look["style"] == "bob" else 16
    ctx.curve_to(x, y + 6, x - d * 10, y + 4, x - d * 8, y + low)
    ctx.line_to(x - d * 40, y + low)
    ctx.line_to(x - d * 40, y - 40)
    ctx.close_path()
    ctx.fill()
    if look["style"] == "cap":
        ctx.set_source_rgb(*shade(look["top"], 0.6))
        ctx.rectangle(x - 40, y - 40, 80, 30)
        ctx.fill()
    ctx.restore()
    if look["style"] == "cap":
        limb(ctx, [(x + d * 24, y - 12), (x + d * 42, y - 10)], 6, shade(look["top"], 0.55))
    ellipse(ctx, x + d * 17, y + 2, 2.6, 3.4, (0.13, 0.11, 0.12))
    ellipse(ctx, x - d * 5, y + 6, 5, 7.5, shade(look["skin"], 0.88))
    limb(ctx, [(x + d * 19, y + 19), (x + d * 25, y + 18)], 2.2, (0.68, 0.34, 0.32))
