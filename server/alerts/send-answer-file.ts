import type { Response } from 'express';
import type { AlertFile } from '../contract/alerts.ts';
import { MEDIA_TYPES } from './alert-files.ts';

/** What somebody answered with, to be saved. */
export function sendAnswerFile(
  res: Response,
  { file, bytes }: { readonly file: AlertFile; readonly bytes: Buffer },
): void {
  const name = encodeURIComponent(file.name).replaceAll("'", '%27');
  res
    .set({
      'Content-Type': MEDIA_TYPES[file.type as keyof typeof MEDIA_TYPES] ?? 'application/octet-stream',
      // Never a page of ours, whatever is in it.
      'Content-Disposition': `attachment; filename="file.${file.type}"; filename*=UTF-8''${name}`,
      'Content-Security-Policy': "default-src 'none'; sandbox",
      'Cache-Control': 'private, no-store',
      'X-Content-Type-Options': 'nosniff',
    })
    .send(bytes);
}
