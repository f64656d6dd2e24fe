/** The left side of a queue: that it loads, that it could not be read, that nothing is in it, or its rows. */
import { Skeleton } from 'antd';
import type { ReactNode } from 'react';
import { ErrorView } from '../state-views.tsx';
import './queue.css';

export interface QueueListProps {
  readonly list: {
    readonly items: readonly unknown[] | undefined;
    readonly error: Error | null;
    readonly refetch: () => unknown;
  };
  readonly rowHeight: number;
  readonly isEmpty: boolean;
  readonly empty: ReactNode;
  readonly children: ReactNode;
}

export function QueueList({ list, rowHeight, isEmpty, empty, children }: QueueListProps) {
  if (list.items === undefined && list.error !== null)
    return <ErrorView error={list.error} onRetry={() => void list.refetch()} />;
  if (list.items !== undefined) return isEmpty ? empty : children;
  return (
    <div className="mc-queue-skeleton" aria-busy="true">
      {[0, 1, 2, 3, 4, 5].map((row) => (
        <Skeleton.Input key={row} active block style={{ height: rowHeight }} />
      ))}
    </div>
  );
}
