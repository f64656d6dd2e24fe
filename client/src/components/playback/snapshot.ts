/** The picture on screen as a file: in full resolution, with camera, time and case beneath it, never over it. */
import { clockText, dateText } from '../../lib/time.ts';
import type { Track } from '../../media/playback/index.ts';

export interface SnapshotWords {
  readonly camera: string;
  readonly caseNo: string | undefined;
}

/** File systems and mail programs stumble over these. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are among what is left out
const BAD = /[\u0000-\u001f\\/:*?"<>|\s]+/g;

const exactText = (atMs: number): string =>
  `${dateText(atMs)} ${clockText(atMs)}.${String(Math.floor(atMs % 1000)).padStart(3, '0')}`;

export function snapshotName({ camera, caseNo }: SnapshotWords, atMs: number): string {
  const time = exactText(atMs).replaceAll(':', '').replace(' ', '_');
  return `${[camera, time, caseNo]
    .filter((part) => part !== undefined && part !== '')
    .map((part) => part?.replace(BAD, '_'))
    .join('_')
    .slice(0, 120)}.png`;
}

/** The file's name; undefined where there is no picture. */
export async function saveSnapshot(track: Track, words: SnapshotWords): Promise<string | undefined> {
  const { picture } = track;
  if (picture === undefined) return undefined;
  const { source, width, height, atMs } = picture;
  const strip = Math.max(28, Math.round(height * 0.05));
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height + strip;
  const context = canvas.getContext('2d');
  if (context === null) return undefined;
  context.fillStyle = '#000';
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(source, 0, 0, width, height);
  context.fillStyle = '#fff';
  context.textBaseline = 'middle';
  context.font = `${Math.round(strip * 0.52)}px system-ui, "Noto Sans CJK SC", "Noto Sans SC", sans-serif`;
  const text = [words.camera, exactText(atMs), zoneText(atMs), words.caseNo]
    .filter((part) => part !== undefined)
    .join('   ');
  context.fillText(text, strip * 0.4, height + strip / 2, width - strip * 0.8);
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'));
  if (blob === null) return undefined;
  const name = snapshotName(words, atMs);
  const url = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The browser has taken hold of it by then.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
  return name;
}

function zoneText(atMs: number): string {
  const minutes = -new Date(atMs).getTimezoneOffset();
  const [hours, rest] = [Math.floor(Math.abs(minutes) / 60), Math.abs(minutes) % 60];
  return `UTC${minutes < 0 ? '−' : '+'}${hours}${rest === 0 ? '' : `:${String(rest).padStart(2, '0')}`}`;
}
