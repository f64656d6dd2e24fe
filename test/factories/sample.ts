/** Something that a wire schema accepts, for tests that go through every route. */
import { z } from 'zod';

interface Json {
  readonly [key: string]: unknown;
}

/** `known` gives values by field name where the shape alone does not say enough: patterns, ids of real things. */
export function sampleOf(schema: z.ZodType, known: Json): unknown {
  return sample(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Json, known, '');
}

function sample(schema: Json, known: Json, name: string): unknown {
  if (name in known) return known[name];
  if ('const' in schema) return schema.const;
  if (Array.isArray(schema.enum)) return schema.enum[0];
  const choices = schema.oneOf ?? schema.anyOf;
  if (Array.isArray(choices)) return sample(choices[0] as Json, known, name);
  switch (schema.type) {
    case 'object': {
      const properties = (schema.properties ?? {}) as Record<string, Json>;
      const required = new Set((schema.required ?? []) as string[]);
      const wanted = Object.entries(properties).filter(([key]) => required.has(key) || key in known);
      return Object.fromEntries(wanted.map(([key, value]) => [key, sample(value, known, key)]));
    }
    case 'array':
      return Array.from({ length: Number(schema.minItems ?? 0) }, () =>
        sample((schema.items ?? {}) as Json, known, ''),
      );
    case 'string':
      if (schema.format === 'uuid') return '33333333-3333-4333-8333-333333333333';
      return schema.format === 'date-time' ? '2026-11-22T01:02:03.456Z' : 'a-sample-text';
    case 'number':
    case 'integer':
      return Number(schema.minimum ?? 1);
    case 'boolean':
      return false;
    default:
      return null;
  }
}
