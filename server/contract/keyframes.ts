/**
 * `GET /media/keyframes`: the newest keyframes of many cameras over one answer that does not end, for walls with more
 * pictures than a machine can play. A run of messages; each is two lengths (4 bytes, big-endian: head, body), a head
 * (JSON, UTF-8) and a body (bytes).
 */
import { z } from 'zod';
import { profile } from './cameras.ts';
import { id } from './common.ts';

export const KEYFRAMES_TYPE = 'application/vnd.mingchuang.keyframes';
/** Cameras in one answer, at most: a page of a wall. */
export const MOST_KEYFRAME_CAMERAS = 64;
/** No message has a larger head or body. */
export const KEYFRAME_HEAD_MOST_BYTES = 4096;
export const KEYFRAME_BODY_MOST_BYTES = 16 * 1024 * 1024;
/** Without a picture something is said so often, so that a dead line is told from quiet cameras. */
export const KEYFRAMES_ALIVE_MS = 5000;

const ofStream = { cameraId: id, profile };

export const keyframeHead = z.discriminatedUnion('kind', [
  /** The body is fragmented MP4 with one picture. */
  z.object({
    kind: z.literal('picture'),
    ...ofStream,
    /** Server's wall clock, ms. */
    capturedAtMs: z.number(),
    /** RFC 6381. */
    codec: z.string(),
  }),
  /** There is nothing, or nothing more, to be had of this one. */
  z.object({ kind: z.literal('fault'), ...ofStream, code: z.string(), message: z.string() }),
  z.object({ kind: z.literal('alive') }),
]);
export type KeyframeHead = z.infer<typeof keyframeHead>;

const streamName = z.string().transform((text, context) => {
  const [cameraId = '', name = ''] = text.split('/');
  const read = z.object(ofStream).safeParse({ cameraId, profile: name });
  if (read.success) return read.data;
  context.addIssue({ code: 'custom', message: 'each is a camera’s id, a slash, and main or sub' });
  return z.NEVER;
});

export const keyframesQuery = z.object({
  /** `id/sub,id/main,…` */
  cameras: z
    .string()
    .max(4000)
    .transform((text) => text.split(','))
    .pipe(
      z
        .array(streamName)
        .min(1)
        .max(MOST_KEYFRAME_CAMERAS, `at most ${MOST_KEYFRAME_CAMERAS} cameras at once`),
    ),
});
