/** `/media/{cameraId}/{profile}/recording.m3u8` and the recorded files its byte ranges are of. */
import { stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Request, Response } from 'express';
import { z } from 'zod';
import {
  bytesOf,
  firstOver,
  type PlaylistUris,
  playlistOf,
  readableBytes,
} from '../../streams/playback/index.ts';
import { profile } from '../contract/cameras.ts';
import { id } from '../contract/common.ts';
import { worded } from '../live/index.ts';
import { AppError, notFound } from '../platform/errors.ts';
import { type Actor, type Need, type Route, route } from '../platform/http/route.ts';
import type { FootageAsked, FootageRights } from './footage-rights.ts';
import { byteRangeOf, playlistQuery, rangeOf } from './media-queries.ts';
import type { OpenReads } from './open-reads.ts';
import type { Part, RecordedParts, Segment } from './recorded-parts.ts';

export const MEDIA_PATH = '/media/:cameraId/:profile';
const tag = 'media';
export const ofStream = z.object({ cameraId: id, profile });
/** Either opens some footage: the last minutes by the one, anything by the other. The handler asks which, and where. */
export const footageNeed: Need = {
  kind: 'permission',
  permission: 'recordings:view',
  or: 'live:view',
  at: 'anywhere',
};
/** So long without a byte taken, and the file is closed. */
const IDLE_MS = 60_000;
/** A camera that went silent so lately is about to come back. */
const GROWS_AFTER_MS = 30_000;

export interface MediaRoutesOptions {
  readonly rights: FootageRights;
  readonly parts: RecordedParts;
  readonly reads: OpenReads;
  /** Of these files as browsers play them, where they do not play them as they are. */
  readonly encodedAgain: (
    parts: readonly Part[],
  ) => Promise<{ readonly uris: PlaylistUris; readonly reason: string } | undefined>;
  readonly onSent: (way: 'playlist' | 'file' | 'picture' | 'transcoded', bytes: number) => void;
  readonly now: () => number;
}

export function mediaRoutes(options: MediaRoutesOptions): Route[] {
  const { rights, parts, encodedAgain, onSent, now } = options;
  return [
    route({
      method: 'get',
      path: `${MEDIA_PATH}/recording.m3u8`,
      summary:
        'Recorded footage as HLS: byte ranges of the files as they lie on disk, with the wall clock of each. `codec=h264`: ' +
        'as any browser plays it; X-Transcoded then says why it is encoded again, where it is',
      tag,
      need: footageNeed,
      params: ofStream,
      query: playlistQuery,
      raw: true,
      handler: async ({ params, query, actor, res }) => {
        const range = rangeOf(query, now());
        const asked: FootageAsked = { ...params, actor: actor as Actor, ...range };
        const grant = await rights.require(asked);
        const segments = await allowedOf(
          options,
          asked,
          await parts.segments({ ...params, ...range }),
          grant,
        );
        const found = await parts.parts(segments);
        const last = segments.at(-1);
        const growing = range.mayGrow && !!last && (last.open || now() - last.endedAtMs < GROWS_AFTER_MS);
        const again = query.codec === undefined ? undefined : await worded(() => encodedAgain(found));
        const playlist = playlistOf({
          ...{ parts: found, fromMs: range.fromMs, toMs: range.toMs, growing },
          ...(again && { uris: again.uris }),
        });
        if (playlist === undefined) throw noFootage();
        if (again) res.set('X-Transcoded', again.reason);
        onSent('playlist', playlist.length);
        sendWhole(res, 'application/vnd.apple.mpegurl', [Buffer.from(playlist)]);
      },
    }),
    route({
      method: 'get',
      path: `${MEDIA_PATH}/recordings/:segmentId.mp4`,
      summary:
        'A recorded file, or a byte range of it; without its sound for who may not hear it, at the same length',
      tag,
      need: footageNeed,
      params: ofStream.extend({ segmentId: id }),
      raw: true,
      handler: async ({ params, actor, req, res }) => {
        const segment = await parts.segment(params.segmentId, params.cameraId, params.profile);
        const part = await parts.part(segment);
        await sendFile(options, { part, req, res, actor: actor as Actor });
      },
    }),
  ];
}

/** Those whose time the asker may see, as placements were then. */
async function allowedOf(
  { rights }: MediaRoutesOptions,
  asked: FootageAsked,
  segments: readonly Segment[],
  grant: Awaited<ReturnType<FootageRights['require']>>,
): Promise<Segment[]> {
  const times = segments.map(({ startedAtMs, endedAtMs }) => ({
    fromMs: Math.max(startedAtMs, asked.fromMs),
    toMs: Math.max(startedAtMs, Math.min(endedAtMs, asked.toMs)),
  }));
  const allowed = await rights.allowed(asked, grant, times);
  return segments.filter((_, index) => allowed[index]);
}

interface Sending {
  readonly part: Part;
  readonly req: Request;
  readonly res: Response;
  readonly actor: Actor;
}

async function sendFile(options: MediaRoutesOptions, { part, req, res, actor }: Sending): Promise<void> {
  const { rights, reads, onSent } = options;
  const { file } = part;
  const size = readableBytes(part, await sizeOf(file.file));
  const range = byteRangeOf(req.headers.range, size);
  const asked = {
    ...file,
    actor,
    ...timesOf(part, range ?? { start: 0, end: range === null ? 0 : size - 1 }),
  };
  const recheck = () => (asked.pictures ? rights.require(asked) : rights.requireSome(asked));
  const grant = await recheck();
  res.set({ 'Accept-Ranges': 'bytes', 'Cache-Control': 'private, no-store', 'Content-Type': 'video/mp4' });
  if (range === null) {
    res.status(416).set('Content-Range', `bytes */${size}`).end();
    return;
  }
  const { start, end } = range ?? { start: 0, end: size - 1 };
  res.status(range ? 206 : 200).set('Content-Length', String(end - start + 1));
  if (range) res.set('Content-Range', `bytes ${start}-${end}/${size}`);
  if (req.method === 'HEAD') {
    res.end();
    return;
  }
  const sound = file.sound && (await rights.hears(actor, file.cameraId));
  const endRead = reads.begin(actor, res, recheck);
  let endLook: (() => void) | undefined;
  try {
    if (asked.pictures) endLook = await rights.look(asked, grant, { from: req.ip ?? '', way: 'http', sound });
    res.setTimeout(IDLE_MS, () => res.destroy());
    await pipeline(Readable.from(bytesOf({ part, start, end, sound }), { objectMode: false }), res);
    onSent('file', end - start + 1);
  } catch (error) {
    // A viewer who jumps on goes before the first byte: that is no fault to be told of.
    if (!res.headersSent && !isGone(error)) throw error;
    // Its viewer went, or the file did: what was begun cannot be answered otherwise any more.
    res.destroy();
  } finally {
    endLook?.();
    endRead();
  }
}

/** Of which time these bytes are; the head of a file shows nothing, and is of all of it. */
function timesOf({ file, table }: Part, { start, end }: { start: number; end: number }) {
  const { fragments, initBytes } = table;
  const whole = {
    fromMs: file.startedAtMs,
    toMs: Math.max(file.startedAtMs, file.endedAtMs),
    pictures: false,
  };
  if (end < initBytes) return whole;
  const first = fragments[firstOver(fragments, Math.max(start, initBytes))];
  const last = fragments[Math.min(firstOver(fragments, end), fragments.length - 1)];
  // Behind the last picture lies the file's own table.
  if (!first || !last) return whole;
  return { fromMs: first.atMs, toMs: Math.max(first.atMs, last.atMs), pictures: true };
}

async function sizeOf(file: string): Promise<number> {
  try {
    return (await stat(file)).size;
  } catch {
    // Purged since its table was read.
    throw notFound('recording');
  }
}

export const noFootage = () => new AppError(404, 'no_footage', 'There is no footage of that time.');

/** What is in memory, in one write. */
export function sendWhole(res: Response, type: string, buffers: readonly Buffer[]): void {
  const bytes = buffers.reduce((sum, { length }) => sum + length, 0);
  res.set({ 'Content-Type': type, 'Content-Length': String(bytes), 'Cache-Control': 'private, no-store' });
  if (res.req.method === 'HEAD') {
    res.end();
    return;
  }
  res.cork();
  for (const buffer of buffers) res.write(buffer);
  res.end();
  res.uncork();
}

const isGone = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'ERR_STREAM_PREMATURE_CLOSE';
