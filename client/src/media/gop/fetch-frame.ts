/** `frame.jpg`: the newest keyframe as the server decoded it; for when there is no GOP, or none we can decode. */
import type { CapturedPicture } from './fetch-gop.ts';

export async function fetchFrame(url: string, signal: AbortSignal): Promise<CapturedPicture | undefined> {
  const response = await fetch(url, { signal, credentials: 'same-origin' });
  if (!response.ok) {
    await response.body?.cancel();
    return undefined;
  }
  const atMs = Date.parse(
    response.headers.get('x-captured-at') ?? response.headers.get('last-modified') ?? '',
  );
  const bitmap = await createImageBitmap(await response.blob());
  return {
    source: bitmap,
    width: bitmap.width,
    height: bitmap.height,
    timestampUs: 0,
    capturedAtMs: Number.isNaN(atMs) ? undefined : atMs,
    behindMs: 0,
    close: () => bitmap.close(),
  };
}
