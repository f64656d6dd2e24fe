/** What is learnt of a camera as bytes, for a restart: views of empty places and of the whole. No picture can be made of it. */
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { Scene } from '../analysis/index.ts';
import type { EmptyView } from './empty-views.ts';

const VERSION = 1;
const BYTES_MOST = 64 * 1024;
const INFLATED_MOST = 1024 * 1024;
const SCENE_BYTES = 160 * 90;

/** Of one zone; `cells` tells the zone's shape: views of another shape are of no use. */
export interface LearntZone {
  readonly name: string;
  readonly cells: string;
  readonly views: readonly EmptyView[];
}

export interface LearntCamera {
  readonly zones: readonly LearntZone[];
  readonly scene: Scene | undefined;
}

interface Head {
  readonly version: number;
  readonly brightness?: number;
  readonly zones: readonly {
    readonly name: string;
    readonly cells: string;
    readonly size: number;
    readonly views: readonly { readonly seenS: number; readonly isEmpty: boolean }[];
  }[];
}

/** As many views as there is room for, those of the empty place first. */
export function encodeLearnt({ zones, scene }: LearntCamera): Buffer {
  for (let most = 10; ; most -= 1) {
    const kept = zones.map((zone) => ({
      ...zone,
      views: [...zone.views]
        .sort((a, b) => Number(b.isEmpty) - Number(a.isEmpty) || b.seenS - a.seenS)
        .slice(0, most),
    }));
    const bytes = encode(kept, scene);
    if (bytes.length <= BYTES_MOST || most === 0) return bytes;
  }
}

function encode(zones: readonly LearntZone[], scene: Scene | undefined): Buffer {
  const head: Head = {
    version: VERSION,
    ...(scene && { brightness: scene.brightness }),
    zones: zones.map(({ name, cells, views }) => ({
      ...{ name, cells, size: views[0]?.spread.length ?? 0 },
      views: views.map(({ seenS, isEmpty }) => ({ seenS: Math.round(seenS), isEmpty })),
    })),
  };
  const text = Buffer.from(JSON.stringify(head));
  const length = Buffer.alloc(4);
  length.writeUInt32BE(text.length);
  const parts: Buffer[] = [length, text];
  if (scene) parts.push(Buffer.from(scene.edges));
  for (const { views } of zones)
    for (const { edges, spread } of views) parts.push(small(edges), small(spread));
  return deflateRawSync(Buffer.concat(parts));
}

/** Undefined: not ours, or of another version. */
export function decodeLearnt(bytes: Buffer): LearntCamera | undefined {
  try {
    const raw = inflateRawSync(bytes, { maxOutputLength: INFLATED_MOST });
    const length = raw.readUInt32BE(0);
    const head = JSON.parse(raw.subarray(4, 4 + length).toString('utf8')) as Head;
    if (head.version !== VERSION) return undefined;
    let at = 4 + length;
    const take = (count: number): Buffer => {
      at += count;
      if (at > raw.length) throw new Error('cut short');
      return raw.subarray(at - count, at);
    };
    const scene =
      head.brightness === undefined
        ? undefined
        : { brightness: head.brightness, edges: Uint8Array.from(take(SCENE_BYTES)) };
    const zones = head.zones.map(({ name, cells, size, views }) => ({
      ...{ name, cells },
      views: views.map(({ seenS, isEmpty }) => ({
        ...{ edges: large(take(size * 4)), spread: large(take(size)), seenS, isEmpty, shifts: 0 },
      })),
    }));
    return { zones, scene };
  } catch {
    // Damaged, or of a program that is not ours: it is learnt anew.
    return undefined;
  }
}

const small = (values: Float32Array): Buffer =>
  Buffer.from(Uint8Array.from(values, (value) => Math.min(255, Math.max(0, Math.round(value * 255)))));

const large = (bytes: Buffer): Float32Array => Float32Array.from(bytes, (value) => value / 255);
