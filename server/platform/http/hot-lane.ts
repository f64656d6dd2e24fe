/**
 * Low-Latency HLS asks ten times a second for every viewer, and half of what such a request cost was Express's way
 * to the handler. Routes marked `hot` are answered here, ahead of it: by the same checks (`mount.ts`), without what
 * only pages and people need. What does not match a hot route to the letter goes to Express, which has them all.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { parse } from 'node:querystring';
import type { Request, RequestHandler, Response } from 'express';
import type { Logger } from '../log.ts';
import { addressOf } from './address.ts';
import { admitted, answered, type MountOptions } from './mount.ts';
import type { Route } from './route.ts';
import { sendProblem } from './send-problem.ts';

export interface HotLaneOptions extends MountOptions {
  readonly routes: readonly Route[];
  readonly log: Logger;
  /** Counts a request by its route and how long it took. */
  readonly measure: RequestHandler;
}

interface Match {
  readonly route: Route;
  readonly params: Record<string, string>;
}

/** Playlists stay, parts come and go: so many addresses are remembered. */
const REMEMBERED_MOST = 5000;

export class HotLane {
  readonly #options: HotLaneOptions;
  readonly #patterns: readonly { readonly route: Route; readonly parts: readonly string[] }[];
  readonly #known = new Map<string, Match>();

  constructor(options: HotLaneOptions) {
    this.#options = options;
    this.#patterns = options.routes
      .filter((route) => route.hot === true && route.method === 'get')
      .map((route) => ({ route, parts: route.path.split('/') }));
  }

  /** False: it is not for this lane. */
  take(req: IncomingMessage, res: ServerResponse): boolean {
    if (req.method !== 'GET') return false;
    const [path = '', query = ''] = (req.url ?? '').split('?', 2);
    const match = this.#known.get(path) ?? this.#find(path);
    if (!match) return false;
    void this.#answer(match, query, req as Request, res as Response);
    return true;
  }

  async #answer({ route, params }: Match, query: string, req: Request, res: Response): Promise<void> {
    const { gate, trustProxy, log, measure } = this.#options;
    try {
      Object.assign(req, { ip: addressOf(req, trustProxy), route });
      measure(req, res, () => undefined);
      // It is no document: nobody may take it for one, nor another site's page show it.
      res.setHeader('X-Content-Type-Options', 'nosniff');
      res.setHeader('Cross-Origin-Resource-Policy', 'same-origin');
      const actor = await admitted(route, this.#options, req);
      await answered(route, gate, { params, query: parse(query), body: undefined, actor, req, res });
    } catch (error) {
      sendProblem(error, req, res, log);
    }
  }

  #find(path: string): Match | undefined {
    const given = path.split('/');
    for (const { route, parts } of this.#patterns) {
      const params = matched(parts, given);
      if (!params || (route.params && !route.params.safeParse(params).success)) continue;
      const match = { route, params };
      if (this.#known.size >= REMEMBERED_MOST) this.#known.clear();
      this.#known.set(path, match);
      return match;
    }
    return undefined;
  }
}

/** Letter for letter: whatever is escaped is Express's to read. */
function matched(parts: readonly string[], given: readonly string[]): Record<string, string> | undefined {
  if (parts.length !== given.length) return undefined;
  const params: Record<string, string> = {};
  for (const [index, part] of parts.entries()) {
    const text = given[index] ?? '';
    if (part.startsWith(':')) params[part.slice(1)] = text;
    else if (part !== text) return undefined;
  }
  return params;
}
