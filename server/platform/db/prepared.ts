/**
 * A statement that begins with this comment is parsed and planned once a connection and not each time it is run: for
 * those that run with every batch, the same to the letter but for their parameters, and are looked up by keys alone, so
 * that one plan is good for all of them. A connection keeps what it prepared until it ends: no text that varies.
 */
import { createHash } from 'node:crypto';
import type { PoolClient } from 'pg';

const MARK = '/* prepared */';

const names = new Map<string, string>();

/** Gives this connection's marked statements names, which is how PostgreSQL knows them again. */
export function prepareMarked(client: PoolClient): void {
  const query = client.query;
  client.query = ((...asked: unknown[]) => {
    const [text, values, ...rest] = asked;
    const isMarked = typeof text === 'string' && text.startsWith(MARK) && Array.isArray(values);
    return Reflect.apply(query, client, isMarked ? [{ name: nameOf(text), text, values }, ...rest] : asked);
  }) as typeof query;
}

function nameOf(text: string): string {
  const known = names.get(text);
  if (known !== undefined) return known;
  // The whole of a name counts up to 63 characters.
  const name = createHash('sha256').update(text).digest('hex').slice(0, 40);
  names.set(text, name);
  return name;
}
