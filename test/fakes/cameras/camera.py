#!/usr/bin/python3
"""Fake RTSP cameras, many in one process: rtsp://127.0.0.1:PORT/NAME/main and /NAME/sub.

    camera.py --port 8554 --camera hall-a --camera hall-b      # the drawn hall of the demo scenario
    camera.py --port 0 --loop load-1=clip.mp4 --loop load-2=clip.mp4   # a prepared file, for load

Prints one line of JSON when it listens. With MC_FAKE_CAMERA_USER and MC_FAKE_CAMERA_PASSWORD in the
environment it asks for Digest authentication. With --tied it ends with its parent, or when stdin ends.
Needs Debian's python3 with gi, numpy and cairo, and gst-rtsp-server.
"""

import argparse
import ctypes
import json
import os
import signal
import sys
import threading

import gi

gi.require_version("Gst", "1.0")
gi.require_version("GstRtsp", "1.0")
gi.require_version("GstRtspServer", "1.0")
from gi.repository import GLib, Gst, GstRtsp, GstRtspServer  # noqa: E402

sys.dont_write_bytecode = True

import scenario as story  # noqa: E402
import sources  # noqa: E402
import ticker as clockwork  # noqa: E402

PR_SET_PDEATHSIG = 1


def read_options():
    parser = argparse.ArgumentParser(description="fake RTSP cameras")
    parser.add_argument("--port", type=int, default=8554, help="0 takes a free one")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--fps", type=int, default=15)
    parser.add_argument("--gop-ms", type=int, default=2000)
    parser.add_argument("--main-kbps", type=int, default=1500)
    parser.add_argument("--sub-kbps", type=int, default=400)
    parser.add_argument("--scenario", default=story.DEFAULT_FILE)
    parser.add_argument("--camera", action="append", default=[], metavar="NAME", help="one of the scenario's cameras")
    parser.add_argument("--loop", action="append", default=[], metavar="NAME=FILE", help="a file in a loop")
    parser.add_argument("--tied", action="store_true", help="end with the parent and with stdin")
    return parser.parse_args()


def tie_to_parent():
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)

    def watch():
        while sys.stdin.buffer.read(4096):
            pass
        os._exit(0)

    threading.Thread(target=watch, daemon=True).start()


def make_sources(options):
    ticker = clockwork.Ticker()
    ticker.start()
    scenario = story.load(options.scenario)
    known = [camera["name"] for camera in scenario["cameras"]]
    made = {}
    for name in options.camera:
        # A copy of a scenario's camera under another name: NAME=KNOWN.
        name, _, like = name.partition("=")
        index = known.index(like or name)
        made[name] = sources.DrawnCamera(ticker, scenario, scenario["cameras"][index], index, options)
    files = {}
    for loop in options.loop:
        name, _, file = loop.partition("=")
        files[file] = files.get(file) or sources.read_units(file)
        made[name] = sources.LoopedCamera(ticker, files[file], len(made))
    return made


def require_password(server, users):
    """Digest authentication, and a factory role that only who knows a password has."""
    auth = GstRtspServer.RTSPAuth()
    auth.set_supported_methods(GstRtsp.RTSPAuthMethod.DIGEST)
    token = GstRtspServer.RTSPToken()
    token.set_string("media.factory.role", "viewer")
    for user, password in users:
        auth.add_digest(user, password, token)
    server.set_auth(auth)


def end_sessions_with_their_connection(server):
    """As cameras do: one whose client was killed does not go on for the session's time-out of a minute."""
    pool = server.get_session_pool()

    def connected(_, client):
        sessions = set()

        def playing(_, context):
            sessions.add(context.session.get_sessionid())

        def closed(_):
            for name in sessions:
                session = pool.find(name)
                if session:
                    pool.remove(session)

        client.connect("play-request", playing)
        client.connect("closed", closed)

    server.connect("client-connected", connected)


def main():
    options = read_options()
    user = os.environ.pop("MC_FAKE_CAMERA_USER", "")
    password = os.environ.pop("MC_FAKE_CAMERA_PASSWORD", "")
    if options.tied:
        tie_to_parent()
    Gst.init(None)
    server = GstRtspServer.RTSPServer()
    server.set_address(options.host)
    server.set_service(str(options.port))
    guest = os.environ.pop("MC_FAKE_CAMERA_GUEST", "")
    if user:
        require_password(server, [(user, password)] + ([tuple(guest.split(":", 1))] if guest else []))
    mounts = server.get_mount_points()
    for name, source in make_sources(options).items():
        for profile, factory in source.factories.items():
            if user:
                factory.add_role_from_structure(
                    Gst.Structure.from_string(
                        "viewer, media.factory.access=(boolean)true, media.factory.construct=(boolean)true"
                    )[0]
                )
            mounts.add_factory("/" + name + "/" + profile, factory)
    end_sessions_with_their_connection(server)
    if server.attach(None) == 0:
        raise SystemExit("cannot listen on port %d" % options.port)

    def forget_the_dead():
        server.get_session_pool().cleanup()
        return True

    GLib.timeout_add_seconds(5, forget_the_dead)
    loop = GLib.MainLoop()
    for number in (signal.SIGTERM, signal.SIGINT):
        GLib.unix_signal_add(GLib.PRIORITY_HIGH, number, loop.quit)
    print(json.dumps({"ready": True, "port": server.get_bound_port()}), flush=True)
    loop.run()
    # Pipelines of clients that are still here would hold up an orderly end; there is nothing to save.
    os._exit(0)


if __name__ == "__main__":
    main()
