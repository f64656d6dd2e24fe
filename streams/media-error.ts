import type { StreamFault } from './types.ts';

/** What may go wrong when media is asked for, beside the stream's own faults. */
export type MediaErrorCode =
  | StreamFault['code']
  /** There is no such resource, or no longer (HTTP 404). */
  | 'media_not_found'
  /** The playlist was asked for a point too far in the future (HTTP 400). */
  | 'playlist_out_of_range'
  /** The stream has no picture yet, or none any more (HTTP 503, worth asking again). */
  | 'stream_not_ready'
  /** A picture could not be made from the keyframe (HTTP 502). */
  | 'snapshot_failed';

export interface MediaErrorOptions {
  readonly code: MediaErrorCode;
  readonly message: string;
  /** True when asking again without a change (of address, of request) cannot help. */
  readonly fatal?: boolean;
  readonly context?: Readonly<Record<string, unknown>>;
  readonly cause?: unknown;
}

/** The media plane's one error type. `code` is part of the wire contract; `context` holds no secrets. */
export class MediaError extends Error {
  readonly code: MediaErrorCode;
  readonly fatal: boolean;
  readonly context: Readonly<Record<string, unknown>>;

  constructor({ code, message, fatal = false, context = {}, cause }: MediaErrorOptions) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'MediaError';
    this.code = code;
    this.fatal = fatal;
    this.context = context;
  }
}

/** What a source throws when it ends: sources never end well, they are stopped or they fail. */
export class StreamFaultError extends MediaError {
  readonly fault: StreamFault;

  constructor(fault: StreamFault, cause?: unknown) {
    super({ code: fault.code, message: fault.message, fatal: SETTLED.has(fault.code), cause });
    this.name = 'StreamFaultError';
    this.fault = fault;
  }
}

/** Faults that do not pass by themselves: someone must change the camera or its registration. */
const SETTLED: ReadonlySet<string> = new Set([
  'address_not_allowed',
  'camera_unauthorized',
  'camera_not_found',
  'camera_codec_unsupported',
  'source_misconfigured',
]);
