/** One file on its way to the server, with how far it is. */
import { type AlertFile, alertFile } from '../../../../server/contract/alerts.ts';
import { ApiError } from '../../lib/api.ts';

/** Uploads one file; `onShare` is told how much of it is there, 0 … 1. Rejects with `ApiError`. */
export function upload(
  /** `/alerts/<id>/files`. */
  path: string,
  file: File,
  onShare: (share: number) => void,
  signal: AbortSignal,
): Promise<AlertFile> {
  return new Promise((resolve, reject) => {
    // fetch tells nothing of what has been sent.
    const request = new XMLHttpRequest();
    const query = new URLSearchParams({ name: file.name });
    request.open('POST', `/api/v1${path}?${query}`);
    request.setRequestHeader('accept', 'application/json, application/problem+json');
    request.setRequestHeader('content-type', 'application/octet-stream');
    request.responseType = 'json';
    request.upload.onprogress = ({ loaded, total }) => onShare(total === 0 ? 0 : loaded / total);
    request.onerror = () => reject(new ApiError({ status: 0, code: 'network', message: file.name }));
    request.onabort = () => reject(new DOMException('', 'AbortError'));
    request.onload = () => {
      const parsed = alertFile.safeParse(request.response);
      if (request.status < 300 && parsed.success) resolve(parsed.data);
      else reject(refused(request.status, request.response));
    };
    signal.addEventListener('abort', () => request.abort());
    request.send(file);
  });
}

function refused(status: number, body: unknown): ApiError {
  const { code, detail } = (body ?? {}) as { code?: unknown; detail?: unknown };
  return new ApiError({
    status,
    code: typeof code === 'string' ? code : `http_${status}`,
    message: typeof detail === 'string' ? detail : String(status),
  });
}
