/**
 * The demo as a program, started by the server as a child (`npm start -- --demo`): reads one JSON line on stdin, runs
 * until it is told to end or its cameras end. Being tied to the server's life, it needs no watch on its parent.
 */
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { runDemo } from './run-demo.ts';

const startLine = z.object({
  baseUrl: z.url(),
  sessionCookie: z.string().min(1),
  seed: z.string().min(16),
  recordingFolder: z.string().min(1),
});
const LINE_WITHIN_MS = 10_000;
const CLOSE_WITHIN_MS = 2800;

const say = (line: string) => void process.stdout.write(`${line}\n`);
/** The server prints such a line on its terminal and keeps it out of its log. */
const show = (line: string) => say(`for the terminal: ${line}`);

async function main(): Promise<void> {
  const start = startLine.parse(JSON.parse(await firstLine()));
  const demo = await runDemo({ ...start, say, show, onArchived: () => say('archived'), now: Date.now });
  let closing = false;
  const end = async (exitCode: number): Promise<void> => {
    if (closing) return;
    closing = true;
    setTimeout(() => process.exit(1), CLOSE_WITHIN_MS).unref();
    await demo.close();
    process.exit(exitCode);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void end(0));
  await demo.ended;
  // Whoever started us starts everything again, cameras included.
  if (!closing) say('the cameras ended; ending too');
  await end(1);
}

/** Not by arguments or environment: the line holds a session. */
async function firstLine(): Promise<string> {
  const lines = createInterface({ input: process.stdin });
  const timer = setTimeout(() => lines.close(), LINE_WITHIN_MS);
  try {
    for await (const line of lines) return line;
    throw new Error('expected one line of JSON on stdin');
  } finally {
    clearTimeout(timer);
    lines.close();
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`demo: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exit(1);
});
