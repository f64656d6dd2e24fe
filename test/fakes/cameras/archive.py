#!/usr/bin/python3
"""What a drawn camera showed at times gone by, faster than real time: H.264 (Annex B) on stdout.

    archive.py --camera hall-a --from 1764000000000 --seconds 1800 --fps 1 --size 960x540

The burnt-in clocks show the instant drawn. Takes what the machine has to spare (nice 19), and ends with its reader.
"""

import argparse
import os
import subprocess
import sys

sys.dont_write_bytecode = True

import picture  # noqa: E402
import scenario as story  # noqa: E402


def read_options():
    parser = argparse.ArgumentParser(description="a drawn camera's past")
    parser.add_argument("--camera", required=True)
    parser.add_argument("--from", dest="from_ms", type=int, required=True, help="ms since the Unix epoch")
    parser.add_argument("--seconds", type=int, required=True)
    parser.add_argument("--fps", type=int, default=1)
    parser.add_argument("--size", default="960x540")
    parser.add_argument("--scenario", default=story.DEFAULT_FILE)
    return parser.parse_args()


def encoder(options):
    gop = options.fps * 4
    arguments = ["-v", "error", "-f", "rawvideo", "-pix_fmt", "yuv420p", "-s", "1280x720", "-r", str(options.fps)]
    arguments += ["-i", "-", "-vf", "scale=" + options.size.replace("x", ":") + ":flags=fast_bilinear"]
    arguments += ["-c:v", "libx264", "-preset", "ultrafast", "-tune", "zerolatency", "-threads", "1", "-bf", "0"]
    arguments += ["-crf", "25", "-g", str(gop), "-x264-params", "aud=1:scenecut=0", "-f", "h264", "-"]
    return subprocess.Popen(["ffmpeg", *arguments], stdin=subprocess.PIPE)


def main():
    options = read_options()
    os.nice(19)
    scenario = story.load(options.scenario)
    names = [camera["name"] for camera in scenario["cameras"]]
    index = names.index(options.camera)
    drawn = picture.Picture(scenario, scenario["cameras"][index], index)
    ffmpeg = encoder(options)
    try:
        for n in range(options.seconds * options.fps):
            now_ms = options.from_ms + n * 1000 // options.fps
            drawn.draw(now_ms)
            ffmpeg.stdin.write(drawn.stamp(now_ms))
        ffmpeg.stdin.close()
    except BrokenPipeError:
        # Whoever read it has gone; so has ffmpeg.
        pass
    sys.exit(ffmpeg.wait())


if __name__ == "__main__":
    main()
