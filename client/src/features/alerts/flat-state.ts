/** A snapshot's values by their path, in its order: `state.acceptedAt`; lists as so many, and what of them is plain. */
export function flatState(state: Readonly<Record<string, unknown>>, depth = 3): Map<string, unknown> {
  const flat = new Map<string, unknown>();
  const walk = (value: unknown, path: string, left: number): void => {
    if (Array.isArray(value)) {
      const plain = value.filter((each) => typeof each !== 'object' || each === null);
      flat.set(path, plain.length === value.length ? plain.join(', ') : value.length);
    } else if (typeof value === 'object' && value !== null && left > 0) {
      const limit = limitOf(value);
      if (limit !== undefined) flat.set(path, limit);
      else
        for (const [key, inner] of Object.entries(value))
          walk(inner, path === '' ? key : `${path}.${key}`, left - 1);
    } else if (typeof value !== 'object' || value === null) flat.set(path, value);
  };
  walk(state, '', depth);
  return flat;
}

function limitOf(value: object): string | undefined {
  const { value: many, unit } = value as { value?: unknown; unit?: unknown };
  return typeof many === 'number' && typeof unit === 'string' ? `${many} ${unit}` : undefined;
}
