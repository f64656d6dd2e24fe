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
}

/** What the init segment says of the pictures that follow it. A new one begins a new epoch (discontinuity). */
export interface MediaInfo {
  readonly codec: 'h264' | 'h265';
  /** RFC 6381, for example `avc1.64001f`. */
  readonly codecString: string;
  readonly width: number;
  readonly height: number;
  /** Ticks per second of the video track. */
  readonly timescale: number;
  /** `ftyp`+`moov`, as written by the source. */
  readonly init: Buffer;
  /** Parameter sets without start codes or lengths: SPS, PPS (and VPS first for H.265). */
  readonly parameterSets: readonly Buffer[];
  /** Counts source starts within one stream, from 0. */
  readonly epoch: number;
}

/** One access unit as `moof`+`mdat`: the smallest thing every consumer is fed from. */
export interface Fragment {
  readonly epoch: number;
  /** Counts fragments within the stream, across epochs. */
  readonly sequence: number;
  readonly keyframe: boolean;
  /** The whole `moof`+`mdat`. Shared by every consumer: never write to it. */
  readonly data: Buffer;
  /** The `mdat` payload: NAL units, each behind a 4-byte length. A view into `data`. */
  readonly accessUnit: Buffer;
  /** Decode time in ticks of `MediaInfo.timescale`, from the source. */
  readonly decodeTime: number;
  readonly durationMs: number;
  /**
   * Wall clock (server, UTC, ms) at which this picture left the camera, as well as arrival lets us know:
   * media time plus the smallest arrival delay seen lately. Non-decreasing within a stream.
   */
  readonly capturedAtMs: number;
}

/** Why a stream is not live. `code` is part of the wire contract; `message` is for people, in English. */
export interface StreamFault {
  readonly code:
    | 'camera_unreachable'
    | 'camera_unauthorized'
    | 'camera_not_found'
    | 'camera_stalled'
    | 'camera_codec_unsupported'
    | 'camera_ended'
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
  /** Source starts after the first. */
  readonly restarts: number;
}

/** Gets everything a stream makes. Calls come in order, synchronously; a consumer must not block or throw. */
export interface FragmentConsumer {
  onInit(info: MediaInfo): void;
  onFragment(fragment: Fragment): void;
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
  subscribe(consumer: FragmentConsumer): () => void;
  /** The newest keyframe in the ring and the init segment it belongs to. */
  latestKeyframe(): { info: MediaInfo; fragment: Fragment } | undefined;
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
