/** A file that the server makes when asked by POST, saved by the browser. */
import { apiResponse } from './api.ts';

export interface DownloadRequest {
  readonly body: unknown;
  readonly reason?: string;
  readonly filename: string;
}

/** Throws `ApiError` as every request does; resolves when the whole file is there. */
export async function download(path: string, { body, reason, filename }: DownloadRequest): Promise<void> {
  const response = await apiResponse(path, {
    method: 'POST',
    body,
    ...(reason !== undefined && { reason }),
  });
  const url = URL.createObjectURL(await response.blob());
  const link = document.createElement('a');
  link.href = url;
  link.download = filename;
  link.click();
  // The browser has taken hold of it by then.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
