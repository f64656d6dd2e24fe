/** What a program tells of cameras that are not recorded: for whoever has to find out why. */
import type { Program } from '../../e2e/support/program.ts';
import { ApiClient } from '../../factories/api-client.ts';
import type { NewestFile } from './site-files.ts';

export interface WhatIsKnownOptions {
  readonly program: Program;
  /** Set: it ended by itself, so. */
  readonly ended: number | string | undefined;
  /** Those not recorded, by id. */
  readonly cameras: ReadonlyMap<string, { readonly name: string; readonly newest: NewestFile | undefined }>;
}

const LOG_LINES = 40;
const LINE_CHARACTERS = 400;

/** Lines for people. Never fails: a program that is not well may answer nothing. */
export async function whatIsKnown({ program, ended, cameras }: WhatIsKnownOptions): Promise<string[]> {
  const lines = [ended === undefined ? await readiness(program) : `the program ended by itself: ${ended}`];
  const states = ended === undefined ? await recordingStates(program) : new Map<string, string>();
  const untold = states.get('') ?? 'nothing told of its recording';
  for (const [id, { name, newest }] of cameras) {
    const file = newest
      ? `${newest.path} (${newest.bytes} bytes, ${newest.isClosed ? 'closed' : 'open'})`
      : 'none';
    lines.push(`camera ${name} ${id}: newest file ${file}; ${states.get(id) ?? untold}`);
  }
  // Each step of a stream is a line of the log.
  const log = program.output().trimEnd().split('\n').slice(-LOG_LINES);
  return [...lines, ...log.map((line) => `  | ${line.slice(0, LINE_CHARACTERS)}`)];
}

async function readiness({ baseUrl }: Program): Promise<string> {
  try {
    const response = await fetch(`${baseUrl}/readyz`, { signal: AbortSignal.timeout(5000) });
    return `readyz ${response.status} ${await response.text()}`;
  } catch (error) {
    return `readyz: ${String(error)}`;
  }
}

async function recordingStates({ baseUrl, username, password }: Program): Promise<Map<string, string>> {
  try {
    const admin = await ApiClient.signIn(baseUrl, username, password);
    const { items } = await admin.get<{ items: { cameraId: string }[] }>('/api/v1/recordings/cameras');
    return new Map(items.map(({ cameraId, ...told }) => [cameraId, JSON.stringify(told)]));
  } catch (error) {
    return new Map([['', `recordings: ${String(error)}`]]);
  }
}
