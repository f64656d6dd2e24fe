/** `GET /api/v1/exchange/document`: the published interface document, for those who are to connect a system. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { type Route, route } from '../../platform/http/route.ts';

const DOCS = join(import.meta.dirname, '../../../docs');
const FILES = { zh: 'exchange.md', en: 'exchange.en.md' } as const;

export const documentRoute = (): Route =>
  route({
    method: 'get',
    path: '/api/v1/exchange/document',
    summary: 'The interface document (Markdown), in Chinese or English',
    tag: 'exchange',
    need: { kind: 'permission', permission: 'exchange:read', at: 'anywhere' },
    query: z.object({ language: z.enum(['zh', 'en']).default('zh') }),
    raw: true,
    handler: async ({ query, res }) => {
      const text = await readFile(join(DOCS, FILES[query.language]), 'utf8');
      res.type('text/plain; charset=utf-8').send(text);
    },
  });
