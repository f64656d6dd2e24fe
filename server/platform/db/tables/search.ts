/** Every key people type for a registered thing. */
import type { GeneratedAlways } from 'kysely';

export interface SearchTables {
  /** Written by triggers; only the pinyin is completed by the program. */
  search_entry: {
    kind: string;
    ref: string;
    id: GeneratedAlways<string | null>;
    name: string;
    codes: string;
    hosts: string;
    pinyin: string;
    initials: string;
    stale: boolean;
  };
}
