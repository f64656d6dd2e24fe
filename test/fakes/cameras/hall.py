"""The parts of the drawn hall that stand still: wall, signs, counter, floor. Drawn once with cairo.

Coordinates are those of the 1280x720 picture. Two layers come out of here: what lies behind the clerks, and
what stands in front of them (counter and what is on it). Applicants are drawn over both.
"""

import math

import cairo

WIDTH, HEIGHT = 1280, 720
SANS = "Noto Sans CJK SC"

# Per camera: accent colours, so that two areas of a hall can be told apart at a glance.
THEMES = [
    {"accent": (0.12, 0.36, 0.62), "deep": (0.07, 0.20, 0.37), "wood": (0.80, 0.69, 0.55)},
    {"accent": (0.10, 0.45, 0.46), "deep": (0.05, 0.25, 0.29), "wood": (0.76, 0.66, 0.56)},
]

BAY_CENTRES = (330, 950)
COUNTER_BACK, COUNTER_FRONT, COUNTER_FOOT = 408, 446, 588
LED = {"dx": -56, "y": 128, "w": 214, "h": 62}
HORIZON = (640, 40)


def bay_of(slot):
    """Where things of a bay are: `cx` is its middle, `dir` points from it towards its outer edge of the picture."""
    cx = BAY_CENTRES[slot]
    side = -1 if slot == 0 else 1
    return {
        "slot": slot,
        "cx": cx,
        "dir": side,
        "clerk": (cx - 6, COUNTER_BACK),
        "seat": (cx + 62, 0),
        "led": (cx + LED["dx"], LED["y"], LED["w"], LED["h"]),
    }


def surface():
    return cairo.ImageSurface(cairo.FORMAT_RGB24, WIDTH, HEIGHT)


def overlay():
    return cairo.ImageSurface(cairo.FORMAT_ARGB32, WIDTH, HEIGHT)


def gradient(ctx, y0, y1, top, bottom):
    paint = cairo.LinearGradient(0, y0, 0, y1)
    paint.add_color_stop_rgba(0, *(top if len(top) == 4 else (*top, 1)))
    paint.add_color_stop_rgba(1, *(bottom if len(bottom) == 4 else (*bottom, 1)))
    ctx.set_source(paint)


def shade(colour, factor):
    return tuple(max(0, min(1, c * factor)) for c in colour)


def rounded(ctx, x, y, w, h, r):
    ctx.new_sub_path()
    ctx.arc(x + w - r, y + r, r, -math.pi / 2, 0)
    ctx.arc(x + w - r, y + h - r, r, 0, math.pi / 2)
    ctx.arc(x + r, y + h - r, r, math.pi / 2, math.pi)
    ctx.arc(x + r, y + r, r, math.pi, math.pi * 1.5)
    ctx.close_path()


def polygon(ctx, *points):
    ctx.move_to(*points[0])
    for point in points[1:]:
        ctx.line_to(*point)
    ctx.close_path()


def text(ctx, words, x, y, size, colour, bold=False, align=0.5, spacing=0):
    """One line of text; `y` is its baseline, `align` 0 left, 0.5 centred, 1 right."""
    ctx.select_font_face(SANS, cairo.FONT_SLANT_NORMAL, cairo.FONT_WEIGHT_BOLD if bold else cairo.FONT_WEIGHT_NORMAL)
    ctx.set_font_size(size)
    ctx.set_source_rgba(*colour) if len(colour) == 4 else ctx.set_source_rgb(*colour)
    width = ctx.text_extents(words).x_advance + spacing * (len(words) - 1)
    x -= width * align
    for letter in words:
        ctx.move_to(x, y)
        ctx.show_text(letter)
        x += ctx.text_extents(letter).x_advance + spacing


def draw_behind(ctx, theme, hall_name, sign, windows):
    """Wall, ceiling, name, window signs, cabinets, floor: all that a clerk stands in front of."""
    gradient(ctx, 0, 420, (0.90, 0.91, 0.91), (0.80, 0.82, 0.83))
    ctx.paint()
    draw_cabinets(ctx, theme)
    draw_fascia(ctx, theme, hall_name, sign)
    for slot, window in enumerate(windows):
        draw_sign(ctx, theme, bay_of(slot), window)
    draw_floor(ctx)


def draw_fascia(ctx, theme, hall_name, sign):
    gradient(ctx, 0, 100, shade(theme["deep"], 0.9), theme["deep"])
    ctx.rectangle(0, 0, WIDTH, 96)
    ctx.fill()
    gradient(ctx, 96, 108, shade(theme["deep"], 0.45), shade(theme["deep"], 0.7))
    ctx.rectangle(0, 96, WIDTH, 8)
    ctx.fill()
    # A row of down-lights under the fascia, and the light they throw on the wall.
    for x in range(70, WIDTH, 142):
        glow = cairo.RadialGradient(x, 108, 4, x, 150, 120)
        glow.add_color_stop_rgba(0, 1, 0.97, 0.88, 0.55)
        glow.add_color_stop_rgba(1, 1, 0.97, 0.88, 0)
        ctx.set_source(glow)
        ctx.rectangle(x - 130, 104, 260, 180)
        ctx.fill()
        ctx.set_source_rgb(1, 0.99, 0.95)
        rounded(ctx, x - 16, 101, 32, 5, 2.5)
        ctx.fill()
    text(ctx, hall_name, 640, 66, 42, (0.97, 0.98, 1), bold=True, spacing=8)


def draw_cabinets(ctx, theme):
    """Filing shelves along the back wall, low enough that heads stand clear of them."""
    top, bottom = 286, 420
    for left in range(-8, WIDTH, 108):
        ctx.set_source_rgb(*shade(theme["wood"], 0.92))
        ctx.rectangle(left, top, 106, bottom - top)
        ctx.fill()
        ctx.set_source_rgb(*shade(theme["wood"], 0.62))
        ctx.rectangle(left + 5, top + 6, 96, 46)
        ctx.rectangle(left + 5, top + 60, 96, 60)
        ctx.fill()
        draw_folders(ctx, left + 8, top + 6, left)
        draw_folders(ctx, left + 8, top + 60, left + 1)
    # Distance: the wall behind is paler than what stands in front of it.
    ctx.set_source_rgba(0.80, 0.80, 0.78, 0.46)
    ctx.rectangle(0, top, WIDTH, bottom - top)
    ctx.fill()
    gradient(ctx, top - 6, top, shade(theme["wood"], 1.14), shade(theme["wood"], 0.98))
    ctx.rectangle(0, top - 6, WIDTH, 7)
    ctx.fill()


def draw_folders(ctx, x, top, seed):
    colours = [(0.30, 0.42, 0.58), (0.62, 0.34, 0.30), (0.84, 0.82, 0.76), (0.36, 0.50, 0.44), (0.70, 0.58, 0.36)]
    for n in range(7):
        height = 34 + (seed * 7 + n * 5) % 9
        ctx.set_source_rgb(*shade(colours[(seed // 3 + n * 3) % 5], 0.86))
        ctx.rectangle(x + n * 13, top + 45 - height, 11, height)
        ctx.fill()
        ctx.set_source_rgba(1, 1, 1, 0.5)
        ctx.rectangle(x + n * 13 + 3, top + 51 - height, 5, 9)
        ctx.fill()


def draw_sign(ctx, theme, bay, window):
    """A big number, what the window is for, and the dark face of its LED panel."""
    cx = bay["cx"]
    for x in (cx - 120, cx + 120):
        ctx.set_source_rgb(0.45, 0.47, 0.5)
        ctx.rectangle(x - 2, 100, 4, 24)
        ctx.fill()
    ctx.set_source_rgba(0, 0, 0, 0.22)
    rounded(ctx, cx - 166, 124, 336, 104, 8)
    ctx.fill()
    gradient(ctx, 120, 222, shade(theme["accent"], 1.12), shade(theme["accent"], 0.88))
    rounded(ctx, cx - 168, 120, 336, 102, 8)
    ctx.fill()
    ctx.set_source_rgb(0.98, 0.98, 0.97)
    rounded(ctx, cx - 158, 128, 92, 86, 6)
    ctx.fill()
    text(ctx, window["number"], cx - 112, 199, 76, shade(theme["accent"], 0.95), bold=True)
    x, y, w, h = bay["led"]
    ctx.set_source_rgb(0.05, 0.05, 0.06)
    rounded(ctx, x, y, w, h, 4)
    ctx.fill()
    text(ctx, window["name"], x + w / 2, 212, 18, (0.95, 0.97, 1), bold=True, spacing=5)


def draw_floor(ctx):
    gradient(ctx, COUNTER_FOOT - 30, HEIGHT, (0.62, 0.64, 0.65), (0.78, 0.79, 0.79))
    ctx.rectangle(0, COUNTER_FOOT - 40, WIDTH, HEIGHT - COUNTER_FOOT + 40)
    ctx.fill()
    ctx.set_line_width(1.2)
    ctx.set_source_rgba(0.45, 0.48, 0.5, 0.35)
    vx, vy = HORIZON
    for x in range(-2200, 3500, 150):
        ctx.move_to(vx + (x - vx) * (COUNTER_FOOT - vy) / (HEIGHT - vy), COUNTER_FOOT)
        ctx.line_to(x, HEIGHT)
        ctx.stroke()
    for y in (600, 628, 662, 704):
        ctx.move_to(0, y)
        ctx.line_to(WIDTH, y)
        ctx.stroke()


def draw_front(ctx, theme, windows):
    """Counter and what stands on it, on a transparent ground."""
    # Reflection of the counter in the polished floor, then its contact shadow.
    gradient(ctx, COUNTER_FOOT, 680, (*shade(theme["accent"], 0.9), 0.30), (*theme["accent"], 0))
    ctx.rectangle(0, COUNTER_FOOT, WIDTH, 92)
    ctx.fill()
    gradient(ctx, COUNTER_FOOT, COUNTER_FOOT + 16, (0, 0, 0, 0.35), (0, 0, 0, 0))
    ctx.rectangle(0, COUNTER_FOOT, WIDTH, 16)
    ctx.fill()
    # Stone top, its front edge, panelled front, kick board.
    gradient(ctx, COUNTER_BACK, COUNTER_FRONT, (0.84, 0.83, 0.80), (0.93, 0.92, 0.90))
    ctx.rectangle(0, COUNTER_BACK, WIDTH, COUNTER_FRONT - COUNTER_BACK)
    ctx.fill()
    ctx.set_source_rgb(0.72, 0.70, 0.67)
    ctx.rectangle(0, COUNTER_FRONT, WIDTH, 9)
    ctx.fill()
    gradient(ctx, COUNTER_FRONT + 9, COUNTER_FOOT, shade(theme["wood"], 1.08), shade(theme["wood"], 0.86))
    ctx.rectangle(0, COUNTER_FRONT + 9, WIDTH, COUNTER_FOOT - COUNTER_FRONT - 9)
    ctx.fill()
    ctx.set_source_rgba(0.25, 0.17, 0.10, 0.20)
    for x in range(20, WIDTH, 155):
        ctx.rectangle(x, COUNTER_FRONT + 9, 2, COUNTER_FOOT - COUNTER_FRONT - 9)
    ctx.fill()
    gradient(ctx, COUNTER_FRONT + 9, COUNTER_FRONT + 30, (0, 0, 0, 0.28), (0, 0, 0, 0))
    ctx.rectangle(0, COUNTER_FRONT + 9, WIDTH, 21)
    ctx.fill()
    ctx.set_source_rgb(*theme["accent"])
    ctx.rectangle(0, 520, WIDTH, 10)
    ctx.fill()
    ctx.set_source_rgb(*shade(theme["deep"], 0.8))
    ctx.rectangle(0, COUNTER_FOOT - 16, WIDTH, 16)
    ctx.fill()
    draw_pillar(ctx, theme)
    for slot, window in enumerate(windows):
        draw_desk(ctx, theme, bay_of(slot), window)


def draw_pillar(ctx, theme):
    """Between the bays: a slim screen with a plant in front of it."""
    gradient(ctx, 300, 446, (0.80, 0.87, 0.90, 0.55), (0.86, 0.91, 0.93, 0.75))
    rounded(ctx, 612, 300, 56, 140, 4)
    ctx.fill()
    ctx.set_source_rgba(1, 1, 1, 0.7)
    ctx.rectangle(616, 304, 3, 132)
    ctx.fill()
    for angle, length in ((-62, 46), (-38, 62), (-14, 72), (12, 70), (36, 60), (60, 44), (-80, 30), (80, 30)):
        a = math.radians(angle)
        tip = (640 + math.sin(a) * length, 412 - math.cos(a) * length)
        ctx.set_source_rgb(0.20, 0.44 + 0.05 * math.cos(a * 5), 0.26)
        ctx.move_to(636, 416)
        ctx.curve_to(632 + math.sin(a) * 20, 390, tip[0] - 10, tip[1] + 12, *tip)
        ctx.curve_to(tip[0] + 8, tip[1] + 20, 648 + math.sin(a) * 12, 396, 645, 416)
        ctx.fill()
    gradient(ctx, 410, 446, (0.96, 0.96, 0.95), (0.78, 0.78, 0.77))
    polygon(ctx, (616, 410), (664, 410), (657, 444), (623, 444))
    ctx.fill()


def draw_desk(ctx, theme, bay, window):
    """Monitor (its back to us), scanner, rating pad, name plate of one window."""
    cx = bay["cx"]
    # Monitor, turned a little towards the clerk.
    ctx.set_source_rgba(0, 0, 0, 0.18)
    ctx.save()
    ctx.translate(cx - 108, 436)
    ctx.scale(1, 0.16)
    ctx.arc(0, 0, 40, 0, math.tau)
    ctx.restore()
    ctx.fill()
    ctx.set_source_rgb(0.30, 0.32, 0.35)
    polygon(ctx, (cx - 118, 398), (cx - 98, 398), (cx - 92, 434), (cx - 124, 434))
    ctx.fill()
    gradient(ctx, 322, 408, (0.24, 0.26, 0.29), (0.15, 0.16, 0.18))
    polygon(ctx, (cx - 164, 326), (cx - 58, 320), (cx - 58, 402), (cx - 164, 410))
    ctx.fill()
    ctx.set_source_rgba(1, 1, 1, 0.10)
    polygon(ctx, (cx - 164, 326), (cx - 58, 320), (cx - 58, 323), (cx - 164, 329))
    ctx.fill()
    ctx.set_source_rgba(0.8, 0.85, 0.9, 0.5)
    ctx.arc(cx - 111, 364, 5, 0, math.tau)
    ctx.fill()
    # Document scanner on its arm.
    ctx.set_source_rgb(0.35, 0.37, 0.40)
    ctx.set_line_width(5)
    ctx.set_line_cap(cairo.LINE_CAP_ROUND)
    ctx.move_to(cx + 142, 432)
    ctx.line_to(cx + 142, 366)
    ctx.line_to(cx + 112, 358)
    ctx.stroke()
    ctx.set_source_rgb(0.22, 0.24, 0.27)
    rounded(ctx, cx + 100, 352, 22, 11, 3)
    rounded(ctx, cx + 112, 428, 54, 9, 3)
    ctx.fill()
    # Rating pad for the applicant, tilted to us.
    ctx.set_source_rgb(0.20, 0.22, 0.25)
    polygon(ctx, (cx - 42, 420), (cx - 2, 420), (cx + 2, 450), (cx - 46, 450))
    ctx.fill()
    gradient(ctx, 422, 447, (0.55, 0.78, 0.95), (0.30, 0.55, 0.82))
    polygon(ctx, (cx - 39, 423), (cx - 5, 423), (cx - 2, 446), (cx - 42, 446))
    ctx.fill()
    for n in range(5):
        ctx.set_source_rgba(1, 0.93, 0.5, 0.95)
        ctx.arc(cx - 35 + n * 6.6, 438, 2.2, 0, math.tau)
        ctx.fill()
    # Name plate.
    plate_x = cx - 214
    ctx.set_source_rgba(0, 0, 0, 0.2)
    polygon(ctx, (plate_x + 3, 449), (plate_x + 87, 449), (plate_x + 92, 453), (plate_x - 1, 453))
    ctx.fill()
    ctx.set_source_rgb(*theme["accent"])
    rounded(ctx, plate_x, 408, 86, 42, 3)
    ctx.fill()
    ctx.set_source_rgb(0.97, 0.97, 0.96)
    ctx.rectangle(plate_x, 424, 86, 26)
    ctx.fill()
    text(ctx, "工号 " + window["clerk"]["code"], plate_x + 43, 420, 10.5, (1, 1, 1))
    text(ctx, window["clerk"]["name"], plate_x + 43, 443, 17, (0.13, 0.16, 0.2), bold=True, spacing=2)


def draw_stool(ctx, bay):
    """The applicant's stool: drawn under a sitting applicant, and by itself when nobody sits there."""
    x = bay["seat"][0]
    ctx.set_source_rgba(0, 0, 0, 0.22)
    ctx.save()
    ctx.translate(x, 690)
    ctx.scale(1, 0.24)
    ctx.arc(0, 0, 52, 0, math.tau)
    ctx.restore()
    ctx.fill()
    ctx.set_source_rgb(0.50, 0.52, 0.55)
    ctx.rectangle(x - 5, 612, 10, 74)
    ctx.fill()
    for y, radius, colour in ((687, 38, (0.42, 0.44, 0.47)), (610, 44, (0.15, 0.17, 0.20)), (604, 44, (0.24, 0.27, 0.31))):
        ctx.set_source_rgb(*colour)
        ctx.save()
        ctx.translate(x, y)
        ctx.scale(1, 0.27)
        ctx.arc(0, 0, radius, 0, math.tau)
        ctx.restore()
        ctx.fill()


def layers(scenario, camera, index):
    """The two still layers of a camera's picture, and its windows in order from the left."""
    theme = THEMES[index % len(THEMES)]
    by_number = {w["number"]: w for w in scenario["windows"]}
    windows = [by_number[number] for number in camera["windows"]]
    behind = surface()
    draw_behind(cairo.Context(behind), theme, scenario["hall"]["name"], camera["sign"], windows)
    front = overlay()
    ctx = cairo.Context(front)
    draw_front(ctx, theme, windows)
    for slot in range(len(windows)):
        draw_stool(ctx, bay_of(slot))
    return behind, front, windows
