/** `/media/{cameraId}/{profile}/live.flv`: HTTP-FLV for old players and for servers that fetch; our own check, our own muxer. */
import type { Response } from 'express';
import { z } from 'zod';
import { waitForKeyframe } from '../../streams/index.ts';
import type { FlvOutput, FlvSink } from '../../streams/outputs/flv/index.ts';
import { profile } from '../contract/cameras.ts';
import { id } from '../contract/common.ts';
import { AppError } from '../platform/errors.ts';
import { type Actor, type Need, type Route, route } from '../platform/http/route.ts';
import type { Logger } from '../platform/log.ts';
import { worded } from './live-faults.ts';
import type { SharedOutputs } from './shared-outputs.ts';
import type { Viewings } from './viewings.ts';

const FIRST_PICTURE_MS = 10_000;
const ofStream = z.object({ cameraId: id, profile });

export interface FlvRoutesOptions {
  readonly viewings: Viewings;
  readonly outputs: SharedOutputs<FlvOutput>;
  /** `live:view` at the camera. */
  readonly need: Need;
  readonly log: Logger;
  /** A viewer was dropped, for the figures. */
  readonly onDropped: (code: string) => void;
  readonly onSent: (bytes: number) => void;
}

export function flvRoutes({ viewings, outputs, need, log, onDropped, onSent }: FlvRoutesOptions): Route[] {
  return [
    route({
      method: 'get',
      path: '/media/:cameraId/:profile/live.flv',
      summary: 'HTTP-FLV: the live picture (H.264, no sound) until either side ends it',
      tag: 'media',
      need,
      params: ofStream,
      raw: true,
      handler: async ({ params: key, actor, req, res }) => {
        let cut: ((code: string) => void) | undefined;
        const viewing = await viewings.begin({
          actor: actor as Actor,
          from: req.ip ?? '',
          key,
          way: 'flv',
          onEnded: (code) => cut?.(code),
        });
        let held: ReturnType<typeof outputs.hold>;
        try {
          await worded(() => waitForKeyframe(viewing.stream, FIRST_PICTURE_MS));
          mustBeFlv(viewing.stream.info?.codec);
          if (viewing.ended) throw new AppError(403, 'session_ended', 'The right to watch has ended.');
          held = outputs.hold(viewing.stream);
        } catch (error) {
          viewing.end();
          throw error;
        }
        let unwatch: (() => void) | undefined;
        const end = () => {
          unwatch?.();
          held.release();
          viewing.end();
        };
        if (res.closed || req.method === 'HEAD') {
          end();
          res.end();
          return;
        }
        res.once('close', end);
        cut = (code) => {
          log.info({ ...key, code }, 'an FLV viewer is cut off');
          onDropped(code);
          res.destroy();
        };
        begin(res);
        unwatch = held.output.watch({ sink: sinkOf(res, onSent), onEnded: cut });
      },
    }),
  ];
}

function mustBeFlv(codec: string | undefined): void {
  if (codec === 'h264') return;
  throw new AppError(
    409,
    'codec_unsupported_by_flv',
    'FLV carries H.264 only, and this camera sends something else; use live.m3u8.',
  );
}

/** As it is, without chunks: each write of ours is then one write to the socket. */
function begin(res: Response): void {
  res.useChunkedEncodingByDefault = false;
  res.status(200).set({ 'Content-Type': 'video/x-flv', 'Cache-Control': 'no-store' });
  res.flushHeaders();
}

function sinkOf(res: Response, onSent: (bytes: number) => void): FlvSink {
  return {
    write: (data) => {
      res.write(data);
      onSent(data.length);
    },
    get waitingBytes() {
      return res.writableLength;
    },
  };
}
