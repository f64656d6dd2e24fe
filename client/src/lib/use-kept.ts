/** A choice that this browser keeps: columns of a list, the width of a pane. */
import { useState } from 'react';
import type { z } from 'zod';

/** What is kept but does not fit `schema` any more is as if it were not there. No `key`: nothing is kept. */
export function useKept<S extends z.ZodType>(
  key: string | undefined,
  schema: S,
  initial: z.output<S>,
): [z.output<S>, (next: z.output<S>) => void] {
  const [value, setValue] = useState(() => read(key, schema) ?? initial);
  return [
    value,
    (next) => {
      setValue(next);
      if (key !== undefined) localStorage.setItem(`mc.${key}`, JSON.stringify(next));
    },
  ];
}

function read<S extends z.ZodType>(key: string | undefined, schema: S): z.output<S> | undefined {
  const text = key === undefined ? null : localStorage.getItem(`mc.${key}`);
  if (text === null) return undefined;
  try {
    return schema.safeParse(JSON.parse(text)).data;
  } catch {
    // Not JSON: somebody else's, or cut off.
    return undefined;
  }
}
