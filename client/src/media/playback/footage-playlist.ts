/** `recording.m3u8` as we need it: runs of pictures with their wall clock and where their bytes lie. */

/** A run of whole GOPs. */
export interface PlaylistEntry {
  /** The same run has the same key in every window it is listed in. */
  readonly key: string;
  readonly url: string;
  readonly range: ByteRange | undefined;
  readonly init: { readonly url: string; readonly range: ByteRange | undefined };
  /** Wall clock, ms, of its first picture and of the end of its last. */
  readonly fromMs: number;
  readonly toMs: number;
}

export interface ByteRange {
  readonly offset: number;
  readonly bytes: number;
}

export interface FootagePlaylist {
  readonly entries: readonly PlaylistEntry[];
  /** No more will come of the range asked for. */
  readonly ended: boolean;
}

/** More than a day has of runs of two seconds; whatever is longer is not ours. */
const MOST_ENTRIES = 100_000;

/** `base`: the playlist's own address. Entries without a wall clock are left out: they could not be put anywhere. */
export function parsePlaylist(text: string, base: string): FootagePlaylist {
  const entries: PlaylistEntry[] = [];
  let init: PlaylistEntry['init'] | undefined;
  let atMs: number | undefined;
  let seconds = 0;
  let range: { offset: number | undefined; bytes: number } | undefined;
  let ended = false;
  const nextOffset = new Map<string, number>();
  for (const raw of text.split('\n')) {
    const line = raw.trim();
    if (line === '') continue;
    if (line.startsWith('#EXTINF:')) seconds = Number.parseFloat(line.slice(8));
    else if (line.startsWith('#EXT-X-PROGRAM-DATE-TIME:')) atMs = Date.parse(line.slice(25));
    else if (line.startsWith('#EXT-X-BYTERANGE:')) range = byteRange(line.slice(17));
    else if (line.startsWith('#EXT-X-MAP:')) init = initOf(line.slice(11), base);
    else if (line.startsWith('#EXT-X-DISCONTINUITY')) atMs = undefined;
    else if (line.startsWith('#EXT-X-ENDLIST')) ended = true;
    else if (!line.startsWith('#')) {
      const url = new URL(line, base).href;
      const offset = range === undefined ? undefined : (range.offset ?? nextOffset.get(url) ?? 0);
      if (range !== undefined && offset !== undefined) nextOffset.set(url, offset + range.bytes);
      if (init !== undefined && atMs !== undefined && Number.isFinite(atMs) && seconds > 0) {
        const toMs = atMs + seconds * 1000;
        entries.push({
          key: `${url}@${offset ?? ''}`,
          url,
          range: range === undefined || offset === undefined ? undefined : { offset, bytes: range.bytes },
          init,
          fromMs: atMs,
          toMs,
        });
        if (entries.length > MOST_ENTRIES) throw new Error('the playlist is too long');
        atMs = toMs;
      }
      range = undefined;
      seconds = 0;
    }
  }
  return { entries, ended };
}

function byteRange(text: string): { offset: number | undefined; bytes: number } | undefined {
  const [bytes, offset] = text.replaceAll('"', '').split('@').map(Number);
  if (bytes === undefined || !Number.isSafeInteger(bytes) || bytes <= 0) return undefined;
  return { bytes, offset: offset !== undefined && Number.isSafeInteger(offset) ? offset : undefined };
}

function initOf(attributes: string, base: string): PlaylistEntry['init'] | undefined {
  const uri = /URI="([^"]+)"/.exec(attributes)?.[1];
  if (uri === undefined) return undefined;
  const range = byteRange(/BYTERANGE="([^"]+)"/.exec(attributes)?.[1] ?? '');
  return {
    url: new URL(uri, base).href,
    range: range === undefined ? undefined : { offset: range.offset ?? 0, bytes: range.bytes },
  };
}
