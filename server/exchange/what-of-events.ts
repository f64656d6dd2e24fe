/** What an event is to the log of cases and to the window it happened at. Pure. */
import { detailOf, heldFromMs, type LoggedEvent } from '../cases/index.ts';
import type { ExchangeEvent } from '../contract/exchange.ts';
import type { WindowFact } from '../overlays/index.ts';

/** An event that is taken, with what it refers to. */
export interface TakenEvent {
  readonly event: ExchangeEvent;
  readonly windowId: string | null;
  /** When it came; of one that waited, long before the batch that it is taken with. */
  readonly receivedAt: Date;
}

export const caseNoOf = (event: ExchangeEvent): string | null =>
  'caseNo' in event ? (event.caseNo ?? null) : null;

export const loggedEvent = ({ event, windowId, receivedAt }: TakenEvent): LoggedEvent => ({
  eventId: event.eventId,
  type: event.type,
  caseNo: caseNoOf(event),
  windowId,
  stage: event.type === 'stage' ? event.stage : null,
  occurredAt: new Date(event.occurredAt),
  receivedAt,
  clerk: event.clerk ?? null,
  ticket: 'ticket' in event ? (event.ticket ?? null) : null,
  remark: event.remark ?? null,
  detail: detailOf(event),
  recordKey: event.recordKey ?? null,
  dataVersion: event.dataVersion ?? null,
  filledBy: event.filledBy ?? null,
});

export const windowFact = (
  { event, windowId, receivedAt }: TakenEvent,
  caseId: string | null,
): WindowFact => ({
  type: windowFactType(event.type),
  atMs: heldFromMs({ occurredAt: new Date(event.occurredAt), receivedAt }),
  receivedAt,
  windowId,
  clerk: event.clerk ?? null,
  ticket: 'ticket' in event ? (event.ticket ?? null) : null,
  caseId,
  completes: endsService(event),
});

/** What is reported of a case besides its stages shows somebody at work on it, as a stage does. */
const windowFactType = (type: ExchangeEvent['type']): WindowFact['type'] => {
  switch (type) {
    case 'opened':
    case 'closed':
    case 'called':
    case 'started':
    case 'finished':
      return type;
    default:
      return 'stage';
  }
};

/** Done in the back office as often as at the counter: begins no service. */
const endsService = (event: ExchangeEvent): boolean =>
  event.type === 'refused' || (event.type === 'stage' && event.stage === 'completed');
