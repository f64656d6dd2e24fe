"""What happens at drawn windows over hours, as a list of spells made from a seed; and who is there at each second.

The truth that occupancy is measured against comes from here, never from a detector. Everything is in whole seconds from
the beginning. Kinds of spell, by window: `clerk`, `still` (the clerk hardly moves), `applicant`, `behind` and `before`
(somebody passes), `waiter` (stands before the clerk and hides part of him, is not served), `bag` (left on the stool),
`coat` (left on the clerk's chair), `sign` (put up on the counter). Of the hall: `light`.
"""

import math
import random

CROSSING_S = 8


class Spell:
    def __init__(self, kind, start, end, **more):
        self.kind, self.start, self.end = kind, int(start), int(end)
        self.__dict__.update(more)

    def at(self, second):
        return self.start <= second < self.end


def of_window(seed, seconds, pace=1.0):
    """`pace`: 1 as in a hall; less: the same things happen in less time."""
    dice = random.Random(seed)
    spells = []

    def lasting(low, high):
        return max(12, dice.uniform(low, high) * pace)

    def sometimes(kind, every, length, **more):
        t = dice.expovariate(1 / (every * pace))
        while t < seconds:
            spells.append(Spell(kind, t, t + length, seed=dice.getrandbits(24), dir=dice.choice((-1, 1)), **more))
            t += length + dice.expovariate(1 / (every * pace))

    t = -lasting(0, 300) if dice.random() < 0.5 else lasting(30, 200)
    while t < seconds:
        end = t + lasting(500, 2400)
        spells.append(Spell("clerk", t, end))
        if dice.random() < 0.5:
            begin = dice.uniform(t, max(t, end - 600 * pace))
            spells.append(Spell("still", begin, min(end, begin + 600 * pace)))
        served = t + lasting(10, 90)
        while served < end:
            until = min(end, served + lasting(60, 420))
            spells.append(Spell("applicant", served, until, seed=dice.getrandbits(24)))
            if dice.random() < 0.15:
                spells.append(Spell("bag", until, until + lasting(60, 300)))
            served = until + lasting(20, 300)
        away = lasting(40, 1300)
        spells.append(Spell("swivel", end, end + away, turn=dice.uniform(-0.9, 0.9), slow=dice.random() < 0.3))
        if dice.random() < 0.3:
            spells.append(Spell("coat", end, end + away))
        if dice.random() < 0.3:
            spells.append(Spell("sign", end, end + away))
        if dice.random() < 0.3 and away > 60:
            spells.append(Spell("waiter", end + away / 4, end + away / 4 + min(away / 2, 90), seed=dice.getrandbits(24)))
        t = end + away
    sometimes("behind", 150, CROSSING_S)
    sometimes("before", 90, CROSSING_S)
    return spells


def around(seed, told, seconds):
    """Spells for people whose times somebody else wrote (`told`: kind, start, end): what they do, leave behind, and who passes."""
    dice = random.Random(seed)
    spells = [Spell(kind, start, end, seed=dice.getrandbits(24)) for kind, start, end in told]
    clerks = sorted((s for s in spells if s.kind == "clerk"), key=lambda s: s.start)
    for number, clerk in enumerate(clerks):
        for begin in range(clerk.start, clerk.end - 600, 2400):
            if dice.random() < 0.5:
                spells.append(Spell("still", begin + 300, min(clerk.end, begin + dice.uniform(500, 900))))
        back = clerks[number + 1].start if number + 1 < len(clerks) else seconds
        turn, slow = dice.uniform(-0.9, 0.9), dice.random() < 0.3
        spells.append(Spell("swivel", clerk.end, back, turn=turn, slow=slow))
        if dice.random() < 0.3:
            spells.append(Spell("coat", clerk.end, back))
        if dice.random() < 0.3:
            spells.append(Spell("sign", clerk.end, back))
    for visit in [s for s in spells if s.kind == "applicant"]:
        if dice.random() < 0.15:
            spells.append(Spell("bag", visit.end, visit.end + dice.uniform(60, 300)))
    for kind, every in (("behind", 150), ("before", 90)):
        t = dice.expovariate(1 / every)
        while t < seconds:
            spells.append(Spell(kind, t, t + CROSSING_S, seed=dice.getrandbits(24), dir=dice.choice((-1, 1))))
            t += CROSSING_S + dice.expovariate(1 / every)
    return spells


def of_light(seed, seconds, pace=1.0, kind="changing"):
    """Lamps switched, the sun through a window; `night`: the last sixth is dark; `exposure`: the camera's own jumps, too."""
    dice = random.Random(seed * 31 + 7)
    steps, t, lamps = [(0, 1.0)], 0, 1.0
    while True:
        t += dice.expovariate(1 / (900 * pace))
        if t >= seconds:
            break
        lamps = dice.choice([g for g in (0.7, 0.85, 1.0, 1.12) if g != lamps])
        steps.append((int(t), lamps))
    jumps, t = [], 0
    while kind == "exposure" and t < seconds:
        t += dice.expovariate(1 / (90 * pace))
        jumps.append((int(t), dice.choice((0.55, 0.75, 1.3, 1.6))))
    return {
        "steps": steps,
        "sun": dice.uniform(0.1, 0.3),
        "day": max(600, 5400 * pace),
        "darkFrom": seconds * 5 // 6 if kind == "night" else None,
        "jumps": jumps,
    }


def light_at(light, second):
    gain = next(g for t, g in reversed(light["steps"]) if t <= second)
    jump = next(((t, g) for t, g in reversed(light["jumps"]) if t <= second), None)
    if jump:
        # Something bright or dark came near, and exposure is found again within seconds.
        gain *= 1 + (jump[1] - 1) * math.exp(-(second - jump[0]) / 3)
    return gain


def present(spells, kind, second):
    return next((s for s in spells if s.kind == kind and s.at(second)), None)


def truth(spells, seconds):
    """Per second: bit 1 the clerk's place, bit 2 the applicants'. Somebody on his way counts when he has sat down."""
    out = bytearray(seconds)
    for spell in spells:
        bit = {"clerk": 1, "applicant": 2}.get(spell.kind)
        if bit:
            for second in range(max(0, spell.start), min(seconds, spell.end)):
                out[second] |= bit
        # Who stands before the clerk is at the applicants' place, whether he is served or not.
        if spell.kind == "waiter":
            for second in range(max(0, spell.start), min(seconds, spell.end)):
                out[second] |= 2
    return out
