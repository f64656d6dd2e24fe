/** Has people told what becomes of findings, in the change's own transaction. Never anything of an applicant. */
import type { NoticeKind, NoticeValues } from '../contract/notices.ts';
import type { NewNotice, NoticeRecipients, Told } from '../notices/index.ts';
import type { Db } from '../platform/db/connect.ts';
import type { FindingRow } from './findings.store.ts';

export interface FindingNoticesOptions {
  readonly db: Db;
  readonly notices: { notifyAll(trx: Db, notices: readonly NewNotice[]): Promise<Told[]> };
}

export class FindingNotices {
  readonly #options: FindingNoticesOptions;

  constructor(options: FindingNoticesOptions) {
    this.#options = options;
  }

  /** Those of the department who answer. */
  toDepartment(finding: FindingRow, kind: NoticeKind, key: string, values: NoticeValues = {}) {
    return this.tell(finding, kind, key, { kind: 'holders', permission: 'findings:reply' }, values);
  }

  toDeciders(finding: FindingRow, kind: NoticeKind, key: string, values: NoticeValues = {}) {
    return this.tell(finding, kind, key, { kind: 'holders', permission: 'findings:decide' }, values);
  }

  async tell(
    finding: FindingRow,
    kind: NoticeKind,
    key: string,
    to: NoticeRecipients,
    values: NoticeValues = {},
  ): Promise<Told | undefined> {
    const { db, notices } = this.#options;
    const { id, no, at, hallName, windowCode, windowName, departmentName, text, notedByName } = finding;
    const { regionCode, hallId, departmentId, orderUntil } = finding;
    const [told] = await notices.notifyAll(db, [
      {
        kind,
        values: {
          ...{ no, findingKind: finding.kind, hallName, departmentName, notedByName },
          window: windowName === windowCode ? windowCode : `${windowCode} ${windowName}`,
          text: text === '' ? null : text,
          seenAt: at.toISOString(),
          until: orderUntil?.toISOString() ?? null,
          ...values,
        },
        link: `/findings/${id}`,
        dedupeKey: `finding:${id}:${key}`,
        about: `finding:${id}`,
        urgent: false,
        place: { regionCode, hallId, departmentId },
        to,
      },
    ]);
    return told;
  }
}
