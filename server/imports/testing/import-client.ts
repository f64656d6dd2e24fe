/** Brings files in over HTTP as the page does, and waits for what becomes of them. */
import type { ApiClient } from '../../../test/factories/api-client.ts';
import type { ImportJob, ImportRow, ImportState, Registry } from '../../contract/imports.ts';
import { writeWorkbook } from '../files/sheet-files.ts';

export const BUSY: readonly ImportState[] = ['reading', 'applying', 'undoing'];

export const workbook = (header: readonly string[], rows: readonly (readonly string[])[]): Promise<Buffer> =>
  writeWorkbook([{ name: 'Sheet1', header, widths: header.map(() => 12), rows }]);

export async function upload(
  api: ApiClient,
  registry: Registry,
  bytes: Uint8Array,
  name = '表.xlsx',
): Promise<ImportJob> {
  const response = await api.fetch(`/api/v1/imports/${registry}?name=${encodeURIComponent(name)}`, {
    method: 'POST',
    headers: { 'content-type': 'application/octet-stream' },
    body: Uint8Array.from(bytes),
  });
  const answer = (await response.json()) as ImportJob;
  if (response.status !== 202) throw new Error(`upload: ${response.status} ${JSON.stringify(answer)}`);
  return answer;
}

/** When nothing is under way any more. */
export async function settled(api: ApiClient, id: string): Promise<ImportJob> {
  for (;;) {
    const job = await api.get<ImportJob>(`/api/v1/imports/${id}`);
    if (!BUSY.includes(job.state)) return job;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

export const preview = async (api: ApiClient, registry: Registry, bytes: Uint8Array, name?: string) =>
  settled(api, (await upload(api, registry, bytes, name)).id);

export async function apply(api: ApiClient, id: string, mode: 'all' | 'good'): Promise<ImportJob> {
  await api.post(`/api/v1/imports/${id}/apply`, { mode });
  return settled(api, id);
}

export async function undo(api: ApiClient, id: string, check = false): Promise<ImportJob> {
  await api.post(`/api/v1/imports/${id}/undo`, { check });
  return settled(api, id);
}

export async function rowsOf(api: ApiClient, id: string, query = ''): Promise<ImportRow[]> {
  const all: ImportRow[] = [];
  let cursor: string | null = null;
  do {
    const page: { items: ImportRow[]; nextCursor: string | null } = await api.get(
      `/api/v1/imports/${id}/rows?limit=500${query}${cursor === null ? '' : `&cursor=${cursor}`}`,
    );
    all.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor !== null);
  return all;
}

export async function download(api: ApiClient, path: string): Promise<Buffer> {
  const response = await api.fetch(path);
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  return Buffer.from(await response.arrayBuffer());
}

export const exported = async (api: ApiClient, registry: Registry, query = ''): Promise<string> =>
  (await download(api, `/api/v1/exports/${registry}?format=csv${query}`)).toString('utf8');
