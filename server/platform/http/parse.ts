/** Checks what came in against its schema; a fault names the field as `body.profiles[0].url`. */
import type { z } from 'zod';
import { type FieldFault, invalid } from '../errors.ts';

/** Throws `invalid_request` with every fault. `where` begins the field's path: params, query, body or request. */
export function parseInput<S extends z.ZodType>(schema: S, value: unknown, where: string): z.output<S> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw invalid(parsed.error.issues.map((issue) => fault(issue, where)));
}

function fault(issue: z.core.$ZodIssue, where: string): FieldFault {
  const path = issue.path
    .map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`))
    .join('');
  return { field: `${where}${path}`, message: issue.message };
}
