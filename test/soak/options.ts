/** `npm run soak [-- --minutes 120 --cameras 20 --viewers 50 --seed 1]` */
import { parseArgs } from 'node:util';

export interface SoakOptions {
  readonly minutes: number;
  readonly cameras: number;
  readonly viewers: number;
  readonly seed: number;
}

export function soakOptions(args: readonly string[]): SoakOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      minutes: { type: 'string', default: '120' },
      cameras: { type: 'string', default: '20' },
      viewers: { type: 'string', default: '50' },
      seed: { type: 'string', default: '1' },
    },
  });
  const number = (name: keyof typeof values, least: number): number => {
    const value = Number(values[name]);
    if (!Number.isFinite(value) || value < least)
      throw new Error(`--${name} must be a number of at least ${least}`);
    return value;
  };
  return {
    minutes: number('minutes', 1),
    cameras: Math.round(number('cameras', 2)),
    viewers: Math.round(number('viewers', 1)),
    seed: Math.round(number('seed', 1)),
  };
}
