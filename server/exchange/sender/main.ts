#!/usr/bin/env node
/** `mingchuang-feed`: the reference sender for departments' systems. See docs/exchange.md. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { FILE_KINDS, FileFault, kindOf, readFileRows } from '../drop/read-file.ts';
import { batchesOf } from './batches.ts';
import { type Answer, ExchangeClient } from './client.ts';
import { help } from './help.ts';
import { type IntakeNews, QUEUE_MOST, takeFolder, takeLines } from './intake.ts';
import { type Language, readOptions, type SenderOptions, UsageError } from './options.ts';
import { type SenderNews, sendQueued, tellDays } from './sender.ts';
import { type BatchContent, Spool, SpoolInUse } from './spool.ts';

const LOOK_EVERY_MS = 2000;
const TELL_EVERY_MS = 10 * 60_000;
const STDIN_MOST = 64 * 1024 * 1024;

async function main(): Promise<number> {
  const options = readOptions(process.argv.slice(2), process.env);
  if ('help' in options) {
    process.stdout.write(`${help[options.language]}\n`);
    return 0;
  }
  return options.dryRun ? tryOnly(options) : work(options);
}

async function work(options: SenderOptions): Promise<number> {
  const leave = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => leave.abort());
  const spool = new Spool(options.spool);
  await spool.open();
  const client = new ExchangeClient(options);
  const { signal } = leave;
  const needs = { spool, client, signal, tell: (news: SenderNews) => say(newsWords(news, options.language)) };
  const takes = {
    ...{ spool, hallId: options.hallId },
    tell: (news: IntakeNews) => say(takenWords(news, options.language)),
  };
  let toldAt = Date.now();
  const send = async (): Promise<void> => {
    await sendQueued(needs);
    if (signal.aborted || (spool.untold().length > 0 && Date.now() - toldAt < TELL_EVERY_MS && !isLast()))
      return;
    toldAt = Date.now();
    // The next round tells it, if the line is down just now.
    await tellDays(needs).catch((error) => say(String(error)));
  };
  /** Taking in waits while too much is queued. */
  const room = async () => {
    // The only way a wait fails is that we are asked to end, which the loops look at.
    while (!signal.aborted && (await spool.length()) >= QUEUE_MOST)
      await wait(LOOK_EVERY_MS, undefined, { signal }).catch(() => undefined);
  };
  let ended = options.once && options.from !== '-';
  const isLast = () => ended;
  try {
    const reading =
      options.from === '-'
        ? takeStdin(options, takes, room).finally(() => {
            ended = true;
          })
        : undefined;
    for (;;) {
      if (options.from !== '-') await takeFolder(takes, options.from);
      await send();
      if (signal.aborted) break;
      if (ended && (await spool.length()) === 0) break;
      if (!ended)
        await Promise.race([wait(LOOK_EVERY_MS, undefined, { signal }).catch(() => undefined), reading]);
    }
    if (!signal.aborted) await reading;
    const left = await spool.length();
    return left === 0 ? 0 : 2;
  } finally {
    client.close();
    await spool.close();
    // A pipe that never ends must not keep the program.
    process.stdin.destroy();
  }
}

async function takeStdin(
  options: SenderOptions,
  takes: Parameters<typeof takeLines>[0],
  room: () => Promise<void>,
): Promise<void> {
  if (options.stdinKind === 'jsonl') return takeLines(takes, process.stdin, room);
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of process.stdin as AsyncIterable<Buffer>) {
    size += part.length;
    if (size > STDIN_MOST) throw new UsageError(`more than ${STDIN_MOST} bytes on standard input`);
    parts.push(part);
  }
  const read = readFileRows(`stdin.${options.stdinKind}`, Buffer.concat(parts));
  for (const batch of batchesOf(read, options.hallId)) await takes.spool.add(batch);
  takes.tell({ name: '-', rows: read.rows.length });
}

/** Nothing is taken, moved or kept: only what each row would be answered. */
async function tryOnly(options: SenderOptions): Promise<number> {
  const client = new ExchangeClient(options);
  try {
    for (const { name, bytes } of await inputs(options))
      for (const batch of batchesOf(readFileRows(name, bytes), options.hallId))
        process.stdout.write(`${JSON.stringify({ file: name, ...bodyOf(await tryBatch(client, batch)) })}\n`);
    return 0;
  } finally {
    client.close();
  }
}

const tryBatch = (client: ExchangeClient, batch: BatchContent): Promise<Answer> =>
  batch.kind === 'events'
    ? client.post('/api/v1/exchange/events?dryRun=1', { events: batch.events })
    : client.post(
        `/api/v1/exchange/profiles/${batch.profile}/rows?dryRun=1`,
        { table: batch.table, rows: batch.rows, ...(batch.hallId && { hallId: batch.hallId }) },
        { zipped: false },
      );

const bodyOf = ({ status, body }: Answer): object => ({ status, ...(body as object | undefined) });

async function inputs({ from, stdinKind }: SenderOptions): Promise<{ name: string; bytes: Buffer }[]> {
  if (from === '-') {
    const parts: Buffer[] = [];
    for await (const part of process.stdin as AsyncIterable<Buffer>) parts.push(part);
    return [{ name: `stdin.${stdinKind}`, bytes: Buffer.concat(parts) }];
  }
  const names = (await readdir(from))
    .filter((name) => FILE_KINDS.some((kind) => kind === kindOf(name)))
    .sort();
  return Promise.all(names.map(async (name) => ({ name, bytes: await readFile(join(from, name)) })));
}

/** To standard error: standard output is for those who read answers. */
const say = (line: string): void => {
  process.stderr.write(`${new Date().toISOString()} ${line}\n`);
};

function newsWords(news: SenderNews, language: Language): string {
  const zh = language === 'zh';
  switch (news.kind) {
    case 'sent': {
      const { sequence, rows, refused } = news;
      return zh
        ? `已发 第${sequence}批 ${rows}行 退回${refused}行`
        : `sent batch ${sequence}: ${rows} rows, ${refused} refused`;
    }
    case 'waiting': {
      const seconds = (news.pauseMs / 1000).toFixed(1);
      return zh
        ? `未送达：${news.why}；${seconds}秒后再试`
        : `not delivered: ${news.why}; again in ${seconds} s`;
    }
    case 'setAside':
      return zh
        ? `第${news.sequence}批整批被拒：${news.why}`
        : `batch ${news.sequence} was refused as a whole: ${news.why}`;
    case 'told':
      return zh ? `已告知 ${news.day} 共发${news.sent}行` : `told: ${news.sent} rows on ${news.day}`;
  }
}

function takenWords({ name, rows, fault }: IntakeNews, language: Language): string {
  const zh = language === 'zh';
  const taken = zh ? `已收 ${name} ${rows}行` : `taken ${name}: ${rows} rows`;
  if (fault === undefined) return taken;
  return rows > 0
    ? `${taken}; ${fault}`
    : zh
      ? `读不了 ${name}：${fault}`
      : `${name} cannot be read: ${fault}`;
}

process.exitCode = await main().catch((error: unknown) => {
  const isExpected = error instanceof UsageError || error instanceof SpoolInUse || error instanceof FileFault;
  say(isExpected ? error.message : error instanceof Error ? (error.stack ?? error.message) : String(error));
  return 1;
});
