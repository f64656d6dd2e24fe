/** `POST /api/v1/exchange/feeds/:source/try`: a person pastes a batch and sees what its sender would be answered. */
import { z } from 'zod';
import { dropAnswer, tryBatch } from '../../contract/profiles.ts';
import type { PlaceFinder } from '../../places/index.ts';
import { notFound } from '../../platform/errors.ts';
import { type Route, route } from '../../platform/http/route.ts';
import { type TakeFileOptions, takeFile } from './take-file.ts';

export interface TryRoutesOptions extends TakeFileOptions {
  readonly finder: Pick<PlaceFinder, 'ofDepartment'>;
  /** Undefined: nobody reports under the source. */
  readonly departmentOf: (source: string) => Promise<string | undefined>;
}

/** Text of 500,000 characters, three bytes each, escaped. */
const BODY_LIMIT = 2 * 1024 * 1024;

export function tryRoute(options: TryRoutesOptions): Route {
  const { finder, departmentOf } = options;
  return route({
    method: 'post',
    path: '/api/v1/exchange/feeds/:source/try',
    summary: 'What a batch would be answered if this system sent it; nothing is kept or counted',
    tag: 'exchange',
    need: {
      kind: 'permission',
      permission: 'exchange:read',
      at: async ({ params }) => finder.ofDepartment(await departmentOf(params.source ?? '')),
    },
    params: z.object({ source: z.string().min(1).max(100) }),
    body: tryBatch,
    bodyLimit: BODY_LIMIT,
    response: dropAnswer,
    handler: async ({ params: { source }, body: { text, hallId } }) => {
      const departmentId = await departmentOf(source);
      if (departmentId === undefined) throw notFound('feed');
      const machine = { source, departmentId };
      const file = { name: `batch.${kindOfText(text)}`, bytes: Buffer.from(text, 'utf8') };
      return takeFile(options, machine, file, { dryRun: true, hallId });
    },
  });
}

/** A name's ending that is missing here, told by how the text begins. */
export function kindOfText(text: string): 'xml' | 'json' | 'jsonl' | 'csv' {
  const start = text.trimStart();
  if (start.startsWith('<')) return 'xml';
  if (start.startsWith('[')) return 'json';
  if (!start.startsWith('{')) return 'csv';
  const [first = '', ...more] = start.trimEnd().split(/\r?\n/);
  return more.length > 0 && first.trimEnd().endsWith('}') ? 'jsonl' : 'json';
}
