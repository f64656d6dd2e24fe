/** `/api/v1/exchange/files`: the file drop over HTTP, for machines that can upload but not reach the folder. */
import { z } from 'zod';
import { dropAnswer, dropFiles, FILE_BYTES_MOST } from '../../contract/profiles.ts';
import { conflict, forbidden, invalid, notFound } from '../../platform/errors.ts';
import { type Actor, type Route, route } from '../../platform/http/route.ts';
import type { FileDrop } from './file-drop.ts';
import { type DropFile, isFileName } from './folders.ts';
import { FILE_KINDS, kindOf } from './read-file.ts';

const need = { kind: 'permission', permission: 'exchange:report', at: 'anywhere' } as const;
const tag = 'exchange';
const byName = z.object({ name: z.string().max(200) });
const WAITING_MOST = 200;
const LISTED_MOST = 1000;
const ANSWER = '.answer.json';

export function filesRoutes({ drop }: { readonly drop: Pick<FileDrop, 'folders'> }): Route[] {
  const foldersOf = async (actor: Actor | undefined) => {
    if (actor?.kind !== 'machine' || actor.departmentId === undefined) throw forbidden('exchange:report');
    const folders = drop.folders(actor.source);
    await folders.make();
    return folders;
  };
  return [
    route({
      method: 'put',
      path: '/api/v1/exchange/files/:name',
      summary:
        'Send in a file (.json, .jsonl, .csv, .xml); it is on disk when this answers, and taken soon after',
      tag,
      need,
      params: byName,
      bytesBody: '*/*',
      bodyLimit: FILE_BYTES_MOST,
      status: 202,
      handler: async ({ actor, params: { name }, body }) => {
        const folders = await foldersOf(actor);
        if (!isFileName(name) || !FILE_KINDS.some((kind) => kind === kindOf(name)))
          throw invalid([
            {
              field: 'params.name',
              message: 'expected a plain name that ends in .json, .jsonl, .csv or .xml',
            },
          ]);
        const bytes = body as unknown as Buffer;
        if (bytes.length === 0) throw invalid([{ field: 'body', message: 'is empty' }]);
        const waiting = await folders.files('in', WAITING_MOST);
        if (waiting.length >= WAITING_MOST && !waiting.some((file) => file.name === name))
          throw conflict('too_many_files', `${WAITING_MOST} files wait already: fetch their answers first.`);
        // What was answered of an earlier one by this name is no answer to this one.
        await folders.remove('answers', `${name}${ANSWER}`);
        await folders.write('in', name, bytes);
      },
    }),
    route({
      method: 'get',
      path: '/api/v1/exchange/files',
      summary: 'Files that wait, and those that were answered lately',
      tag,
      need,
      response: dropFiles,
      handler: async ({ actor }) => {
        const folders = await foldersOf(actor);
        const answers = await folders.files('answers', LISTED_MOST);
        const answered = new Map(answers.map((file) => [file.name.slice(0, -ANSWER.length), file]));
        const entry = (state: 'waiting' | 'answered' | 'failed') => (file: DropFile) => ({
          ...{ name: file.name, state, bytes: file.size },
          at: new Date(
            (state === 'waiting' ? file : (answered.get(file.name) ?? file)).mtimeMs,
          ).toISOString(),
        });
        return {
          items: [
            ...(await folders.files('in', LISTED_MOST)).map(entry('waiting')),
            ...(await folders.files('done', LISTED_MOST)).map(entry('answered')),
            ...(await folders.files('failed', LISTED_MOST)).map(entry('failed')),
          ],
        };
      },
    }),
    route({
      method: 'get',
      path: '/api/v1/exchange/files/:name/answer',
      summary: 'What became of a file; 404 until it was taken',
      tag,
      need,
      params: byName,
      response: dropAnswer,
      handler: async ({ actor, params: { name } }) => {
        const folders = await foldersOf(actor);
        const bytes = isFileName(name)
          ? await folders.read('answers', `${name}${ANSWER}`, 64 * 1024 * 1024)
          : undefined;
        if (bytes === undefined) throw notFound('answer');
        return JSON.parse(bytes.toString('utf8'));
      },
    }),
  ];
}
