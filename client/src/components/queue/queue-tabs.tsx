/** Parts of a queue, each with how many wait there. */
import './queue.css';

export interface QueueTabsProps<T extends string> {
  readonly tabs: readonly T[];
  readonly chosen: T;
  readonly label: (tab: T) => string;
  /** Undefined: not counted. */
  readonly countOf: (tab: T) => number | undefined;
  readonly onChoose: (tab: T) => void;
}

export function QueueTabs<T extends string>({ tabs, chosen, label, countOf, onChoose }: QueueTabsProps<T>) {
  return (
    <div className="mc-queue-tabs" role="tablist">
      {tabs.map((tab) => {
        const count = countOf(tab);
        return (
          <button
            key={tab}
            type="button"
            role="tab"
            aria-selected={tab === chosen}
            onClick={() => onChoose(tab)}
          >
            {label(tab)}
            {count !== undefined && <b data-none={count === 0}>{count}</b>}
          </button>
        );
      })}
    </div>
  );
}
