/** Shapes the places' routes and service share. */
import { z } from 'zod';
import type { RouteInput } from '../platform/http/route.ts';

/** Sort key of lists by code. */
export const codeKey = z.tuple([z.string()]);

export interface ListRequest {
  readonly cursor?: string | undefined;
  readonly limit: number;
  readonly q?: string | undefined;
  /** What belongs to this region or one below it. */
  readonly below?: string | undefined;
  /** Closed ones as well. */
  readonly closed?: 'include' | undefined;
}

/** A field of a request's body before it is known to be valid: for finding the place a permission is asked at. */
export function bodyField(input: RouteInput, field: string): unknown {
  const { body } = input;
  return typeof body === 'object' && body !== null ? Reflect.get(body, field) : undefined;
}
