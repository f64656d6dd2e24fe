/** Recorded runs as browsers play them: what `recording.m3u8?codec=h264` names where the camera's own is not for browsers. */
import { z } from 'zod';
import {
  type EncodedRuns,
  type PlaylistUris,
  silenceFragment,
  silentInit,
} from '../../streams/playback/index.ts';
import { id } from '../contract/common.ts';
import { type UnsentAnswers, worded } from '../live/index.ts';
import { type Actor, type Route, route } from '../platform/http/route.ts';
import type { FootageAsked, FootageRights } from './footage-rights.ts';
import { footageNeed, MEDIA_PATH, ofStream, sendWhole } from './media.routes.ts';
import type { Part, RecordedParts } from './recorded-parts.ts';

const PATH = `${MEDIA_PATH}/encoded/:segmentId/:offset/:bytes`;
const tag = 'media';
const ofRun = ofStream.extend({
  segmentId: id,
  offset: z.coerce.number().int().min(0),
  bytes: z.coerce.number().int().min(1),
});

export interface EncodedRoutesOptions {
  readonly rights: FootageRights;
  readonly parts: RecordedParts;
  readonly encoded: EncodedRuns;
  readonly unsent: UnsentAnswers;
  readonly onSent: (way: 'transcoded', bytes: number) => void;
}

export function encodedRoutes({ rights, parts, encoded, unsent, onSent }: EncodedRoutesOptions): Route[] {
  const one = (kind: 'init' | 'media', summary: string): Route =>
    route({
      method: 'get',
      path: `${PATH}/${kind}.mp4`,
      summary,
      tag,
      need: footageNeed,
      params: ofRun,
      raw: true,
      handler: async ({ params, actor, req, res }) => {
        const who = actor as Actor;
        const { segmentId, offset, bytes, ...stream } = params;
        const part = await parts.part(await parts.segment(segmentId, stream.cameraId, stream.profile));
        const asked: FootageAsked = { ...stream, actor: who, ...timesOf(part, offset, bytes) };
        const grant = await rights.require(asked);
        const sound = part.file.sound && (await rights.hears(who, stream.cameraId));
        // Whoever leaves before it is encoded needs it no more.
        const gone = new AbortController();
        res.once('close', () => gone.abort(new Error('the viewer went')));
        const viewer = who.kind === 'user' ? who.sessionId : who.tokenId;
        const run = await worded(() =>
          encoded.run({ part, offset, bytes, viewer, signal: gone.signal }),
        ).catch((error: unknown) => {
          if (gone.signal.aborted) return undefined;
          throw error;
        });
        if (!run || res.destroyed) return;
        if (kind === 'media') {
          const endLook = await rights.look(asked, grant, { from: req.ip ?? '', way: 'encoded', sound });
          endLook();
        }
        const answer = silenced(kind, run[kind], sound);
        unsent.begin(who, answer.length, res);
        onSent('transcoded', answer.length);
        sendWhole(res, 'video/mp4', [answer]);
      },
    });
  return [
    one('init', 'Recorded footage encoded for browsers: what stands before its runs'),
    one('media', 'Recorded footage encoded for browsers: one run'),
  ];
}

function silenced(kind: 'init' | 'media', data: Buffer, sound: boolean): Buffer {
  if (sound) return data;
  if (kind === 'init') return silentInit(data);
  const copy = Buffer.from(data);
  silenceFragment(copy);
  return copy;
}

/** Of which time these bytes are; what is no run of the file is refused by whoever reads it. */
function timesOf({ file, table }: Part, offset: number, bytes: number): { fromMs: number; toMs: number } {
  const within = table.fragments.filter((one) => one.offset >= offset && one.offset < offset + bytes);
  const [first] = within;
  return first
    ? { fromMs: first.atMs, toMs: within.at(-1)?.atMs ?? first.atMs }
    : { fromMs: file.startedAtMs, toMs: Math.max(file.startedAtMs, file.endedAtMs) };
}

/** What a playlist of these files names instead of them, where no browser plays one of them. */
export async function encodedUris(
  encoded: EncodedRuns,
  parts: readonly Part[],
): Promise<{ uris: PlaylistUris; reason: string } | undefined> {
  const reasons = new Map<string, string>();
  for (const part of parts) {
    const reason = await encoded.reasonFor(part);
    if (reason !== undefined) reasons.set(part.file.id, reason);
  }
  const [first] = reasons.values();
  if (first === undefined) return undefined;
  // A file that browsers do play is encoded, too: between the two a player would have to begin anew.
  const uri = (part: { file: { id: string } }, run: { offset: number; bytes: number }, kind: string) =>
    `encoded/${part.file.id}/${run.offset}/${run.bytes}/${kind}.mp4`;
  return {
    reason: first,
    uris: { init: (part, run) => uri(part, run, 'init'), run: (part, run) => uri(part, run, 'media') },
  };
}
