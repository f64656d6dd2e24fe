/** What is asked of the server about cards. */
import {
  type Alert,
  type AlertFile,
  type AlertResponse,
  alertDetail,
  alertFile,
  type Decision,
  decidedAlerts,
} from '../../../../server/contract/alerts.ts';
import { ApiError, api } from '../../lib/api.ts';

type Versioned = Pick<Alert, 'id' | 'version'>;

export interface DecisionRequest {
  readonly action: Decision;
  readonly reason: string;
  readonly days?: number | undefined;
}

export const decide = ({ id, version }: Versioned, request: DecisionRequest) =>
  api(`/alerts/${id}/decide`, { method: 'POST', body: { ...request, version }, schema: alertDetail });

export const decideMany = (cards: readonly Versioned[], request: DecisionRequest) =>
  api('/alerts/bulk', {
    method: 'POST',
    body: { ...request, items: cards.map(({ id, version }) => ({ id, version })) },
    schema: decidedAlerts,
  });

export const answer = (
  { id, version }: Versioned,
  request: { readonly action: AlertResponse; readonly reason: string; readonly files: readonly string[] },
) => api(`/alerts/${id}/answer`, { method: 'POST', body: { ...request, version }, schema: alertDetail });

export const fileHref = (alertId: string, file: AlertFile): string =>
  `/api/v1/alerts/${alertId}/files/${file.id}`;

/** Uploads one file; `onShare` is told how much of it is there, 0 … 1. Rejects with `ApiError`. */
export function upload(
  alertId: string,
  file: File,
  onShare: (share: number) => void,
  signal: AbortSignal,
): Promise<AlertFile> {
  return new Promise((resolve, reject) => {
    // fetch tells nothing of what has been sent.
    const request = new XMLHttpRequest();
    const query = new URLSearchParams({ name: file.name });
    request.open('POST', `/api/v1/alerts/${alertId}/files?${query}`);
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
