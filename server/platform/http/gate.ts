/** Who may pass: asked by the app for every route and by the sockets for every handshake. Implemented by access. */
import type { IncomingMessage } from 'node:http';
import type { Permission } from '../../contract/access.ts';
import type { Actor, Place } from './route.ts';

export interface Gate {
  /** By the session cookie or the bearer token; undefined: nobody we know, or no longer. */
  authenticate(req: IncomingMessage): Promise<Actor | undefined>;
  /** Whether the actor holds the permission at `place`; without a place: anywhere at all. */
  permits(actor: Actor, permission: Permission, place?: Place): Promise<boolean>;
}
