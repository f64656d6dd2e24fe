/** How messages get out: a real database, a real SMTP server, a real gateway that checks what is signed. */
import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { Reach, readRange } from '../../streams/reach/index.ts';
import { createTestDatabase, type TestDatabase } from '../../test/factories/database.ts';
import { type OwnProgram, startOwnProgram } from '../../test/factories/own-program.ts';
import { type FakeMailServer, smtpError, startMailServer } from '../../test/fakes/notices/mail-server.ts';
import { type FakeSmsGateway, startSmsGateway } from '../../test/fakes/notices/sms-gateway.ts';
import type { SentChannel } from '../contract/notices.ts';
import { createLocalBus } from '../platform/bus.ts';
import { silentLog } from '../platform/log.ts';
import { DeliveriesStore } from './deliveries.store.ts';
import { DeliveryWorker, type GivenUp } from './delivery-worker.ts';
import { MailSender } from './mail-sender.ts';
import type { Message } from './message.ts';
import type { NewNotice } from './new-notice.ts';
import { NoticesStore } from './notices.store.ts';
import type { Person } from './recipients.store.ts';
import type { Sender } from './sender.ts';
import { WebhookSender } from './webhook-sender.ts';

const MINUTE = 60_000;
const SECRET = 'a-secret-of-the-gateway';
let database: TestDatabase;
let nowMs: number;
let userId: string;
let mail: FakeMailServer;
const ends: (() => Promise<unknown> | unknown)[] = [];
const now = () => nowMs;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());
beforeEach(async () => {
  nowMs = Date.parse('2026-11-23T01:00:00.000Z');
  await sql`truncate notice cascade`.execute(database.db);
  const { rows } = await sql<{ id: string }>`insert into user_account (username, display_name, email)
    values (${randomUUID()}, '张三', 'zhang@example.org') returning id`.execute(database.db);
  userId = rows[0]?.id ?? '';
  mail = await startMailServer();
  ends.push(() => mail.close());
});
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

async function tell(count: number, options: { channel?: SentChannel; urgent?: boolean } = {}): Promise<void> {
  const { channel = 'email', urgent = false } = options;
  const person = { recipient: `user:${userId}`, userId, contactId: null, name: '张三' } as Person;
  for (let at = 0; at < count; at += 1) {
    const notice: NewNotice = {
      ...{ kind: 'cardIssued', link: '/alerts/1', dedupeKey: randomUUID(), about: 'alert:1', urgent },
      values: { level: 'yellow', caseNo: `GD-<b>${at}`, ruleName: '超承诺时限' },
      place: { regionCode: null, hallId: null, departmentId: null },
      to: { kind: 'users', userIds: [userId] },
    };
    const people = [{ person, ways: [{ channel, dueMs: nowMs }] }];
    await new NoticesStore().add(database.db, [{ notice, people }], nowMs);
  }
}

function workerOf(senders: ReadonlyMap<SentChannel, Sender>) {
  const givenUp: GivenUp[] = [];
  const log = silentLog();
  const worker = new DeliveryWorker({
    ...{ store: new DeliveriesStore({ db: database.db }), senders, publicUrl: 'https://watch.example' },
    ...{
      bus: createLocalBus(log),
      log,
      now,
      random: () => 0,
      onGivenUp: async (one) => void givenUp.push(one),
    },
  });
  ends.push(() => worker.close());
  return { worker, givenUp };
}
const byMail = (url = `smtp://127.0.0.1:${mail.port}`, timeoutMs?: number) =>
  new Map<SentChannel, Sender>([
    ['email', new MailSender({ url, from: '明窗 <mc@example.org>', ...(timeoutMs && { timeoutMs }) })],
  ]);

async function rows() {
  const found = await sql<{
    state: string;
    attempts: number;
    due_at: Date;
    last_answer: string | null;
    sent_to: string | null;
    bundle: string | null;
  }>`select state, attempts, due_at, last_answer, sent_to, bundle from notice_delivery order by created_at, id`.execute(
    database.db,
  );
  return found.rows;
}

const test1: Message = {
  ...{ id: 'm1', to: { name: '张三', address: 'zhang@example.org' }, language: 'zh', kind: 'test' },
  ...{ urgent: false, subject: '明窗测试', lines: ['一', '<二>'], url: null },
};

describe('mail', () => {
  test('goes out once, with its words as text, and what was answered is kept', async () => {
    await tell(1);
    const { worker } = workerOf(byMail());
    await Promise.all([worker.drain(), worker.drain()]);
    expect(mail.mails).toHaveLength(1);
    expect(mail.mails[0]).toMatchObject({ to: ['zhang@example.org'], subject: '黄牌：GD-<b>0 超承诺时限' });
    const { html } = mail.mails[0] ?? { html: '' };
    expect(html).toContain('GD-&lt;b&gt;0');
    expect(html).not.toContain('<b>');
    const [row] = await rows();
    expect(row).toMatchObject({ state: 'sent', attempts: 1, sent_to: 'z***@example.org' });
    expect(row?.last_answer).toMatch(/^250/);
    expect(mail.mails[0]?.messageId).toBe(`<${row?.bundle}@example.org>`);
  });

  test('is tried again by the schedule, with the same id, and given up in the end', async () => {
    mail.onMail = () => {
      throw smtpError(451, '4.3.0 Try again later');
    };
    await tell(1);
    const { worker, givenUp } = workerOf(byMail());
    const waits: number[] = [];
    for (let attempt = 1; attempt <= 7; attempt += 1) {
      await worker.drain();
      const [row] = await rows();
      expect([row?.attempts, row?.last_answer]).toEqual([attempt, '451 4.3.0 Try again later']);
      if (row?.state !== 'waiting') break;
      waits.push((row.due_at.getTime() - nowMs) / MINUTE);
      // Not a moment before.
      nowMs = row.due_at.getTime() - 1;
      await worker.drain();
      expect((await rows())[0]?.attempts).toBe(attempt);
      nowMs += 1;
    }
    expect(waits).toEqual([1, 5, 15, 60, 180, 360]);
    expect((await rows())[0]?.state).toBe('failed');
    expect(givenUp).toMatchObject([{ channel: 'email', attempts: 7, answer: '451 4.3.0 Try again later' }]);
  });

  test('to an address that the server does not know is given up at once', async () => {
    const strict = await startMailServer({ unknown: ['zhang@example.org'] });
    ends.push(() => strict.close());
    await tell(1);
    const { worker, givenUp } = workerOf(byMail(`smtp://127.0.0.1:${strict.port}`));
    await worker.drain();
    expect(await rows()).toMatchObject([{ state: 'failed', attempts: 1 }]);
    expect(givenUp[0]?.answer).toMatch(/550 5\.1\.1/);
  });

  test('a burst becomes a digest; what is urgent waits no longer than the burst', async () => {
    await tell(7);
    const { worker } = workerOf(byMail());
    await worker.drain();
    expect(mail.mails.map(({ subject }) => subject)).toEqual(['明窗：7 条通知']);
    expect(new Set((await rows()).map(({ bundle }) => bundle)).size).toBe(1);
    // One at a time, up to five in ten minutes.
    for (let at = 0; at < 6; at += 1) {
      await tell(1);
      await worker.drain();
      nowMs += 1000;
    }
    expect(mail.mails).toHaveLength(5);
    await tell(1, { urgent: true });
    await worker.drain();
    expect(mail.mails).toHaveLength(6);
    const left = (await rows()).filter(({ state }) => state === 'waiting');
    expect(left).toHaveLength(2);
    nowMs = Math.max(...left.map(({ due_at }) => due_at.getTime()));
    await worker.drain();
    expect((await rows()).every(({ state }) => state === 'sent')).toBe(true);
  });

  test('over TLS from the first byte, and where it is offered; a certificate of nobody is refused unless told', async () => {
    for (const tls of ['implicit', 'starttls'] as const) {
      const server = await startMailServer({ tls, password: 'p@ss word' });
      ends.push(() => server.close());
      const url = `${tls === 'implicit' ? 'smtps' : 'smtp'}://mc:p%40ss%20word@127.0.0.1:${server.port}`;
      await expect(new MailSender({ url, from: 'mc@example.org' }).send(test1)).rejects.toThrow(
        /certificate/,
      );
      const answer = await new MailSender({
        url: `${url}?verify=no&starttls=required`,
        from: 'mc@example.org',
      }).send(test1);
      expect(answer).toMatch(/^250/);
      expect(server.mails.map(({ secure }) => secure)).toEqual([true]);
      const wrong = new MailSender({
        url: `${url.replace('p%40ss%20word', 'not-this-one')}?verify=no`,
        from: 'mc@example.org',
      });
      const refused = await wrong.send(test1).catch((error: Error) => error);
      expect(refused).toMatchObject({ name: 'NotDelivered', forGood: false });
      expect(String(refused)).toMatch(/535/);
      expect(String(refused)).not.toContain('not-this-one');
    }
    const plain = new MailSender({
      url: `smtp://127.0.0.1:${mail.port}?starttls=required`,
      from: 'mc@example.org',
    });
    await expect(plain.send(test1)).rejects.toThrow(/500/);
  });

  test('a server that says nothing, and one that is not there, are told in words', async () => {
    const mute = await startMailServer({ mute: true });
    ends.push(() => mute.close());
    const slow = new MailSender({
      url: `smtp://127.0.0.1:${mute.port}`,
      from: 'mc@example.org',
      timeoutMs: 200,
    });
    await expect(slow.send(test1)).rejects.toThrow(/[Gg]reeting|timeout/i);
    const gone = new MailSender({ url: 'smtp://127.0.0.1:9', from: 'mc@example.org', timeoutMs: 2000 });
    await expect(gone.send(test1)).rejects.toThrow(/ECONNREFUSED/);
  });
});

test('what nobody foresaw ends as well: after as many tries as any, and somebody is told', async () => {
  await tell(1);
  const faulty: Sender = {
    send: () => Promise.reject(new TypeError('sealed otherwise')),
    close: () => undefined,
  };
  const { worker, givenUp } = workerOf(new Map([['email', faulty]]));
  for (let day = 0; day < 10; day += 1) {
    await worker.drain();
    nowMs += 24 * 60 * MINUTE;
  }
  expect(await rows()).toMatchObject([{ state: 'failed', attempts: 7 }]);
  expect(givenUp).toHaveLength(1);
});

describe('two processes, and one that dies', () => {
  test('nobody gets a message twice while both work', async () => {
    await tell(3);
    await sql`update notice_delivery set recipient = id::text`.execute(database.db);
    await tell(30);
    await sql`update notice_delivery set recipient = id::text`.execute(database.db);
    const a = workerOf(byMail()).worker;
    const b = workerOf(byMail()).worker;
    await Promise.all([a.drain(), b.drain()]);
    expect(mail.mails).toHaveLength(33);
    expect(new Set(mail.mails.map(({ messageId }) => messageId)).size).toBe(33);
  });

  test('killed after the mail was taken and before that was written: it is sent again under the same id', async () => {
    await tell(1);
    nowMs = Date.now();
    await sql`update notice_delivery set due_at = now()`.execute(database.db);
    let program: OwnProgram | undefined;
    const taken: string[] = [];
    const arrived = new Promise<void>((resolve) => {
      mail.onMail = async ({ messageId }) => {
        taken.push(messageId);
        // All of the mail is here; the server's "250" never reaches who sent it.
        await program?.kill('SIGKILL');
        program = undefined;
        resolve();
      };
    });
    program = await startOwnProgram({
      source: 'test/fakes/notices/outbox-process.ts',
      line: JSON.stringify({ target: database.target, smtpUrl: `smtp://127.0.0.1:${mail.port}` }),
    });
    ends.push(() => program?.kill('SIGKILL'));
    await arrived;
    expect(await rows()).toMatchObject([{ state: 'sending', attempts: 1 }]);
    mail.onMail = ({ messageId }) => void taken.push(messageId);
    const { worker } = workerOf(byMail());
    nowMs = Date.now();
    // Nobody knows that it died: its lease has to end first.
    await worker.drain();
    expect(taken).toHaveLength(1);
    nowMs += 10 * MINUTE;
    await worker.drain();
    expect(taken).toHaveLength(2);
    expect(taken[1]).toBe(taken[0]);
    expect(await rows()).toMatchObject([{ state: 'sent', attempts: 2 }]);
  });
});

describe('webhook', () => {
  let gateway: FakeSmsGateway;
  beforeEach(async () => {
    gateway = await startSmsGateway(SECRET);
    ends.push(() => gateway.close());
    await sql`insert into notice_preference (user_id, phone) values (${userId}, '13800138000')`.execute(
      database.db,
    );
  });
  const reachOf = (networks: readonly string[]) =>
    new Reach({ allowed: () => networks.flatMap((one) => readRange(one) ?? []) });
  const sender = (networks = ['127.0.0.0/8'], timeoutMs = 2000, url = gateway.url) =>
    new WebhookSender({
      ...{ reach: reachOf(networks), now: Date.now, timeoutMs },
      webhook: async () => ({ url, secret: SECRET }),
    });

  test('is signed, carries a stable id, and a second copy is dropped by whoever gets it', async () => {
    await tell(1, { channel: 'webhook' });
    gateway.answer = (response) => {
      gateway.answer = () => false;
      response.writeHead(500).end('busy\nnow');
      return true;
    };
    const { worker } = workerOf(new Map([['webhook', sender()]]));
    await worker.drain();
    expect(await rows()).toMatchObject([{ state: 'waiting', last_answer: '500 busy now' }]);
    nowMs += MINUTE;
    await worker.drain();
    expect(await rows()).toMatchObject([{ state: 'sent', last_answer: '200 OK 1', sent_to: '138****8000' }]);
    expect(gateway.requests.map(({ signed }) => signed)).toEqual([true, true]);
    expect(gateway.requests[0]?.delivery).toBe(gateway.requests[1]?.delivery);
    expect(gateway.texts).toMatchObject([
      { phone: '13800138000', kind: 'cardIssued', url: 'https://watch.example/alerts/1' },
    ]);
  });

  test('goes to no internal address that is not listed, follows no redirect, waits for nobody, reads little', async () => {
    await expect(sender([]).send(test1)).rejects.toThrow(/127\.0\.0\.1 is an internal address/);
    await expect(sender(['127.0.0.0/8'], 2000, 'http://127.0.0.1:22/').send(test1)).rejects.toThrow(
      /another service/,
    );
    await expect(sender([], 2000, 'http://[::ffff:127.0.0.1]:80/').send(test1)).rejects.toThrow(/internal/);
    expect(gateway.requests).toHaveLength(0);
    gateway.answer = (response) => {
      response.writeHead(302, { location: 'http://127.0.0.1:9/' }).end();
      return true;
    };
    await expect(sender().send(test1)).rejects.toThrow(/redirects are not followed/);
    gateway.answer = () => true;
    await expect(sender(['127.0.0.0/8'], 150).send(test1)).rejects.toThrow(/no answer within/);
    gateway.answer = (response) => {
      const more = () =>
        void (response.write('x'.repeat(65_536)) ? setImmediate(more) : response.once('drain', more));
      response.writeHead(200);
      more();
      return true;
    };
    const answer = await sender().send(test1);
    expect(answer.length).toBeLessThanOrEqual(500);
  });

  test('a name that leads inside is judged by what it leads to', async () => {
    const reach = new Reach({
      allowed: () => [],
      resolve: async () => [{ address: '10.1.2.3', family: 4 }],
    });
    const webhook = async () => ({ url: 'http://sms.example/send', secret: SECRET });
    await expect(new WebhookSender({ reach, webhook, now }).send(test1)).rejects.toThrow(
      /10\.1\.2\.3 is an internal address; 10\.1\.2\.0\/24/,
    );
  });
});
