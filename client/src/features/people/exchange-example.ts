/** A ready command that reports two events with a token: what a department's programmer tries first. */
import type { ExchangeEventInput } from '../../../../server/contract/exchange.ts';

export interface ExchangeExample {
  readonly origin: string;
  readonly secret: string;
  readonly now: number;
  /** Undefined: nothing of the kind is registered for the department yet; a word in its place says what belongs there. */
  readonly matterCode: string | undefined;
  readonly window: { readonly hallId: string; readonly code: string } | undefined;
}

export function exampleEvents({ now, matterCode, window }: ExchangeExample): ExchangeEventInput[] {
  const occurredAt = new Date(now).toISOString();
  const caseNo = `TEST-${now}`;
  const common = {
    occurredAt,
    caseNo,
    matterCode: matterCode ?? 'MATTER-CODE',
  };
  const at =
    window === undefined
      ? { hallId: 'HALL-ID', windowCode: 'WINDOW-CODE' }
      : { hallId: window.hallId, windowCode: window.code };
  return [
    { type: 'stage', eventId: `${caseNo}-1`, ...common, stage: 'received', ...at },
    { type: 'started', eventId: `${caseNo}-2`, ...common, ...at },
  ];
}

export function exampleCommand(example: ExchangeExample): string {
  const body = JSON.stringify({ events: exampleEvents(example) }, null, 2);
  return [
    `curl -X POST '${example.origin}/api/v1/exchange/events' \\`,
    `  -H 'Authorization: Bearer ${example.secret}' \\`,
    "  -H 'Content-Type: application/json' \\",
    `  -d '${body}'`,
  ].join('\n');
}
