/** `npm run audit:verify`: follows the trail's chain from its first row. Importing it starts it. */
import { ConfigError, loadConfig } from '../../config/load.ts';
import type { VerificationResult } from '../contract/audit.ts';
import { openBeside } from '../platform/db/open-beside.ts';
import { createLog } from '../platform/log.ts';
import { Anchors } from './anchors.ts';
import { AuditStore } from './audit.store.ts';
import { verifyChain } from './verify-chain.ts';

const say = (text: string) => void process.stdout.write(`${text}\n`);
const tell = (text: string) => void process.stderr.write(text);

async function main(): Promise<number> {
  const config = loadConfig({ args: [] });
  const database = await openBeside(config, createLog({ level: 'silent', readable: false }));
  try {
    const result = await verifyChain({
      store: new AuditStore(database),
      anchors: new Anchors(config.dataDir).read(),
      onProgress: (rows) => {
        if (process.stderr.isTTY && rows % 10_000 === 0) tell(`\r${rows} …`);
      },
      now: Date.now,
    });
    if (process.stderr.isTTY) tell('\r');
    say(report(result));
    return result.ok ? 0 : 1;
  } finally {
    await database.close();
  }
}

function report({ fault, rows, head, anchors, startedAt, finishedAt }: VerificationResult): string {
  const seconds = ((Date.parse(finishedAt) - Date.parse(startedAt)) / 1000).toFixed(1);
  const looked = `${rows} 行 rows, ${anchors} 个已签存链首 signed-off heads, ${seconds} s`;
  const last = head === null ? '' : `\n#${head.seq} ${head.hash}`;
  if (!fault) return `审计记录完整 · the audit trail is whole: ${looked}${last}`;
  return [
    `审计记录被改动 · the audit trail is not as it was written (${fault.kind} at #${fault.seq})`,
    fault.message,
    `在此之前完好 · whole up to there: ${looked}${last}`,
  ].join('\n');
}

try {
  process.exitCode = await main();
} catch (error) {
  tell(`${error instanceof ConfigError || error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 2;
}
// A database connection or a child may still be on its way out; nothing is left to be done.
setTimeout(() => process.exit(), 3000).unref();
