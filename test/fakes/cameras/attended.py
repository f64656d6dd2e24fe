"""What happens at drawn windows over hours, as a list of spells made from a seed; and who is there at each second.

The truth that occupancy is measured against comes from here, never from a detector. Everything is in whole seconds from
the beginning. Kinds of spell, by window: `clerk`, `still` (the clerk hardly moves), `applicant`, `behind` and `before`
(somebody passes), `waiter` (stands before the clerk and hides part of him, is not served), `bag` (left on the stool),
`coat` (left on the clerk's chair), `sign` (put up on the counter). Of the hall: `light`.
"""

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


def of_light(seed, seconds, pace=1.0, night=False):
    """Lamps switched, exposure steps, the sun through a window; `night`: the last sixth is dark."""
    dice = random.Random(seed * 31 + 7)
    steps, t, lamps = [(0, 1.0)], 0, 1.0
    while True:
        t += dice.expovariate(1 / (900 * pace))
        if t >= seconds:
            break
        lamps = dice.choice([g for g in (0.7, 0.85, 1.0, 1.12) if g != lamps])
        steps.append((int(t), lamps))
    return {
        "steps": steps,
        "sun": dice.uniform(0.1, 0.3),
        "day": max(600, 5400 * pace),
        "darkFrom": seconds * 5 // 6 if night else None,
    }


def light_at(light, second):
    gain = next(g for t, g in reversed(light["steps"]) if t <= second)
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
