import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  apply,
  exported,
  preview,
  settled,
  undo,
  workbook,
} from '../../server/imports/testing/import-client.ts';
import { ApiClient } from '../factories/api-client.ts';
import { launchBrowser } from '../factories/browser.ts';
import { type Program, startProgram } from './support/program.ts';
import { until } from './support/until.ts';
import { signIn } from './support/wall-page.ts';

/** A hall's cameras from a template: faults seen, good rows brought in, taken back; and killed in the middle of it. */
let dataDir: string;
let program: Program;
let admin: ApiClient;
let browser: Browser;
let page: Page;

const HALL = '揭阳市政务服务中心';
/** Two batches. */
const ROWS = 320;
/** Enough to be killed in the middle of. */
const ALL_ROWS = 120;
const HEADER = ['大厅区划代码', '大厅', '摄像头名称', '主码流地址'];

async function start(): Promise<void> {
  program = await startProgram({ dataDir });
  admin = await ApiClient.signIn(program.baseUrl, program.username, program.password);
}

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'mc-imports-'));
  await chmod(dataDir, 0o755);
  await start();
  await admin.post('/api/v1/regions', { code: '440000', name: '广东省', level: 'province' });
  await admin.post('/api/v1/regions', {
    code: '445200',
    name: '揭阳市',
    level: 'city',
    parentCode: '440000',
  });
  await admin.post('/api/v1/halls', { regionCode: '445200', name: HALL });
  browser = await launchBrowser();
  page = await browser.newPage({ viewport: { width: 1366, height: 768 }, locale: 'zh-CN' });
  await signIn(page, program.baseUrl, program.username, program.password);
});

afterAll(async () => {
  await browser?.close();
  await program?.dispose();
  await rm(dataDir, { recursive: true, force: true });
});

test('template down, file up, faults seen, good rows in, and out again', async () => {
  await page.goto(`${program.baseUrl}/registry/import?registry=cameras`);
  await page.getByRole('button', { name: '下载模板' }).click();
  const downloading = page.waitForEvent('download');
  await page.getByRole('link', { name: 'CSV 文件' }).click();
  const template = await (await downloading).path();
  const { readFile } = await import('node:fs/promises');
  const lines = (await readFile(template, 'utf8')).trimEnd();
  expect(lines).toContain('示例：');
  // As somebody would fill it in: the example is left where it is, some columns are left empty.
  const width = lines.split('\r\n')[0]?.split(',').length ?? 0;
  const row = (name: string, url: string) =>
    ['445200', HALL, name, url, ...Array(width - 4).fill('')].join(',');
  const file = join(dataDir, '我的摄像头.csv');
  await writeFile(
    file,
    [
      lines,
      row('一号', 'rtsp://127.0.0.1/1'),
      row('二号', 'rtsp://127.0.0.1/2'),
      row('三号', 'ftp://127.0.0.1/3'),
      '',
    ].join('\r\n'),
  );
  await page.locator('input[type=file]').setInputFiles(file);

  const state = page.getByTestId('import-state');
  await page.locator('[data-testid=import-state][data-state=ready]').waitFor();
  await page.getByText('须以 rtsp:// 或 rtmp:// 开头').waitFor();
  expect(await page.getByText('ftp://127.0.0.1/3').first().isVisible()).toBe(true);
  await page.getByRole('button', { name: '只导入正确的 2 行' }).click();
  await page.locator('[data-testid=import-state][data-state=applied]').waitFor();
  expect(await exported(admin, 'cameras')).toContain('二号');

  await page.getByRole('button', { name: '撤销整个导入' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText('2 行都可以撤销').waitFor();
  // Ant Design sets two characters apart.
  await dialog.getByRole('button', { name: /^撤\s?销$/ }).click();
  await page.locator('[data-testid=import-state][data-state=undone]').waitFor();
  expect(await state.textContent()).toBe('已撤销');
  expect((await exported(admin, 'cameras')).trimEnd().split('\r\n')).toHaveLength(1);
});

test('killed in the middle, an import says so, goes on where it was, and can be undone', async () => {
  const rows = Array.from({ length: ROWS }, (_, n) => ['445200', HALL, `机${n}`, `rtsp://127.0.0.1/${n}`]);
  const job = await preview(admin, 'cameras', await workbook(HEADER, rows));
  expect(job.counts.new).toBe(ROWS);
  await admin.post(`/api/v1/imports/${job.id}/apply`, { mode: 'good' });
  const isPartly = async () => {
    const { outcomes } = await admin.get<typeof job>(`/api/v1/imports/${job.id}`);
    return outcomes.created > 0;
  };
  await until('the first rows to be in', isPartly, 60_000, 10);
  program.signal('SIGKILL');
  await program.exited;
  await start();
  const stopped = await settled(admin, job.id);
  expect(stopped).toMatchObject({ state: 'stopped', fault: { code: 'interrupted' } });
  // What the job says is in is what is in: both were committed together.
  const isIn = (await exported(admin, 'cameras')).split('\r\n').filter((line) => line.includes(',机')).length;
  expect(stopped.outcomes.created).toBe(isIn);
  expect(isIn).toBeLessThan(ROWS);
  await admin.post(`/api/v1/imports/${job.id}/apply`, { mode: 'good' });
  expect(await settled(admin, job.id)).toMatchObject({ state: 'applied', outcomes: { created: ROWS } });
  const undone = await undo(admin, job.id);
  expect(undone, `${JSON.stringify(undone.fault)} ${program.output().slice(-3000)}`).toMatchObject({
    state: 'undone',
    outcomes: { undone: ROWS, kept: 0 },
  });
});

test('killed in the middle of all or nothing, nothing is in, and it can be begun again', async () => {
  const rows = Array.from({ length: ALL_ROWS }, (_, n) => [
    '445200',
    HALL,
    `全${n}`,
    `rtsp://127.0.0.1/${n}`,
  ]);
  const job = await preview(admin, 'cameras', await workbook(HEADER, rows));
  await admin.post(`/api/v1/imports/${job.id}/apply`, { mode: 'all' });
  const isUnderWay = async () =>
    ((await admin.get<typeof job>(`/api/v1/imports/${job.id}`)).progress?.done ?? 0) > 20;
  await until('rows to be dealt with', isUnderWay, 60_000, 10);
  program.signal('SIGKILL');
  await program.exited;
  await start();
  const ready = await settled(admin, job.id);
  expect(ready).toMatchObject({
    ...{ state: 'ready', fault: { code: 'interrupted' } },
    ...{ counts: { new: ALL_ROWS, faulty: 0 }, outcomes: { created: 0 } },
  });
  expect((await exported(admin, 'cameras')).trimEnd().split('\r\n')).toHaveLength(1);
  expect(await apply(admin, job.id, 'all')).toMatchObject({
    state: 'applied',
    outcomes: { created: ALL_ROWS },
  });
});
