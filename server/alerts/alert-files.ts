/** What departments attach to their answers: told by its content, bounded, and never shown as a page of ours. */
import type { AlertFile, alertFileTypes } from '../contract/alerts.ts';
import { AppError, notFound } from '../platform/errors.ts';
import type { FileStore } from '../platform/files/index.ts';
import type { AlertFilesStore } from './alert-files.store.ts';

type FileType = (typeof alertFileTypes)[number];

export interface AlertFilesOptions {
  /** Rows of files of cards, or of whatever else is answered with files. */
  readonly store: Pick<AlertFilesStore, 'add' | 'waiting' | 'find' | 'removeLeft' | 'named'>;
  readonly files: FileStore;
  readonly now: () => number;
}

/** Of those that nobody answered with yet. */
const WAITING_MOST = 20;
/** Uploads without an answer, and older than any that is under way. */
const LEFT_MS = 24 * 3_600_000;
const ORPHAN_MS = 3_600_000;

export class AlertFiles {
  readonly #options: AlertFilesOptions;

  constructor(options: AlertFilesOptions) {
    this.#options = options;
  }

  async add(alertId: string, name: string, bytes: Buffer, byId: string): Promise<AlertFile> {
    const { store, files, now } = this.#options;
    const type = typeOf(bytes);
    if (type === undefined)
      throw new AppError(415, 'file_type_unknown', 'This is none of the kinds that may be attached.', {
        faults: [{ field: 'body', message: 'must be PDF, PNG, JPEG, WebP, Word or Excel' }],
      });
    if ((await store.waiting(alertId)) >= WAITING_MOST)
      throw new AppError(422, 'too_many_files', `At most ${WAITING_MOST} files wait for an answer.`);
    const id = await files.put(bytes);
    const file = { id, name: plainName(name), bytes: bytes.length, type };
    try {
      await store.add(alertId, file, byId, new Date(now()));
    } catch (error) {
      await files.remove(id);
      throw error;
    }
    return file;
  }

  async read(alertId: string, fileId: string): Promise<{ readonly file: AlertFile; readonly bytes: Buffer }> {
    const file = await this.#options.store.find(alertId, fileId);
    const bytes = file && (await this.#options.files.read(fileId));
    if (file === undefined || bytes === undefined) throw notFound('file');
    return { file, bytes };
  }

  /** Uploads nobody answered with, and what a crash left without a row. */
  async sweep(): Promise<number> {
    const { store, files, now } = this.#options;
    for (const id of await store.removeLeft(new Date(now() - LEFT_MS))) await files.remove(id);
    return files.sweep((ids) => store.named(ids), ORPHAN_MS);
  }
}

const starts = (bytes: Buffer, signature: readonly number[], at = 0): boolean =>
  signature.every((byte, index) => bytes[at + index] === byte);
const ascii = (text: string): number[] => [...text].map((one) => one.charCodeAt(0));

/** By the first bytes, and of office files by what is in them. */
export function typeOf(bytes: Buffer): FileType | undefined {
  if (starts(bytes, ascii('%PDF-'))) return 'pdf';
  if (starts(bytes, [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])) return 'png';
  if (starts(bytes, [0xff, 0xd8, 0xff])) return 'jpg';
  if (starts(bytes, ascii('RIFF')) && starts(bytes, ascii('WEBP'), 8)) return 'webp';
  if (starts(bytes, [0x50, 0x4b, 0x03, 0x04])) return officeType(bytes);
  if (starts(bytes, [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1])) return oldOfficeType(bytes);
  return undefined;
}

function officeType(bytes: Buffer): FileType | undefined {
  if (!bytes.includes('[Content_Types].xml')) return undefined;
  if (bytes.includes('word/')) return 'docx';
  return bytes.includes('xl/') ? 'xlsx' : undefined;
}

/** Names of streams in a compound file are UTF-16. */
function oldOfficeType(bytes: Buffer): FileType | undefined {
  if (bytes.includes(Buffer.from('WordDocument', 'utf16le'))) return 'doc';
  return bytes.includes(Buffer.from('Workbook', 'utf16le')) ? 'xls' : undefined;
}

/** As it may stand in a header and a list: no folders, nothing that cannot be seen. */
const plainName = (name: string): string =>
  name
    .replace(/^.*[\\/]/, '')
    .replace(/[\p{Cc}\p{Cf}"]+/gu, '')
    .trim()
    .slice(0, 200) || 'file';

export const MEDIA_TYPES: Readonly<Record<FileType, string>> = {
  pdf: 'application/pdf',
  png: 'image/png',
  jpg: 'image/jpeg',
  webp: 'image/webp',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  doc: 'application/msword',
  xls: 'application/vnd.ms-excel',
};
