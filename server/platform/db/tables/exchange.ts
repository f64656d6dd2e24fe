/** How each department's system reports, and what of it was refused or waits. */
import type { Generated, JSONColumnType } from 'kysely';
import type { At, AtOrNull, Seq } from './columns.ts';

export interface ExchangeTables {
  feed: {
    source: string;
    department_id: string;
    first_heard_at: At;
    last_heard_at: At;
    last_sequence: string | null;
    missing: JSONColumnType<[number, number][]>;
    offsets: JSONColumnType<number[]>;
  };
  feed_setting: { source: string; silent_after_minutes: number | null };
  feed_alarm: {
    id: Seq;
    source: string;
    fault: string;
    since: At;
    until: AtOrNull;
    amount: number | null;
  };
  feed_day: {
    source: string;
    day: string;
    department_id: string;
    batches: Generated<number>;
    sent: Generated<string>;
    accepted: Generated<string>;
    duplicate: Generated<string>;
    refused: Generated<string>;
    kept: Generated<number>;
    told: string | null;
    told_at: AtOrNull;
  };
  exchange_refusal: {
    id: Generated<string>;
    source: string;
    department_id: string;
    format: string;
    table_name: string | null;
    hall_id: string | null;
    row_key: string;
    event_id: string | null;
    case_no: string | null;
    code: string;
    field: string;
    message: string;
    received_at: At;
    last_at: At;
    times: Generated<number>;
    row_sealed: Buffer;
    state: Generated<string>;
    closed_at: AtOrNull;
    closed_by: string | null;
    reason: string | null;
    closed_event_id: string | null;
  };
  waiting_event: {
    source: string;
    event_id: string;
    department_id: string;
    case_no: string;
    type: string;
    reason: string;
    occurred_at: At;
    received_at: At;
    window_id: string | null;
    event_sealed: Buffer;
  };
}
