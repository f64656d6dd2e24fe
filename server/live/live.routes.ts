/**
 * `/media/{cameraId}/{profile}/`: LL-HLS, the latest picture and what leads to it. Nothing here may be stored on the way or by the
 * browser: it is footage of people, and may be watched only while there is the right to.
 */
import type { Response } from 'express';
import { z } from 'zod';
import type { Snapshots, StreamKey, StreamView } from '../../streams/index.ts';
import type { GopAnswers } from '../../streams/outputs/gop/index.ts';
import type { LlHlsOutput } from '../../streams/outputs/ll-hls/index.ts';
import { profile } from '../contract/cameras.ts';
import { id } from '../contract/common.ts';
import { type Actor, type Need, type Route, route } from '../platform/http/route.ts';
import type { HttpViewer, HttpViewings } from './http-viewings.ts';
import { worded } from './live-faults.ts';
import { UnsentAnswers } from './unsent-answers.ts';

const PATH = '/media/:cameraId/:profile';
const tag = 'media';
/** A source needs up to three seconds, and a camera's next keyframe may be four away. */
const FIRST_PICTURE_MS = 10_000;
const ofStream = z.object({ cameraId: id, profile });
const ofFile = ofStream.extend({
  file: z.string().regex(/^(init-\d{1,15}\.mp4|seg-\d{1,15}\.m4s|part-\d{1,15}\.m4s)$/),
});
const count = z.coerce.number().int().min(0).optional();
const reload = z.object({ _HLS_msn: count, _HLS_part: count });

export interface LiveRoutesOptions {
  readonly hls: HttpViewings<LlHlsOutput>;
  /** Viewers of single pictures: no segments are kept for them. */
  readonly pictures: HttpViewings<StreamView>;
  readonly snapshots: Snapshots;
  readonly gops: GopAnswers;
  /** Viewers of GOPs: pictures that browsers can play. */
  readonly gopViewers: HttpViewings<StreamView>;
  readonly onSent: (way: 'http' | 'picture', bytes: number) => void;
  readonly now: () => number;
  /** `live:view` at the camera. */
  readonly need: Need;
}

export function liveRoutes({
  hls,
  pictures,
  snapshots,
  gops,
  gopViewers,
  onSent,
  now,
  need,
}: LiveRoutesOptions): Route[] {
  const unsent = new UnsentAnswers({ now });
  /** The media plane's buffers as they are, unjoined, in one write. Returns how many bytes they are. */
  const answer = (
    res: Response,
    actor: Actor | undefined,
    type: string,
    buffers: readonly Buffer[],
  ): number => {
    const bytes = buffers.reduce((sum, { length }) => sum + length, 0);
    unsent.begin(actor as Actor, bytes, res);
    write(res, type, buffers, bytes);
    return bytes;
  };
  return [
    route({
      method: 'get',
      path: `${PATH}/live.m3u8`,
      hot: true,
      summary: 'Low-Latency HLS: the playlist; blocks until the asked part is there',
      tag,
      need,
      params: ofStream,
      query: reload,
      raw: true,
      handler: async ({ params, query: { _HLS_msn: msn, _HLS_part: part }, actor, req, res }) => {
        const asked = { ...(msn !== undefined && { msn }), ...(part !== undefined && { part }) };
        const playlist = await worded(() =>
          hls.use(viewerOf(params, actor, req.ip), (output) => output.playlist(asked)),
        );
        onSent('http', answer(res, actor, 'application/vnd.apple.mpegurl', [Buffer.from(playlist)]));
      },
    }),
    route({
      method: 'get',
      path: `${PATH}/frame.jpg`,
      summary: 'The latest keyframe as a picture; Last-Modified says when it was captured',
      tag,
      need,
      params: ofStream,
      raw: true,
      handler: async ({ params, actor, req, res }) => {
        const { jpeg, capturedAtMs } = await worded(() =>
          pictures.use(viewerOf(params, actor, req.ip), (stream) =>
            snapshots.frameJpeg(stream, { waitMs: FIRST_PICTURE_MS }),
          ),
        );
        res.set({
          'Last-Modified': new Date(capturedAtMs).toUTCString(),
          'X-Captured-At': new Date(capturedAtMs).toISOString(),
        });
        onSent('picture', answer(res, actor, 'image/jpeg', [jpeg]));
      },
    }),
    route({
      method: 'get',
      path: `${PATH}/gop.mp4`,
      summary:
        'From the newest keyframe to the newest picture, as fragmented MP4: decode all, show the last. X-Captured-At ' +
        'says when that one was captured, X-Codec what it takes (RFC 6381)',
      tag,
      need,
      params: ofStream,
      raw: true,
      handler: async ({ params, actor, req, res }) => {
        const { data, capturedAtMs, codecString } = await worded(() =>
          gopViewers.use(viewerOf(params, actor, req.ip), (stream) =>
            gops.newest(stream, { waitMs: FIRST_PICTURE_MS }),
          ),
        );
        res.set({ 'X-Captured-At': new Date(capturedAtMs).toISOString(), 'X-Codec': codecString });
        onSent('http', answer(res, actor, 'video/mp4', [data]));
      },
    }),
    route({
      method: 'get',
      path: `${PATH}/:file`,
      hot: true,
      summary: 'Low-Latency HLS: an init segment, a segment or a part that the playlist names',
      tag,
      need,
      params: ofFile,
      raw: true,
      handler: async ({ params: { file, ...key }, actor, req, res }) => {
        const { type, buffers } = await worded(() =>
          hls.use(viewerOf(key, actor, req.ip), (output) => output.resource(file)),
        );
        onSent('http', answer(res, actor, type, buffers));
      },
    }),
  ];
}

function viewerOf(key: StreamKey, actor: Actor | undefined, from: string | undefined): HttpViewer {
  return { key, actor: actor as Actor, from: from ?? '' };
}

function write(res: Response, type: string, buffers: readonly Buffer[], bytes: number): void {
  res.statusCode = 200;
  res.setHeader('Content-Type', type);
  res.setHeader('Content-Length', bytes);
  res.setHeader('Cache-Control', 'no-store');
  if (buffers.length <= 1) {
    res.end(buffers[0]);
    return;
  }
  res.cork();
  for (const buffer of buffers) res.write(buffer);
  res.end();
  res.uncork();
}
