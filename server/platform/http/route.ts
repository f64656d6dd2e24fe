/**
 * A route is data: method, path, who may, what goes in and out, and the handler. The app mounts nothing else,
 * so the route table is the whole surface: OpenAPI and the permission tests are generated from it.
 */
import type { Request, Response } from 'express';
import type { z } from 'zod';
import type { Permission, Scope } from '../../contract/access.ts';

/** Who asks. `grants` are resolved by access; a machine may what its token says, at the token's scope. */
export type Actor =
  | {
      readonly kind: 'user';
      readonly id: string;
      readonly username: string;
      readonly sessionId: string;
    }
  | {
      readonly kind: 'machine';
      readonly tokenId: string;
      readonly source: string;
      /** For whom it reports; a token that only reads has none. */
      readonly departmentId?: string;
      readonly permissions: readonly Permission[];
      readonly scope: Scope;
    };

/**
 * The spot in the world a permission is asked at. `regionPath`: the region's code and its ancestors', any order.
 * A department's own grants match on `departmentIds` (a hall's or camera's: every department with a window there).
 * `cameraId`, `windowId` and `caseId` are given where the spot is one, for rights that are about a single thing.
 * A case is at every hall it was served at: `hallIds`. `atMs`: what is asked for is not of now but of that instant
 * (a recording); rights to see one case then reach the pictures of its time at the window only.
 */
export interface Place {
  readonly regionPath: readonly string[];
  readonly hallId?: string;
  readonly hallIds?: readonly string[];
  readonly departmentIds?: readonly string[];
  readonly cameraId?: string;
  readonly windowId?: string;
  readonly caseId?: string;
  readonly atMs?: number;
}

/**
 * - `public`: no session (health, sign-in, the client's files).
 * - `session`: any signed-in user, about themselves only.
 * - a permission: asked at `at`; `anywhere` means held at some place, and the handler narrows what it answers.
 */
export type Need =
  | { readonly kind: 'public' }
  | { readonly kind: 'session' }
  | {
      readonly kind: 'permission';
      readonly permission: Permission;
      /** This one is enough, too; with `anywhere` only: the handler, which narrows, knows which of them is for what. */
      readonly or?: Permission;
      /** Undefined from the resolver: no such thing, answered 404. */
      readonly at: 'anywhere' | ((input: RouteInput) => Promise<Place | undefined>);
    };

export interface RouteInput {
  readonly params: Readonly<Record<string, string>>;
  readonly query: unknown;
  readonly body: unknown;
}

export interface SubjectInput extends RouteInput {
  readonly actor: Actor | undefined;
  /** What the handler answered; undefined before it ran. What a route makes is found by it. */
  readonly answer: unknown;
}

type Out<S> = S extends z.ZodType ? z.output<S> : undefined;

export interface RouteSpec<
  P extends z.ZodType | undefined,
  Q extends z.ZodType | undefined,
  B extends z.ZodType | undefined,
> {
  readonly method: 'get' | 'post' | 'put' | 'patch' | 'delete';
  /** Express 5 path: `/api/v1/halls/:hallId`. */
  readonly path: string;
  readonly summary: string;
  readonly tag: string;
  readonly need: Need;
  readonly params?: P;
  readonly query?: Q;
  readonly body?: B;
  /** Accept this content type as raw text instead of JSON (WHEP's `application/sdp`). */
  readonly textBody?: string;
  /** Accept this content type as bytes instead of JSON (uploads): the handler's `body` is a Buffer, empty when nothing came. */
  readonly bytesBody?: string;
  /** Most bytes a body may have; default 256 KiB. */
  readonly bodyLimit?: number;
  /** What a 2xx answers; left out: nothing (204), or `raw`. */
  readonly response?: z.ZodType;
  readonly status?: number;
  /** What its row in the audit trail is called where method and path say it badly: `case.unmask`. */
  readonly action?: string;
  /** What its row in the audit trail tells beside the names of the fields that were sent; never a secret. */
  readonly trail?: (input: { readonly body: Out<B> }) => Readonly<Record<string, unknown>>;
  /**
   * The thing a change is about, as it may be shown: asked before and after the handler, so that the trail tells what
   * was what before. Undefined, or `not_found` thrown: it is not there (yet, or any more). Where the answer of the
   * route is the thing itself: `subject: ({ answer }) => answer`. Never a secret, never an applicant.
   */
  readonly subject?: (input: SubjectInput) => unknown;
  /**
   * `required`: without a reason (`REASON_HEADER`) the request is refused (`reason_required`). A reason that is given
   * is always kept.
   */
  readonly reason?: 'required';
  /**
   * `false`: what the handler changes and its row in the trail do not stand or fall together. For handlers that wait
   * for cameras or for people, which must not hold a transaction open meanwhile; the row comes after.
   */
  readonly transaction?: false;
  /** The handler writes to `res` itself. */
  readonly raw?: boolean;
  /**
   * Asked several times a second by every viewer: see `hot-lane.ts`. Its handler must do with what Node's own request
   * and answer can.
   */
  readonly hot?: boolean;
  readonly handler: (context: {
    readonly params: Out<P>;
    readonly query: Out<Q>;
    readonly body: Out<B>;
    /** Undefined only on public routes. */
    readonly actor: Actor | undefined;
    /** Where the permission was asked; undefined where it was asked anywhere. */
    readonly place: Place | undefined;
    /** Why, as the asker says. */
    readonly reason: string | undefined;
    readonly req: Request;
    readonly res: Response;
  }) => Promise<unknown>;
}

/** A route whose schemas' types are closed over, as the app and the tests see it. */
export type Route = RouteSpec<z.ZodType | undefined, z.ZodType | undefined, z.ZodType | undefined>;

/** Types the handler from the schemas, then forgets the types so that routes fit into one table. */
export function route<
  P extends z.ZodType | undefined = undefined,
  Q extends z.ZodType | undefined = undefined,
  B extends z.ZodType | undefined = undefined,
>(spec: RouteSpec<P, Q, B>): Route {
  return spec as unknown as Route;
}
