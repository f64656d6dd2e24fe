/**
 * Keeps one camera's footage around the playhead in a `ClipBuffer`: asks for the playlist in windows, fetches the
 * runs ahead by byte range, lets go what lies behind. Knows the time of every picture it has fetched.
 */
import type { Profile } from '../../../../server/contract/cameras.ts';
import { ClipBuffer } from './clip-buffer.ts';
import type { FetchQueue } from './fetch-queue.ts';
import { type ByteRange, type PlaylistEntry, parsePlaylist } from './footage-playlist.ts';
import {
  type FootageWindow,
  type KnownWindow,
  mergeEntries,
  nextWindow,
  withWindow,
} from './footage-windows.ts';
import { fetchMedia, MediaFault } from './media-fault.ts';
import { type Frame, type MediaHead, readHead, readRun } from './media-run.ts';

export interface FootagePumpOptions {
  readonly cameraId: string;
  readonly profile: Profile;
  readonly video: HTMLVideoElement;
  readonly queue: FetchQueue;
  /** So much footage ahead, in ms of real time. */
  readonly aheadMs: () => number;
  /** The server's wall clock. */
  readonly serverNow: () => number;
  /** What may be asked for around an instant. */
  readonly limits: (atMs: number) => FootageWindow | undefined;
  readonly onFault: (fault: MediaFault) => void;
  /** Footage made into H.264 for this browser, and why; undefined: as it was recorded. */
  readonly onTranscoded: (why: string | undefined) => void;
}

export interface Aim {
  readonly atMs: number;
  readonly rate: number;
  readonly playing: boolean;
  readonly sound: boolean;
}

interface Appended {
  readonly bytes: number;
  readonly frames: readonly Frame[];
  readonly fromMs: number;
  readonly toMs: number;
}

const BEHIND_MS = 30_000;
const MOST_HEADS = 12;
const RETRY_MS = [500, 1000, 2000, 4000, 8000] as const;

export class FootagePump {
  readonly #options: FootagePumpOptions;
  readonly #clip: ClipBuffer;
  readonly #heads = new Map<string, MediaHead>();
  #aim: Aim | undefined;
  #known: KnownWindow[] = [];
  #entries: PlaylistEntry[] = [];
  readonly #appended = new Map<string, Appended>();
  #abort = new AbortController();
  #fetching: { fromMs: number; toMs: number } | undefined;
  #working = false;
  #restAtMs = 0;
  #failures = 0;
  #transcode = false;
  #sound = false;
  #closed = false;

  constructor(options: FootagePumpOptions) {
    this.#options = options;
    this.#clip = new ClipBuffer(options.video);
  }

  get clip(): ClipBuffer {
    return this.#clip;
  }

  /** Called again and again with where the playhead is; cheap. */
  aim(aim: Aim): void {
    if (this.#closed) return;
    this.#aim = aim;
    const fetching = this.#fetching;
    // What is under way for a place left behind is not worth waiting for.
    if (fetching !== undefined && (aim.atMs >= fetching.toMs || aim.atMs < fetching.fromMs - 60_000))
      this.#abortNow();
    if (!this.#working && performance.now() >= this.#restAtMs) void this.#work();
  }

  /** `unknown`: the playlist has not told yet. */
  footageAt(atMs: number): 'yes' | 'no' | 'unknown' {
    if (this.#entryAt(atMs) !== undefined) return 'yes';
    return this.#known.some(
      (each) => each.fromMs <= atMs && atMs < each.toMs && atMs < each.askedAtMs - 15_000,
    )
      ? 'no'
      : 'unknown';
  }

  /** The frame on screen at an instant, as far as it was fetched. */
  frameAt(atMs: number): Frame | undefined {
    return this.#find(atMs, (frames) => frames.findLast((frame) => frame.atMs <= atMs + 0.5));
  }

  frameAfter(atMs: number): Frame | undefined {
    return this.#nearest(
      (frame) => frame.atMs > atMs + 0.5,
      (a, b) => a.atMs < b.atMs,
    );
  }

  frameBefore(atMs: number): Frame | undefined {
    return this.#nearest(
      (frame) => frame.atMs < atMs - 0.5,
      (a, b) => a.atMs > b.atMs,
    );
  }

  /** Forgets what was refused: a purpose was given meanwhile. */
  retry(): void {
    this.#failures = 0;
    this.#restAtMs = 0;
    this.#known = [];
  }

  close(): void {
    this.#closed = true;
    this.#abort.abort();
    this.#clip.close();
    this.#appended.clear();
  }

  async #work(): Promise<void> {
    this.#working = true;
    try {
      while (!this.#closed && this.#aim !== undefined && (await this.#step(this.#aim))) this.#failures = 0;
      this.#restAtMs = performance.now() + 60;
    } catch (cause) {
      this.#failed(cause);
    } finally {
      this.#working = false;
    }
  }

  /** One thing that has to be done; false: nothing for now. */
  async #step(aim: Aim): Promise<boolean> {
    if (aim.sound !== this.#sound || !this.#clip.reaches(aim.atMs)) {
      this.#sound = aim.sound;
      this.#heads.clear();
      this.#appended.clear();
      await this.#clip.open(aim.atMs);
      return true;
    }
    const here = this.#known.some((each) => each.fromMs <= aim.atMs && aim.atMs < each.toMs);
    const wanted = here ? this.#wanted(aim) : undefined;
    if (wanted !== undefined) {
      await this.#append(wanted, aim);
      return true;
    }
    const nowMs = this.#options.serverNow();
    const window = nextWindow(this.#known, { atMs: aim.atMs, playing: aim.playing, nowMs });
    if (window === undefined) return false;
    await this.#ask(window);
    return true;
  }

  #wanted(aim: Aim): PlaylistEntry | undefined {
    const untilMs = aim.atMs + this.#options.aheadMs() * Math.max(1, aim.rate);
    const missing = (entry: PlaylistEntry): boolean => {
      const have = this.#appended.get(entry.key);
      const from = Math.max(entry.fromMs + 60, Math.min(aim.atMs, entry.toMs - 200));
      const until = this.#clip.bufferedUntil(from);
      // In the buffer, by another cut of the same footage maybe; the browser may also have let it go for want of room.
      if (until !== undefined && until >= entry.toMs - 100) return false;
      return have === undefined || have.bytes < (entry.range?.bytes ?? 0) || until === undefined;
    };
    const ahead = this.#entries.find(
      (entry) => entry.toMs > aim.atMs && entry.fromMs < untilMs && missing(entry),
    );
    if (ahead !== undefined || aim.playing) return ahead;
    // Standing still: the run before, for steps back over its end.
    const before = this.#entries.findLast((entry) => entry.toMs <= aim.atMs);
    return before !== undefined && aim.atMs - before.toMs < 10_000 && missing(before) ? before : undefined;
  }

  async #ask({ fromMs, toMs }: { fromMs: number; toMs: number }): Promise<void> {
    const { cameraId, profile, serverNow, onTranscoded } = this.#options;
    const askedAtMs = serverNow();
    const limits = this.#options.limits(this.#aim?.atMs ?? fromMs);
    const askFromMs = Math.max(fromMs, Math.ceil(limits?.fromMs ?? fromMs));
    const askToMs = Math.min(toMs, Math.floor(limits?.toMs ?? toMs));
    if (askFromMs >= askToMs || askFromMs > askedAtMs) {
      this.#known = withWindow(this.#known, { fromMs, toMs, askedAtMs });
      return;
    }
    const query = new URLSearchParams({
      from: new Date(askFromMs).toISOString(),
      to: new Date(askToMs).toISOString(),
      ...(this.#transcode && { codec: 'h264' }),
    });
    const url = new URL(`/media/${cameraId}/${profile}/recording.m3u8?${query}`, location.href).href;
    this.#fetching = { fromMs, toMs };
    try {
      const response = await this.#playlist(url);
      const entries = response === undefined ? [] : parsePlaylist(await response.text(), url).entries;
      if (response !== undefined) onTranscoded(response.headers.get('x-transcoded') ?? undefined);
      const near = (from: number, to: number) => to > fromMs - 1_800_000 && from < toMs + 1_800_000;
      this.#entries = mergeEntries(
        this.#entries.filter((each) => near(each.fromMs, each.toMs)),
        entries,
      );
      this.#known = withWindow(
        this.#known.filter((each) => near(each.fromMs, each.toMs)),
        { fromMs, toMs, askedAtMs },
      );
    } finally {
      this.#fetching = undefined;
    }
  }

  /** Undefined: there is none of that time. */
  async #playlist(url: string): Promise<Response | undefined> {
    try {
      return await fetchMedia(url, { signal: this.#abort.signal, priority: 'high' });
    } catch (cause) {
      if (cause instanceof MediaFault && cause.code === 'no_footage') return undefined;
      throw cause;
    }
  }

  async #append(entry: PlaylistEntry, aim: Aim): Promise<void> {
    this.#fetching = { fromMs: entry.fromMs, toMs: entry.toMs };
    const { signal } = this.#abort;
    const urgency = () => entry.fromMs - (this.#aim?.atMs ?? 0);
    try {
      const [head, bytes] = await Promise.all([
        this.#head(entry, signal),
        this.#options.queue.run(urgency, signal, () => this.#bytes(entry.url, entry.range, signal)),
      ]);
      const run = readRun(bytes, head, entry.fromMs);
      await this.#makeRoom(this.#aim ?? aim);
      await this.#clip.append(head, run, entry.fromMs);
      this.#appended.set(entry.key, {
        bytes: entry.range?.bytes ?? bytes.length,
        frames: run.frames,
        fromMs: entry.fromMs,
        toMs: entry.toMs,
      });
    } finally {
      this.#fetching = undefined;
    }
  }

  async #head(entry: PlaylistEntry, signal: AbortSignal): Promise<MediaHead> {
    const { url, range } = entry.init;
    const key = `${url}@${range?.offset ?? ''}`;
    const known = this.#heads.get(key);
    if (known !== undefined) return known;
    const head = readHead(await this.#bytes(url, range, signal), this.#sound);
    const oldest = this.#heads.keys().next().value;
    if (this.#heads.size >= MOST_HEADS && oldest !== undefined) this.#heads.delete(oldest);
    this.#heads.set(key, head);
    return head;
  }

  async #bytes(
    url: string,
    range: ByteRange | undefined,
    signal: AbortSignal,
  ): Promise<Uint8Array<ArrayBuffer>> {
    const headers = range && { range: `bytes=${range.offset}-${range.offset + range.bytes - 1}` };
    const response = await fetchMedia(url, { signal, ...(headers && { headers }) });
    return new Uint8Array(await response.arrayBuffer());
  }

  async #makeRoom(aim: Aim): Promise<void> {
    const fromMs = aim.atMs - BEHIND_MS;
    const toMs = aim.atMs + 3 * this.#options.aheadMs() * Math.max(1, aim.rate) + 30_000;
    let far = false;
    for (const [key, each] of this.#appended) {
      if (each.toMs > fromMs && each.fromMs < toMs) continue;
      this.#appended.delete(key);
      far = true;
    }
    if (far) await this.#clip.keepOnly(fromMs, toMs);
  }

  #failed(cause: unknown): void {
    if (this.#closed) return;
    if (cause instanceof DOMException && cause.name === 'AbortError') return;
    if (cause instanceof DOMException && cause.name === 'QuotaExceededError') {
      this.#appended.clear();
      this.#clip.close();
      return;
    }
    const fault = cause instanceof MediaFault ? cause : new MediaFault('decode', String(cause), false);
    if (fault.code === 'codec_unsupported_by_browser' && !this.#transcode) {
      this.#transcode = true;
      this.#forget();
      return;
    }
    // What was listed is not there any more: purged meanwhile, or made anew.
    if (fault.code === 'decode' || fault.code.startsWith('http_4') || fault.code === 'not_found')
      this.#forget();
    const waitMs = RETRY_MS[Math.min(this.#failures, RETRY_MS.length - 1)] ?? 8000;
    this.#failures += 1;
    this.#restAtMs = performance.now() + (fault.lasting ? 15_000 : waitMs);
    this.#options.onFault(fault);
  }

  #forget(): void {
    this.#known = [];
    this.#entries = [];
    this.#appended.clear();
    this.#heads.clear();
    this.#clip.close();
  }

  #abortNow(): void {
    this.#abort.abort();
    this.#abort = new AbortController();
    this.#fetching = undefined;
  }

  #entryAt(atMs: number): PlaylistEntry | undefined {
    return this.#entries.find((entry) => entry.fromMs <= atMs && atMs < entry.toMs);
  }

  #find(atMs: number, pick: (frames: readonly Frame[]) => Frame | undefined): Frame | undefined {
    for (const each of this.#appended.values())
      if (each.fromMs <= atMs + 0.5 && atMs < each.toMs) {
        const found = pick(each.frames);
        if (found !== undefined) return found;
      }
    return undefined;
  }

  #nearest(fits: (frame: Frame) => boolean, nearer: (a: Frame, b: Frame) => boolean): Frame | undefined {
    let best: Frame | undefined;
    for (const { frames } of this.#appended.values())
      for (const frame of frames)
        if (fits(frame) && (best === undefined || nearer(frame, best))) best = frame;
    return best;
  }
}
