/** Packages this person asked for in this browser and has not been told the end of. Kept over a reload. */
import { z } from 'zod';
import { create } from 'zustand';

const KEY = 'mc.evidence-pending';
/** More at once nobody asks for; the oldest is forgotten first. */
const MOST = 20;
const kept = z.array(z.string()).max(MOST);

interface Pending {
  readonly ids: readonly string[];
  add(id: string): void;
  done(id: string): void;
}

export const usePendingEvidence = create<Pending>()((set, get) => {
  const put = (ids: readonly string[]) => {
    localStorage.setItem(KEY, JSON.stringify(ids));
    set({ ids });
  };
  return {
    ids: read(),
    add: (id) => put([...get().ids.filter((one) => one !== id), id].slice(-MOST)),
    done: (id) => put(get().ids.filter((one) => one !== id)),
  };
});

function read(): readonly string[] {
  try {
    return kept.safeParse(JSON.parse(localStorage.getItem(KEY) ?? '[]')).data ?? [];
  } catch {
    // Not JSON: cut off, or somebody else's.
    return [];
  }
}
