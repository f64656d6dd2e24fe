/**
 * The words the media plane is spoken in: what a source makes, what a consumer gets, what a stream says
 * of itself. Types only; no behaviour lives here.
 */

/** A camera offers two pictures: `main` for one large tile and recording, `sub` for walls. */
export type Profile = 'main' | 'sub';

export interface StreamKey {
  readonly cameraId: string;
  readonly profile: Profile;
}

/** Where a source pulls from. `password` must never reach a log, an answer or an argument list. */
export interface SourceAddress {
  /** `rtsp://host:port/path`, without credentials. */
  readonly url: string;
  readonly username?: string;
  readonly password?: string;
  /** Whether its sound may be heard by anybody: else it is not even pulled. */
  readonly sound?: boolean;
}

/** How a camera's sound is coded. Absent where it has none, or none that we carry. */
export interface AudioFormat {
  readonly codec: 'aac' | 'pcma' | 'pcmu';
  /** Hz; also the ticks per second of `AudioFrame.decodeTime`. */
  readonly sampleRate: number;
  readonly channels: number;
  /** AAC only: the AudioSpecificConfig (ISO/IEC 14496-3, 1.6.2.1). */
  readonly config?: Buffer;
}

/** What a source says of the pictures (and sound) that follow. */
export interface MediaFormat {
  readonly codec: 'h264' | 'h265';
  /** RFC 6381, for example `avc1.64001f`. */
  readonly codecString: string;
  readonly width: number;
  readonly height: number;
  /** Ticks per second of the video track. */
  readonly timescale: number;
  /** Parameter sets without start codes or lengths: SPS, PPS (and VPS first for H.265). */
  readonly parameterSets: readonly Buffer[];
  readonly audio?: AudioFormat;
}

/** A format and its place in the stream. A new one begins a new epoch (discontinuity). */
export interface MediaInfo extends MediaFormat {
  /** `ftyp`+`moov` for this format, written by us. Track 1 is the picture, track 2 AAC sound. */
  readonly init: Buffer;
  /** Counts formats within one stream (source starts, for the most part), from 0. */
  readonly epoch: number;
}

/**
 * Keeps an access unit's bytes from being used again. Bytes are good during the call that brings them; whoever
 * keeps them longer calls `retain` then and `release` once later. What is not released is never reused.
 */
export interface Memory {
  retain(): void;
  release(): void;
}

/** One coded picture: the smallest thing every consumer is fed from. */
export interface AccessUnit {
  readonly epoch: number;
  /** Counts access units within the stream, across epochs. */
  readonly sequence: number;
  readonly keyframe: boolean;
  /** NAL units, each behind a 4-byte length. Shared by every consumer: never write to it; see `Memory`. */
  readonly data: Buffer;
  readonly memory: Memory;
  /** Decode time in ticks of `MediaInfo.timescale`, from the source. */
  readonly decodeTime: number;
  readonly durationTicks: number;
  readonly durationMs: number;
  /** Presentation less decode time, in ticks: not 0 where there are B-frames. */
  readonly compositionTicks: number;
  /**
   * Wall clock (server, UTC, ms) at which this picture left the camera, as well as arrival lets us know:
   * media time plus the smallest arrival delay seen lately. Non-decreasing within a stream.
   */
  readonly capturedAtMs: number;
}

/** One coded piece of sound (an AAC frame, or a packet of G.711). `data` is the consumer's to keep. */
export interface AudioFrame {
  readonly epoch: number;
  readonly data: Buffer;
  /** In ticks of `AudioFormat.sampleRate`, on the same time line as the pictures (0 ticks = 0 ticks). */
  readonly decodeTime: number;
  readonly durationMs: number;
  readonly capturedAtMs: number;
}

/**
 * Why a stream is not live. `address_not_allowed`: internal, and on no camera network. `camera_protocol_error`: what it sent is not what its protocol allows.
 * `encoder_absent`: a camera whose encoder pushes to us, and none does.
 * `source_unsuitable`: this kind of source cannot serve that camera, another kind may.
 * `code` is part of the wire contract; `message` is for people, in English. */
export interface StreamFault {
  readonly code:
    | 'address_not_allowed'
    | 'camera_unreachable'
    | 'camera_unauthorized'
    | 'camera_not_found'
    | 'camera_stalled'
    | 'camera_codec_unsupported'
    | 'camera_ended'
    | 'camera_protocol_error'
    | 'encoder_absent'
    | 'source_unsuitable'
    | 'source_crashed'
    | 'source_misconfigured';
  readonly message: string;
}

/** `sinceMs` is the wall clock (UTC, ms) at which the state was entered. */
export type StreamState =
  | { readonly name: 'idle'; readonly sinceMs: number }
  | { readonly name: 'connecting'; readonly sinceMs: number; readonly attempt: number }
  | { readonly name: 'live'; readonly sinceMs: number }
  | { readonly name: 'stalled'; readonly sinceMs: number; readonly fault: StreamFault }
  | {
      readonly name: 'backing-off';
      readonly sinceMs: number;
      readonly attempt: number;
      readonly retryAtMs: number;
      readonly fault: StreamFault;
    };

/** Which kind of source serves a camera; `reason`: why not the in-process client. */
export interface SourceAbout {
  readonly kind: 'in-process' | 'ffmpeg' | 'push';
  readonly reason?: StreamFault;
}

/** Why browsers cannot play a camera's own picture. */
export type TranscodeReason =
  | 'h265_not_in_browsers'
  | 'b_frames_not_in_webrtc'
  | 'profile_not_in_browsers'
  | 'codec_not_in_browsers';

/** A picture that is encoded again so that browsers can play it. */
export interface TranscodeStatus {
  readonly state: 'queued' | 'starting' | 'running' | 'failed';
  /** While it is queued: 1 is the next. */
  readonly place?: number;
  readonly reason: TranscodeReason;
  readonly fault?: StreamFault;
  readonly width?: number;
  readonly height?: number;
}

export interface StreamStatus {
  readonly key: StreamKey;
  readonly state: StreamState;
  /** Since when no picture has come, if it is not live: survives `connecting` between attempts. */
  readonly offlineSinceMs?: number;
  /** The last fault, kept through `connecting` until pictures flow again. */
  readonly fault?: StreamFault;
  readonly info?: Pick<MediaInfo, 'codec' | 'codecString' | 'width' | 'height'>;
  readonly fps?: number;
  readonly bitrateKbps?: number;
  readonly holders: number;
  /** Source starts after the first, since somebody wanted the stream. */
  readonly restarts: number;
  /** The source at work, or the last one. */
  readonly source?: SourceAbout;
  /** Which way its packets come, where the source knows. */
  readonly transport?: 'tcp' | 'udp';
  /** Absent while the picture is the camera's own. */
  readonly transcode?: TranscodeStatus;
  /** When the newest picture came. */
  readonly lastPictureMs?: number;
  /** Over the stream's life. */
  readonly totals?: {
    /** Source starts that were not the first. */
    readonly restarts: number;
    readonly packetsLost: number;
    /** Pictures left out until the next keyframe. */
    readonly unitsDropped: number;
    /** Timestamps that made no sense and were replaced. */
    readonly timestampJumps: number;
  };
  /** The camera's wall clock less ours, and how fast its media clock runs (parts per million, positive: fast). */
  readonly clock?: { readonly offsetMs?: number; readonly driftPpm?: number };
}

/** Gets everything a stream makes. Calls come in order, synchronously; a consumer must not block or throw. */
export interface StreamConsumer {
  onInit(info: MediaInfo): void;
  onAccessUnit(unit: AccessUnit): void;
  onAudio?(frame: AudioFrame): void;
}

/** What an output may ask of a stream. */
export interface StreamView {
  readonly key: StreamKey;
  readonly status: StreamStatus;
  readonly info: MediaInfo | undefined;
  /**
   * Starts feeding `consumer`: first the current `MediaInfo` and the ring's newest GOP (when there are any),
   * then everything as it comes. Returns the way to stop.
   */
  subscribe(consumer: StreamConsumer): () => void;
  /** The newest keyframe in the ring and the format it belongs to. Good until the next turn: `retain` or copy. */
  latestKeyframe(): { info: MediaInfo; unit: AccessUnit } | undefined;
  onStatus(listener: (status: StreamStatus) => void): () => void;
}

/** Keeps a stream running while held. `release()` is idempotent; the stream stops 20 s after the last one. */
export interface Lease {
  readonly stream: StreamView;
  release(): void;
}

/** The logger the media plane writes to: pino's shape, so that a pino child fits. */
export interface Log {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}
