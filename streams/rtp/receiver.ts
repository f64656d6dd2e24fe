import type { SlabPool } from '../memory/slab-pool.ts';
import type { SourceSink } from '../sources/source.ts';
import type { AudioFormat } from '../types.ts';

/**
 * What an RTP session's description says of one medium, and what a receiver of it does. The receivers are
 * `VideoReceiver` (video-receiver.ts) and `AudioReceiver` (audio-receiver.ts); this folder knows no RTSP and
 * no sockets: packets come in as bytes, access units go out to a `SourceSink`.
 */

/** One medium of an SDP. For static payload types 0 and 8 the reader of the SDP fills in PCMU and PCMA, 8000 Hz. */
export interface RtpTrack {
  /** The encoding name of `a=rtpmap`, in any case: `H264`, `H265`, `PCMA`, `MPEG4-GENERIC`, … */
  readonly encoding: string;
  readonly payloadType: number;
  /** Hz. */
  readonly clockRate: number;
  readonly channels?: number;
  /** `a=fmtp`: names in lower case, values as they stand. */
  readonly fmtp: ReadonlyMap<string, string>;
}

/** `udp` may lose, reorder and repeat, so packets may be held for a moment; `tcp` cannot reorder. */
export type RtpTransport = 'tcp' | 'udp';

/** Takes in one RTP session. Nothing here throws for what a camera sends, but `flush` where nothing will help. */
export interface RtpReceiver {
  /**
   * One RTP packet: the bytes from `start` to `end`. They are used during the call only, so `buffer` may be a
   * read buffer that is written over. `arrivedAtMs` is by the server's clock, UTC; it may be set while we run.
   */
  push(buffer: Buffer, start: number, end: number, arrivedAtMs: number): void;
  /** One compound RTCP packet. */
  pushRtcp(buffer: Buffer, start: number, end: number, arrivedAtMs: number): void;
  /**
   * Gives the sink what was completed since the last flush, and lets go of it. To be called once per read from
   * the socket, after its last packet (and every 100 ms or so over UDP: a hole in the sequence is given up then).
   * @throws StreamFaultError `source_unsuitable`: B-frames, interleaved packets, parameter sets or payloads that
   * cannot be read. It throws again at every further call.
   */
  flush(arrivedAtMs: number): void;
  /** A receiver report with CNAME, to be sent every few seconds. */
  receiverReport(nowMs: number): Buffer;
  /** The sender said goodbye (RTCP BYE). */
  readonly ended: boolean;
  readonly stats: RtpStats;
  /** Lets go of memory. Idempotent; afterwards packets are ignored. */
  close(): void;
}

/** Counters only grow. One object for a receiver's whole life. */
export interface RtpStats {
  /** Packets that were of use. */
  readonly packets: number;
  readonly bytes: number;
  /** Not RTP, or not of the agreed payload type, or of a payload that makes no sense. */
  readonly malformed: number;
  readonly lost: number;
  readonly reordered: number;
  /** Duplicates, and packets whose place was given up before they came. */
  readonly late: number;
  /** The sender began a new sequence or changed its SSRC. */
  readonly restarts: number;
  /** Access units (or sound frames) handed on. */
  readonly units: number;
  /** Access units lost to gaps: the damaged, and all others until the next keyframe. */
  readonly unitsDropped: number;
  /** Access units larger than a camera may make them (4 MiB). Among `unitsDropped`. */
  readonly unitsTooLarge: number;
  /** Timestamps jumped or stood still and were replaced by arrival. */
  readonly timestampJumps: number;
  /** The marker bit ended an access unit that went on. */
  readonly markerFaults: number;
  /** Camera's clock less ours, ms, by the newest sender report. */
  readonly cameraClockOffsetMs?: number;
}

export interface VideoReceiverOptions {
  /** H264 or H265. */
  readonly track: RtpTrack;
  readonly transport: RtpTransport;
  readonly pool: SlabPool;
  readonly sink: Pick<SourceSink, 'onFormat' | 'onAccessUnits'>;
  /** Goes into `MediaFormat.audio`. */
  readonly audio?: AudioFormat;
}

/** Where the pictures' time line is: what sound is laid beside. */
export interface PictureClock {
  /** Media time (ms, 0 at the first picture) of the camera's wall clock `ntpMs`; undefined before a sender report. */
  mediaMsAtNtp(ntpMs: number): number | undefined;
  /** Media time of what arrived at `arrivedAtMs`; undefined before the first picture. */
  mediaMsAtArrival(arrivedAtMs: number): number | undefined;
}

export interface AudioReceiverOptions {
  /** One that `describeAudio` (audio-track.ts) knows. */
  readonly track: RtpTrack;
  readonly transport: RtpTransport;
  readonly sink: Pick<SourceSink, 'onAudio'>;
  /** The video receiver's `clock`. */
  readonly clock: PictureClock;
}
