#!/usr/bin/python3
"""RTSP cameras of every kind in one process, for conformance: codecs, profiles, sound, transports, passwords.

Reads one line of JSON on stdin: {"user", "password", "cameras": [{"name", "file", "codec", "audio", "udpOnly",
"digest", "timestampOffset", "sequenceOffset", "mtu", "setsBeforeSlices"}]}. Prints one line when it listens:
{"ready": true, "port", "digestPort"}; cameras with "digest" are at the second port. Ends with its stdin.
A file's pictures are read once and played in a loop, the clock running on across the loop point.
"""

import ctypes
import json
import os
import signal
import sys
import threading
import time

import gi

gi.require_version("Gst", "1.0")
gi.require_version("GstRtsp", "1.0")
gi.require_version("GstRtspServer", "1.0")
from gi.repository import GLib, Gst, GstRtsp, GstRtspServer  # noqa: E402

PARSERS = {
    "h264": "qtdemux ! h264parse config-interval=-1 ! video/x-h264,stream-format=byte-stream,alignment=au",
    "h265": "qtdemux ! h265parse config-interval=-1 ! video/x-h265,stream-format=byte-stream,alignment=au",
    "mjpeg": "qtdemux ! jpegparse",
    "aac": "qtdemux name=d d.audio_0 ! aacparse",
}
# The parsers put parameter sets before each keyframe; the payloaders would put them before each of its slices.
PAYLOADERS = {"h264": "rtph264pay", "h265": "rtph265pay", "mjpeg": "rtpjpegpay"}
SOUND = {"aac": "rtpmp4gpay pt=97", "pcma": "rtppcmapay pt=8", "pcmu": "rtppcmupay pt=0"}
G711_BYTES, G711_NS = 160, 20_000_000
APPSRC = "appsrc name={} is-live=true format=time block=false"


def units_of(path, parser):
    """Caps and (data, pts, dts, duration) of everything in one track of the file."""
    pipeline = Gst.parse_launch(f'filesrc location="{path}" ! {PARSERS[parser]} ! appsink name=s sync=false')
    sink = pipeline.get_by_name("s")
    pipeline.set_state(Gst.State.PLAYING)
    units, caps = [], None
    while (sample := sink.emit("pull-sample")) is not None:
        caps = caps or sample.get_caps().to_string()
        buffer = sample.get_buffer()
        dts = buffer.pts if buffer.dts == Gst.CLOCK_TIME_NONE else buffer.dts
        units.append((buffer.extract_dup(0, buffer.get_size()), buffer.pts, dts, buffer.duration))
    pipeline.set_state(Gst.State.NULL)
    if not units:
        raise SystemExit(f"nothing for {parser} in {path}")
    return caps, units


def g711_units(codec):
    """A second of silence that is not: alternating code words, heard as a faint tone."""
    data = bytes((0x55 if n // 10 % 2 else 0xD5) if codec == "pcma" else (0x7F if n // 10 % 2 else 0xFF) for n in range(G711_BYTES))
    caps = f"audio/x-{'alaw' if codec == 'pcma' else 'mulaw'},rate=8000,channels=1"
    return caps, [(data, n * G711_NS, n * G711_NS, G711_NS) for n in range(50)]


def feed(source, caps, units, state):
    source.set_property("caps", Gst.Caps.from_string(caps))
    first = min(unit[2] for unit in units)
    span = max(unit[2] for unit in units) - first
    # The JPEG parser tells no durations.
    last = span // max(1, len(units) - 1) if units[0][3] == Gst.CLOCK_TIME_NONE else units[0][3]
    length = span + last

    def run():
        start, loop = time.monotonic(), 0
        while state["running"]:
            for data, pts, dts, duration in units:
                at = dts - first + loop * length
                wait = start + at / Gst.SECOND - time.monotonic()
                if wait > 0:
                    time.sleep(wait)
                buffer = Gst.Buffer.new_wrapped(data)
                buffer.pts = pts - first + loop * length
                buffer.dts = at
                buffer.duration = duration
                if not state["running"] or source.emit("push-buffer", buffer) != Gst.FlowReturn.OK:
                    return
            loop += 1

    threading.Thread(target=run, daemon=True).start()


def make_factory(camera, files):
    codec, audio = camera.get("codec", "h264"), camera.get("audio")
    picture = files.setdefault((camera["file"], codec), None) or units_of(camera["file"], codec)
    files[(camera["file"], codec)] = picture
    sound = None
    if audio:
        sound = units_of(camera["file"], "aac") if audio == "aac" else g711_units(audio)
    pay = PAYLOADERS[codec] + f" name=pay0 pt={26 if codec == 'mjpeg' else 96} mtu={camera.get('mtu', 1400)}"
    if camera.get("setsBeforeSlices"):
        pay += " config-interval=-1"
    for key, name in (("timestampOffset", "timestamp-offset"), ("sequenceOffset", "seqnum-offset")):
        if key in camera:
            pay += f" {name}={camera[key]}"
    launch = APPSRC.format("picture") + " ! " + pay
    if sound:
        launch += " " + APPSRC.format("sound") + " ! " + SOUND[audio] + " name=pay1"
    factory = GstRtspServer.RTSPMediaFactory()
    factory.set_launch("( " + launch + " )")
    factory.set_shared(True)
    factory.set_latency(0)
    if camera.get("udpOnly"):
        factory.set_protocols(GstRtsp.RTSPLowerTrans.UDP)

    def configure(_, media):
        state = {"running": True}
        media.connect("unprepared", lambda _: state.update(running=False))
        bin_ = media.get_element()
        feed(bin_.get_by_name("picture"), *picture, state)
        if sound:
            feed(bin_.get_by_name("sound"), *sound, state)

    factory.connect("media-configure", configure)
    return factory


def make_server(cameras, files, user=None, password=None):
    server = GstRtspServer.RTSPServer()
    server.set_address("127.0.0.1")
    server.set_service("0")
    if user:
        auth = GstRtspServer.RTSPAuth()
        auth.set_supported_methods(GstRtsp.RTSPAuthMethod.DIGEST)
        token = GstRtspServer.RTSPToken()
        token.set_string("media.factory.role", "viewer")
        auth.add_digest(user, password, token)
        server.set_auth(auth)
    role = "viewer, media.factory.access=(boolean)true, media.factory.construct=(boolean)true"
    for camera in cameras:
        factory = make_factory(camera, files)
        if user:
            factory.add_role_from_structure(Gst.Structure.from_string(role)[0])
        server.get_mount_points().add_factory("/" + camera["name"], factory)
    server.attach(None)
    return server


def main():
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)
    Gst.init(None)
    spec = json.loads(sys.stdin.readline())
    files = {}
    plain = make_server([c for c in spec["cameras"] if not c.get("digest")], files)
    guarded = make_server([c for c in spec["cameras"] if c.get("digest")], files, spec["user"], spec["password"])

    def watch():
        while sys.stdin.buffer.read(4096):
            pass
        os._exit(0)

    threading.Thread(target=watch, daemon=True).start()
    ports = {"port": plain.get_bound_port(), "digestPort": guarded.get_bound_port()}
    print(json.dumps({"ready": True, **ports}), flush=True)
    GLib.MainLoop().run()


if __name__ == "__main__":
    main()
