/** `/media/keyframes`: newest keyframes of many cameras in one answer that does not end (`contract/keyframes.ts`). */
import type { Response } from 'express';
import type { KeyframeAnswers } from '../../streams/outputs/gop/index.ts';
import { KEYFRAMES_TYPE, keyframesQuery } from '../contract/keyframes.ts';
import { type Actor, type Route, route } from '../platform/http/route.ts';
import { KeyframeFeed, type KeyframeSink } from './keyframe-feed.ts';
import type { Viewings } from './viewings.ts';

export interface KeyframesRoutesOptions {
  readonly viewings: Viewings;
  readonly answers: KeyframeAnswers;
  readonly onSent: (bytes: number) => void;
  readonly now: () => number;
}

export function keyframesRoutes({ viewings, answers, onSent, now }: KeyframesRoutesOptions): Route[] {
  return [
    route({
      method: 'get',
      path: '/media/keyframes',
      summary:
        'The newest keyframes of up to 64 cameras (`cameras=id/sub,id/sub,…`), in one answer until either side ends it; ' +
        'a camera the asker may not see is answered with a fault of its own',
      tag: 'media',
      // Each camera is asked for by itself, by its viewing.
      need: { kind: 'permission', permission: 'live:view', at: 'anywhere' },
      query: keyframesQuery,
      raw: true,
      handler: async ({ query, actor, req, res }) => {
        begin(res);
        if (req.method === 'HEAD') {
          res.end();
          return;
        }
        const feed = new KeyframeFeed({
          ...{ viewings, answers, now },
          actor: actor as Actor,
          from: req.ip ?? '',
          sink: sinkOf(res, onSent),
        });
        res.once('close', () => feed.close());
        if (res.closed) feed.close();
        else await feed.watch(query.cameras).catch(() => res.destroy());
      },
    }),
  ];
}

function begin(res: Response): void {
  res.useChunkedEncodingByDefault = false;
  res.status(200).set({ 'Content-Type': KEYFRAMES_TYPE, 'Cache-Control': 'no-store' });
  res.flushHeaders();
}

function sinkOf(res: Response, onSent: (bytes: number) => void): KeyframeSink {
  return {
    write: (data) => {
      res.write(data);
      onSent(data.length);
    },
    get waitingBytes() {
      return res.writableLength;
    },
    cut: () => void res.destroy(),
  };
}
