/** Which keys the page has, told by its parts while they are there; the list of them opens with `?`, wherever one is. */
import { useEffect } from 'react';
import { create } from 'zustand';

/** The keys, two blanks between them, and what they do. */
export type KeyRow = readonly [keys: string, what: string];

interface PageKeys {
  readonly lists: readonly (readonly KeyRow[])[];
  readonly isOpen: boolean;
  show(isOpen: boolean): void;
}

export const usePageKeyLists = create<PageKeys>()((set) => ({
  lists: [],
  isOpen: false,
  show: (isOpen) => set({ isOpen }),
}));

/** For a page's own button. */
export const showPageKeys = (): void => usePageKeyLists.getState().show(true);

/** `rows` are worded anew at each render, and told again only when a word is another. */
export function usePageKeys(rows: readonly KeyRow[]): void {
  const text = JSON.stringify(rows);
  useEffect(() => {
    const list = JSON.parse(text) as readonly KeyRow[];
    usePageKeyLists.setState(({ lists }) => ({ lists: [...lists, list] }));
    return () => usePageKeyLists.setState(({ lists }) => ({ lists: lists.filter((each) => each !== list) }));
  }, [text]);
}
