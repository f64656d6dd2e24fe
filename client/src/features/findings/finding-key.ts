import { listKey } from '../../lib/use-list.ts';

/** What one finding is kept under. */
export const findingKey = (id: string | undefined) => [...listKey('/findings'), 'one', id];
