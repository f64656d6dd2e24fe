/** A process that works on an outbox like a server does, to be killed in the middle of it. */
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { DeliveriesStore } from '../../../server/notices/deliveries.store.ts';
import { DeliveryWorker } from '../../../server/notices/delivery-worker.ts';
import { MailSender } from '../../../server/notices/mail-sender.ts';
import { createLocalBus } from '../../../server/platform/bus.ts';
import { connect } from '../../../server/platform/db/connect.ts';
import { silentLog } from '../../../server/platform/log.ts';

const orders = z.object({
  target: z.object({ host: z.string(), user: z.string(), password: z.string(), database: z.string() }),
  smtpUrl: z.string(),
});

createInterface({ input: process.stdin }).once('line', (line) => {
  const { target, smtpUrl } = orders.parse(JSON.parse(line));
  const log = silentLog();
  const { db } = connect({ target, log });
  const worker = new DeliveryWorker({
    store: new DeliveriesStore({ db }),
    senders: new Map([['email', new MailSender({ url: smtpUrl, from: 'mc@example.org' })]]),
    onGivenUp: async () => undefined,
    ...{ publicUrl: undefined, bus: createLocalBus(log), log, now: Date.now, pollMs: 50 },
  });
  process.stdout.write('{"ready":true}\n');
  worker.start();
});
