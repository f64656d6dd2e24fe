import { useEffect, useRef, useState } from 'react';
import { useSettled } from '../lib/use-settled.ts';

/** The search box's text: the page's own where it keeps it, and only what has settled goes there. */
export function useSearchText({
  search,
  onSearch,
}: {
  readonly search?: string | undefined;
  readonly onSearch?: ((text: string) => void) | undefined;
}): [string, (text: string) => void] {
  const [text, setText] = useState(search ?? '');
  const settled = useSettled(text, 250);
  const told = useRef(search ?? '');
  useEffect(() => {
    if (onSearch === undefined || settled === told.current) return;
    told.current = settled;
    onSearch(settled);
  }, [settled, onSearch]);
  useEffect(() => {
    // Changed from elsewhere: a saved filter, or going back.
    if (search === undefined || search === told.current) return;
    told.current = search;
    setText(search);
  }, [search]);
  return [text, setText];
}
