"""What happens at each demo window at an instant: a pure function of the wall clock.

The twin of ../demo/scenario.ts; a test holds the two to the same answers. Integers only, so that both
languages compute the same. All times are milliseconds since the Unix epoch, UTC.
"""

import json
import os
import sys

DEFAULT_FILE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "demo", "scenario.json")


def load(path=DEFAULT_FILE):
    with open(path, encoding="utf-8") as file:
        return json.load(file)


def mix(seed, salt):
    """32-bit hash of two numbers (murmur3's finaliser)."""
    h = (seed * 0x9E3779B1 + salt * 0x85EBCA77 + 0x165667B1) & 0xFFFFFFFF
    h = ((h ^ (h >> 16)) * 0x85EBCA6B) & 0xFFFFFFFF
    h = ((h ^ (h >> 13)) * 0xC2B2AE35) & 0xFFFFFFFF
    return h ^ (h >> 16)


def mismatch_of(scenario, window, cycle):
    """What is wrong with a cycle of a window (None: nothing, mostly)."""
    for one in scenario["mismatches"]:
        turn = cycle % one["every"]
        if one["window"] == window["number"] and one["at"] <= turn < one["at"] + one["cycles"]:
            return one
    return None


def cycle_at(scenario, window, now_ms):
    """The cycle a window is in, with the moments of its visit (None while the window is closed)."""
    period = window["periodMs"]
    cycle = (now_ms - window["phaseMs"]) // period
    start = cycle * period + window["phaseMs"]
    kind = window["visits"][cycle % len(window["visits"])]
    seed = mix(cycle, int(window["number"]))
    wrong = mismatch_of(scenario, window, cycle)
    visit, away = None, {}
    if wrong and wrong["kind"] in ("away", "absentStep"):
        since = start - (cycle % wrong["every"] - wrong["at"]) * period
        kind, away = "away", {"awayFromMs": since, "awayToMs": since + wrong["cycles"] * period}
    elif kind != "closed":
        timing = scenario["timing"]
        called = start + timing["idleBeforeCallMs"] + mix(seed, 1) % timing["callJitterMs"]
        arrived = called + timing["walkInMs"]
        started = arrived + timing["settleMs"]
        left = start + period - timing["idleAfterMs"]
        finished = left - timing["walkOutMs"]
        visit = {
            "ticket": "%s%03d" % (window["ticketPrefix"], mix(cycle, 7) % 40 + cycle * 2 % 900 + 1),
            "calledAtMs": called,
            "arrivedAtMs": arrived,
            "startedAtMs": started,
            "finishedAtMs": finished,
            "leftAtMs": left,
            "stages": [
                {"stage": stage, "atMs": started + (finished - started) * permille // 1000}
                for stage, permille in scenario["stages"][kind]
            ],
        }
    return {
        "window": window["number"],
        "cycle": cycle,
        "kind": kind,
        "seed": seed,
        "startMs": start,
        "endMs": start + period,
        "visit": visit,
        "mismatch": wrong["kind"] if wrong else None,
        **away,
    }


def window_at(scenario, window, now_ms):
    """What is to be seen at a window now: its phase, since when and until when, and the cycle it is part of."""
    cycle = cycle_at(scenario, window, now_ms)
    visit = cycle["visit"]
    if cycle["kind"] == "away":
        phase, since, until = "away", cycle["awayFromMs"], cycle["awayToMs"]
    elif visit is None:
        phase, since, until = "closed", cycle["startMs"], cycle["endMs"]
    elif now_ms < visit["calledAtMs"]:
        phase, since, until = "idle", cycle["startMs"], visit["calledAtMs"]
    elif now_ms < visit["arrivedAtMs"]:
        phase, since, until = "arriving", visit["calledAtMs"], visit["arrivedAtMs"]
    elif now_ms < visit["startedAtMs"]:
        phase, since, until = "settling", visit["arrivedAtMs"], visit["startedAtMs"]
    elif now_ms < visit["finishedAtMs"]:
        phase, since, until = "served", visit["startedAtMs"], visit["finishedAtMs"]
    elif now_ms < visit["leftAtMs"]:
        phase, since, until = "leaving", visit["finishedAtMs"], visit["leftAtMs"]
    else:
        phase, since, until = "idle", visit["leftAtMs"], cycle["endMs"]
    return {"phase": phase, "sinceMs": since, "untilMs": until, "cycle": cycle}


def main():
    """Reads one JSON list of times on stdin, answers the state of every window at each: for the twin's test."""
    scenario = load()
    times = json.load(sys.stdin)
    json.dump([[window_at(scenario, w, t) for w in scenario["windows"]] for t in times], sys.stdout)


if __name__ == "__main__":
    main()
