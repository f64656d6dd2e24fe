import type { Profile } from '../types.ts';

/** What a file's place tells of it. */
export interface SegmentPlace {
  readonly id: string;
  readonly cameraId: string;
  readonly profile: Profile;
  /** Whole ms. */
  readonly startedAtMs: number;
  /** Of the live buffer. */
  readonly buffer: boolean;
}

/** The folder of a disk that the live buffer's files lie in. */
export const BUFFER_FOLDER = 'buffer';
const UUID = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}';
const PATH = new RegExp(
  `^(${BUFFER_FOLDER}/)?([\\w-]{1,64})/(main|sub)/(\\d{4}-\\d{2}-\\d{2})/(\\d{13})-(${UUID})\\.mp4$`,
);

/** From the disk's folder: `<cameraId>/<profile>/<day, UTC>/<startedAtMs>-<id>.mp4`. */
export function segmentPath({ id, cameraId, profile, startedAtMs, buffer }: SegmentPlace): string {
  const path = `${cameraId}/${profile}/${dayOf(startedAtMs)}/${startedAtMs}-${id}.mp4`;
  return buffer ? `${BUFFER_FOLDER}/${path}` : path;
}

/** Undefined for what no recorder wrote. */
export function parseSegmentPath(path: string): SegmentPlace | undefined {
  const [, buffer, cameraId, profile, day, startedAt, id] = PATH.exec(path) ?? [];
  if (!cameraId || !id || (profile !== 'main' && profile !== 'sub')) return undefined;
  const startedAtMs = Number(startedAt);
  if (dayOf(startedAtMs) !== day) return undefined;
  return { id, cameraId, profile, startedAtMs, buffer: buffer !== undefined };
}

/** `2026-11-23`, in UTC. */
export function dayOf(atMs: number): string {
  return new Date(atMs).toISOString().slice(0, 10);
}
