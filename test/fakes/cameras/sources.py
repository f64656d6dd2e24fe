"""What a fake camera shows: the drawn hall, encoded while somebody watches, or a prepared file in a loop.

Each source makes the RTSP factories of its profiles and feeds the media that clients bring to life. A factory
is shared: all clients of a profile watch one encode. Timestamps are explicit and counted from the first frame
of a media, so that they run on evenly however late a push was.
"""

import threading

import gi

gi.require_version("Gst", "1.0")
gi.require_version("GstRtspServer", "1.0")
from gi.repository import GLib, Gst, GstRtspServer  # noqa: E402

import picture  # noqa: E402

PAY = "rtph264pay name=pay0 pt=96 config-interval=-1 aggregate-mode=zero-latency"
RAW = "video/x-raw,format=I420,width=1280,height=720,framerate={fps}/1,colorimetry=bt709,pixel-aspect-ratio=1/1"
APPSRC = "appsrc name=src is-live=true format=time block=false max-buffers=8 leaky-type=downstream"
ENCODER = (
    "x264enc threads=1 tune=zerolatency speed-preset=superfast bframes=0 bitrate={kbps} key-int-max={gop}"
    " vbv-buf-capacity=1000 option-string=scenecut=0 ! video/x-h264,profile=main"
)


def factory(launch, on_media):
    """A shared factory whose media are handed to `on_media(appsrc)`, which returns what to call at their end."""
    made = GstRtspServer.RTSPMediaFactory()
    made.set_launch("( " + launch + " )")
    made.set_shared(True)
    made.set_latency(0)

    def configure(_, media):
        ended = on_media(media.get_element().get_by_name("src"))
        media.connect("unprepared", lambda _: ended())

    made.connect("media-configure", configure)
    return made


class DrawnCamera:
    """Draws only while a profile is watched; one drawing serves both profiles."""

    def __init__(self, ticker, scenario, camera, index, options):
        self.ticker = ticker
        self.make_picture = lambda: picture.Picture(scenario, camera, index)
        self.picture = None
        self.period_ns = 1_000_000_000 // options.fps
        # Cameras draw in turn, not all at the same moment.
        self.offset_ns = self.period_ns * (index % 4) // 4
        self.lock = threading.Lock()
        self.feeds, self.running = {}, False
        gop = max(1, round(options.gop_ms * options.fps / 1000))
        raw = APPSRC + ' caps="' + RAW.format(fps=options.fps) + '" ! '
        scale = "videoscale method=bilinear ! video/x-raw,width=640,height=360 ! "
        encode = [ENCODER.format(kbps=kbps, gop=gop) for kbps in (options.main_kbps, options.sub_kbps)]
        self.factories = {
            "main": factory(raw + encode[0] + " ! " + PAY, self._media),
            "sub": factory(raw + scale + encode[1] + " ! " + PAY, self._media),
        }

    def _media(self, appsrc):
        with self.lock:
            self.feeds[appsrc] = None
            if not self.running:
                self.running = True
                self.ticker.add(self._tick, 0)

        def ended():
            with self.lock:
                self.feeds.pop(appsrc, None)

        return ended

    def _tick(self, now_ns):
        with self.lock:
            feeds = list(self.feeds)
            if not feeds:
                self.running = False
                return None
        nominal_ns = (now_ns - self.offset_ns) // self.period_ns * self.period_ns + self.offset_ns
        self.picture = self.picture or self.make_picture()
        self.picture.draw(nominal_ns // 1_000_000)
        data = GLib.Bytes.new(self.picture.stamp(GLib.get_real_time() // 1000))
        for appsrc in feeds:
            first_ns = self.feeds.get(appsrc)
            if first_ns is None:
                first_ns = self.feeds[appsrc] = nominal_ns
            buffer = Gst.Buffer.new_wrapped_bytes(data)
            buffer.pts = buffer.dts = nominal_ns - first_ns
            buffer.duration = self.period_ns
            appsrc.emit("push-buffer", buffer)
        return nominal_ns + self.period_ns


class LoopedCamera:
    """A prepared H.264 file without B-frames, over and over: next to no work, for load."""

    def __init__(self, ticker, file, index):
        self.ticker, self.units = ticker, file
        self.keys = [n for n, (_, key) in enumerate(self.units["buffers"]) if key]
        # Cameras stand at different places in the loop, so that their keyframes do not come together.
        self.start = self.keys[index * 7 % len(self.keys)]
        self.phase_ns = index * 7_919_000 % self.units["period_ns"]
        launch = APPSRC.replace("max-buffers=8", "max-buffers=64") + ' caps="' + self.units["caps"] + '" ! ' + PAY
        self.factories = {name: factory(launch, self._media) for name in ("main", "sub")}

    def _media(self, appsrc):
        period_ns, buffers = self.units["period_ns"], self.units["buffers"]
        state = {"n": 0, "live": True, "first_ns": None}

        def tick(now_ns):
            if not state["live"]:
                return None
            if state["first_ns"] is None:
                state["first_ns"] = now_ns + self.phase_ns
            n = state["n"]
            buffer = buffers[(self.start + n) % len(buffers)][0].copy()
            buffer.pts = buffer.dts = n * period_ns
            buffer.duration = period_ns
            appsrc.emit("push-buffer", buffer)
            state["n"] = n + 1
            return state["first_ns"] + (n + 1) * period_ns

        def ended():
            state["live"] = False

        self.ticker.add(tick, 0)
        return ended


def read_units(path):
    """The access units of an MP4's H.264 track, in memory, with what a payloader needs to know of them."""
    pipeline = Gst.parse_launch(
        "filesrc name=file ! qtdemux ! h264parse config-interval=-1"
        " ! video/x-h264,stream-format=byte-stream,alignment=au ! appsink name=sink sync=false"
    )
    pipeline.get_by_name("file").set_property("location", path)
    sink = pipeline.get_by_name("sink")
    pipeline.set_state(Gst.State.PLAYING)
    buffers, caps = [], None
    while (sample := sink.emit("pull-sample")) is not None:
        caps = caps or sample.get_caps().to_string()
        buffer = sample.get_buffer()
        buffers.append((buffer, not buffer.has_flags(Gst.BufferFlags.DELTA_UNIT)))
    pipeline.set_state(Gst.State.NULL)
    if not buffers:
        raise SystemExit("no H.264 pictures in " + path)
    structure = Gst.Caps.from_string(caps).get_structure(0)
    _, number, of = structure.get_fraction("framerate")
    return {"buffers": buffers, "caps": caps, "period_ns": 1_000_000_000 * of // number}
