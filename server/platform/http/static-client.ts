/** The built client: hashed assets cached for good, the page itself never, every page address answered by it. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import express, { type Express } from 'express';
import { notFound } from '../errors.ts';

/** Addresses that belong to programs; an unknown one of these must not be answered with a page. */
const NOT_PAGES = /^\/(api|media|socket\.io|assets)(\/|$)/;

export function mountClient(app: Express, clientDir: string): void {
  app.use(
    express.static(clientDir, {
      index: false,
      redirect: false,
      setHeaders: (res, file) => {
        const hashed = file.includes('/assets/');
        res.setHeader('Cache-Control', hashed ? 'public, max-age=31536000, immutable' : 'no-cache');
      },
    }),
  );
  const page = join(clientDir, 'index.html');
  app.use((req, res, next) => {
    const wantsPage = (req.method === 'GET' || req.method === 'HEAD') && req.accepts('html') !== false;
    if (!wantsPage || NOT_PAGES.test(req.path) || !existsSync(page)) throw notFound('address');
    res.set('Cache-Control', 'no-cache').sendFile(page, (error) => error && next(error));
  });
}
