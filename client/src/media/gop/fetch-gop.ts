/** One `gop.mp4`, read and decoded while it comes. */
import { codecString } from './codec-string.ts';
import type { DecodedPicture, GopDecoder, GopDecoderFactory } from './gop-decoder.ts';
import { GopReader } from './gop-reader.ts';

export interface CapturedPicture extends DecodedPicture {
  /** Server's wall clock, ms; undefined when the server does not say. */
  readonly capturedAtMs: number | undefined;
  /** So much older than the newest picture of the answer it is on the way to; 0 for that one. */
  readonly behindMs: number;
}

export interface FetchGopOptions {
  readonly url: string;
  readonly signal: AbortSignal;
  readonly createDecoder: GopDecoderFactory;
  /** Each picture newer than those before it, by the way; the last is the newest there is. The receiver closes it. */
  readonly onPicture: (picture: CapturedPicture) => void;
}

/** `none`: the server has no GOP to give, or none we can decode. `full`: the hall's line has no room for any picture. */
export type GopOutcome = 'shown' | 'none' | 'full';

/** `shown` when the newest picture was given. Rejects when what came is no good. */
export async function fetchGop(options: FetchGopOptions): Promise<GopOutcome> {
  const { url, signal, onPicture, createDecoder } = options;
  const response = await fetch(url, { signal, credentials: 'same-origin', priority: 'high' });
  if (!response.ok || response.body === null) return await refusal(response);
  const newestAtMs = Date.parse(response.headers.get('x-captured-at') ?? '');
  const reader = new GopReader();
  let decoder: GopDecoder | undefined;
  const early: Uint8Array<ArrayBuffer>[] = [];
  const given = (picture: DecodedPicture) => {
    const behindMs = (reader.newestUs - picture.timestampUs) / 1000;
    const capturedAtMs = Number.isNaN(newestAtMs) ? undefined : newestAtMs - behindMs;
    onPicture({ ...picture, capturedAtMs, behindMs });
  };
  try {
    for (const incoming = response.body.getReader(); ; ) {
      const { done, value } = await incoming.read();
      if (done) break;
      const samples = reader.push(value);
      if (decoder === undefined && reader.track !== undefined) {
        const codec = codecString(response.headers.get('x-codec'), reader.track);
        if (codec === undefined) return 'none';
        decoder = createDecoder({ track: reader.track, codec, onPicture: given });
        for (const chunk of early) decoder.bytes(chunk);
      }
      if (decoder === undefined) early.push(value);
      decoder?.bytes(value);
      decoder?.samples(samples);
    }
    if (decoder === undefined || !reader.complete) return 'none';
    await decoder.finish(reader.newestUs);
    return 'shown';
  } finally {
    decoder?.close();
  }
}

async function refusal(response: Response): Promise<GopOutcome> {
  // A proxy's error page is no problem document, and no reason to tell more than that there is none.
  const problem: unknown = await response.json().catch(() => null);
  return (problem as { code?: unknown } | null)?.code === 'line_full' ? 'full' : 'none';
}
