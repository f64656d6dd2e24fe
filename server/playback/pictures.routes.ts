/** Single pictures of recordings: at an instant, over a range, and small ones for a timeline. */
import type { Response } from 'express';
import type { Profile } from '../../streams/index.ts';
import {
  keyframeAt,
  keyframesOver,
  type PickedKeyframe,
  type Previews,
  picturesOf,
} from '../../streams/playback/index.ts';
import { type UnsentAnswers, worded } from '../live/index.ts';
import { type Actor, type Route, route } from '../platform/http/route.ts';
import type { FootageAsked, FootageRights } from './footage-rights.ts';
import {
  footageNeed,
  MEDIA_PATH,
  type MediaRoutesOptions,
  noFootage,
  ofStream,
  sendWhole,
} from './media.routes.ts';
import { atQuery, instantOf, keyframesQuery, previewQuery, rangeOf } from './media-queries.ts';
import type { OpenReads } from './open-reads.ts';
import type { RecordedParts } from './recorded-parts.ts';

const tag = 'media';
/** A picture stands for so long after it was taken; then there is none of that instant. */
const STANDS_MS = 2000;
/** A keyframe is looked for so far back: a file of its own where cameras send one a minute. */
const BACK_MS = 60_000;

export interface PicturesRoutesOptions extends Pick<MediaRoutesOptions, 'onSent' | 'now'> {
  readonly rights: FootageRights;
  readonly parts: RecordedParts;
  readonly previews: Previews;
  /** Pictures that are made or sent. */
  readonly reads: OpenReads;
  readonly unsent: UnsentAnswers;
}

interface At {
  readonly cameraId: string;
  readonly profile: Profile;
}

export function picturesRoutes(options: PicturesRoutesOptions): Route[] {
  const { rights, previews, reads, unsent, onSent, now } = options;
  /** The keyframe that shows an instant, once the asker may see it. */
  const pickAt = async (actor: Actor, at: At, atMs: number) => {
    const asked: FootageAsked = { ...at, actor, fromMs: atMs, toMs: atMs };
    await rights.require(asked);
    const picked = await keyframeOf(options, at, atMs);
    if (!picked) throw noFootage();
    const grant = await rights.require({ ...asked, fromMs: picked.fragment.atMs });
    return { asked, grant, picked };
  };
  const answer = (res: Response, actor: Actor, type: string, buffers: readonly Buffer[]) => {
    const bytes = buffers.reduce((sum, { length }) => sum + length, 0);
    unsent.begin(actor, bytes, res);
    onSent('picture', bytes);
    sendWhole(res, type, buffers);
  };
  return [
    route({
      method: 'get',
      path: `${MEDIA_PATH}/keyframe.mp4`,
      summary:
        'The keyframe at or before an instant, as fragmented MP4. X-Captured-At says when it was captured, X-Codec what ' +
        'it takes (RFC 6381)',
      tag,
      need: footageNeed,
      params: ofStream,
      query: atQuery,
      raw: true,
      handler: async ({ params, query, actor, req, res }) => {
        const who = actor as Actor;
        const { asked, grant, picked } = await pickAt(who, params, instantOf(query, now()));
        const endRead = reads.begin(who, res, async () => undefined);
        const picture = await worded(() => picturesOf([picked])).finally(endRead);
        const endLook = await rights.look(asked, grant, { from: req.ip ?? '', way: 'picture', sound: false });
        endLook();
        tell(res, picture);
        answer(res, who, 'video/mp4', picture.buffers);
      },
    }),
    route({
      method: 'get',
      path: `${MEDIA_PATH}/keyframes.mp4`,
      summary:
        'Keyframes over a range, at least `every` ms apart, the first at or before its beginning: for each file `ftyp` and ' +
        '`moov`, for each picture `prft` (its wall clock), `moof` and `mdat`. X-Until: where it stopped, if before `to`',
      tag,
      need: footageNeed,
      params: ofStream,
      query: keyframesQuery,
      raw: true,
      handler: async ({ params, query, actor, req, res }) => {
        const who = actor as Actor;
        const { fromMs, toMs } = rangeOf(query, now());
        const asked: FootageAsked = { ...params, actor: who, fromMs, toMs };
        const grant = await rights.require(asked);
        const segments = await options.parts.segments({ ...params, fromMs, toMs });
        const allowed = await rights.allowed(asked, grant, segments.map(clampTo(fromMs, toMs)));
        const parts = await options.parts.parts(segments.filter((_, index) => allowed[index]));
        const picked = keyframesOver({
          ...{ parts, fromMs, toMs, everyMs: query.every, most: query.most },
        });
        const [first] = picked;
        if (!first) throw noFootage();
        await rights.require({ ...asked, fromMs: Math.min(fromMs, first.fragment.atMs) });
        const endRead = reads.begin(who, res, async () => undefined);
        const pictures = await worded(() => picturesOf(picked)).finally(endRead);
        const endLook = await rights.look(asked, grant, { from: req.ip ?? '', way: 'picture', sound: false });
        endLook();
        tell(res, pictures);
        const last = picked[pictures.count - 1];
        if (last && (pictures.count === query.most || pictures.count < picked.length))
          res.set('X-Until', new Date(last.fragment.atMs).toISOString());
        answer(res, who, 'video/mp4', pictures.buffers);
      },
    }),
    route({
      method: 'get',
      path: `${MEDIA_PATH}/preview.jpg`,
      summary:
        'The keyframe at or before an instant as a small JPEG; X-Captured-At says when it was captured',
      tag,
      need: footageNeed,
      params: ofStream,
      query: previewQuery,
      raw: true,
      handler: async ({ params, query, actor, req, res }) => {
        const who = actor as Actor;
        const { asked, grant, picked } = await pickAt(who, params, instantOf(query, now()));
        const endRead = reads.begin(who, res, async () => undefined);
        const jpeg = await worded(() => previews.jpeg(picked, query.width)).finally(endRead);
        const endLook = await rights.look(asked, grant, { from: req.ip ?? '', way: 'preview', sound: false });
        endLook();
        res.set('X-Captured-At', new Date(picked.fragment.atMs).toISOString());
        answer(res, who, 'image/jpeg', [jpeg]);
      },
    }),
  ];
}

/** The keyframe that shows an instant; undefined: nothing was recorded then. Whether it may be seen is the asker's errand. */
export async function keyframeOf(
  { parts, now }: Pick<PicturesRoutesOptions, 'parts' | 'now'>,
  at: At,
  atMs: number,
): Promise<PickedKeyframe | undefined> {
  const segments = await parts.segments({ ...at, fromMs: atMs - BACK_MS, toMs: Math.min(atMs + 1, now()) });
  const found = await parts.parts(segments);
  const picked = keyframeAt(found, atMs);
  const last = picked?.part.table.fragments.at(-1);
  return last && atMs < last.atMs + last.durationMs + STANDS_MS ? picked : undefined;
}

const clampTo =
  (fromMs: number, toMs: number) =>
  ({ startedAtMs, endedAtMs }: { readonly startedAtMs: number; readonly endedAtMs: number }) => ({
    fromMs: Math.max(startedAtMs, fromMs),
    toMs: Math.max(startedAtMs, Math.min(endedAtMs, toMs)),
  });

function tell(res: Response, { capturedAtMs, codecString }: { capturedAtMs: number; codecString: string }) {
  res.set({ 'X-Captured-At': new Date(capturedAtMs).toISOString(), 'X-Codec': codecString });
}
