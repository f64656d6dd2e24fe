/** What is chosen, all of it, as a file that a spreadsheet opens. */
import { App, Button } from 'antd';
import type { TFunction } from 'i18next';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { listOf } from '../../../../server/contract/common.ts';
import { type CameraHealth, cameraHealth } from '../../../../server/contract/health.ts';
import { api } from '../../lib/api.ts';
import { problemWords } from '../../lib/problem-words.ts';
import { dateText, instantText } from '../../lib/time.ts';
import { faultWords } from './fault-words.ts';

const PAGE = 500;

export function ExportButton({ query }: { query: Readonly<Record<string, string | undefined>> }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const [isBusy, setBusy] = useState(false);
  const run = async (): Promise<void> => {
    setBusy(true);
    try {
      save(csvOf(await everything(query), t), `health-${dateText(Date.now())}.csv`);
    } catch (error) {
      void message.error(problemWords(error, t));
    } finally {
      setBusy(false);
    }
  };
  return (
    <Button loading={isBusy} onClick={() => void run()}>
      {t(isBusy ? 'health.exporting' : 'health.export')}
    </Button>
  );
}

async function everything(query: Readonly<Record<string, string | undefined>>): Promise<CameraHealth[]> {
  const all: CameraHealth[] = [];
  let cursor: string | undefined;
  do {
    const page = await api('/health/cameras', {
      schema: listOf(cameraHealth),
      query: { ...query, limit: PAGE, cursor },
    });
    all.push(...page.items);
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  return all;
}

function csvOf(rows: readonly CameraHealth[], t: TFunction): string {
  const heads = [
    t('bar.place'),
    t('health.column.camera'),
    t('health.column.state'),
    t('health.column.since'),
    'fps',
    'kbit/s',
    t('health.column.reconnects'),
    t('health.column.clock'),
    t('health.column.checked'),
  ];
  const at = (instant: string | null): string => (instant === null ? '' : instantText(instant));
  const lines = rows.map((row) => [
    row.hallName,
    row.name,
    row.faults.length > 0
      ? row.faults.map((one) => faultWords(one, t)).join('; ')
      : t(row.checkedAt === null ? 'health.unknown' : 'health.well'),
    at(row.faultSince),
    row.fps === null ? '' : row.fps.toFixed(1),
    row.bitrateKbps === null ? '' : String(Math.round(row.bitrateKbps)),
    String(row.reconnects24h),
    row.clockOffsetMs === null ? '' : (row.clockOffsetMs / 1000).toFixed(1),
    at(row.checkedAt),
  ]);
  // With a byte order mark, by which spreadsheets know UTF-8.
  return `\uFEFF${[heads, ...lines].map((line) => line.map(cell).join(',')).join('\r\n')}\r\n`;
}

/** A name that begins like a formula must not become one. */
function cell(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) && !/^-?\d+(\.\d+)?$/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

function save(text: string, filename: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'text/csv;charset=utf-8' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = filename;
  link.click();
  // The browser has taken hold of it by then.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
