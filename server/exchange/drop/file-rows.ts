/** What a file holds, read but not understood yet. */
import type { Layout, SentRow } from '../profiles/layout.ts';

export type FileRows =
  | { readonly kind: 'events'; readonly rows: readonly unknown[] }
  | {
      readonly kind: 'rows';
      readonly profile: Layout['name'];
      readonly rows: readonly SentRow[];
      readonly hallId?: string | undefined;
    };
