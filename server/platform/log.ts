/** The process's logger: JSON lines on stdout, with what must never be read in a log taken out. */
import { type DestinationStream, type Logger, pino } from 'pino';

export type { Logger } from 'pino';

/** Wherever these keys stand in what is logged, up to two levels down. */
const SECRET_KEYS = [
  'password',
  'credentials',
  'secret',
  'token',
  'cookie',
  'authorization',
  'password_hash',
  'connectionString',
  'databaseUrl',
  'redisUrl',
];

export interface LogOptions {
  readonly level: string;
  readonly destination?: DestinationStream;
}

export function createLog(options: LogOptions): Logger {
  return pino(
    {
      level: options.level,
      redact: {
        paths: SECRET_KEYS.flatMap((key) => [key, `*.${key}`, `*.*.${key}`]),
        censor: '[redacted]',
      },
      formatters: { level: (label) => ({ level: label }) },
      timestamp: () => `,"time":"${new Date().toISOString()}"`,
      base: null,
      hooks: {
        /** A URL that carries a password can be inside any text: an error of pg, ffmpeg or Redis. */
        streamWrite: (line) => line.replace(/(\w+:\/\/[^\s:/@"]*):[^\s@"]+@/g, '$1:[redacted]@'),
      },
    },
    options.destination ?? pino.destination({ sync: true }),
  );
}

/** For tests and tools that have nothing to say. */
export const silentLog = (): Logger => pino({ level: 'silent' });
