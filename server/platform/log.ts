/** The process's logger: JSON lines on stderr, with what must never be read in a log taken out. */
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
  'smtpUrl',
];

export interface LogOptions {
  readonly level: string;
  /** Lines for people instead of JSON: when a terminal reads along. */
  readonly readable?: boolean;
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
      serializers: { err: describeError },
      formatters: { level: (label) => ({ level: label }) },
      timestamp: () => `,"time":"${new Date().toISOString()}"`,
      base: null,
      hooks: {
        /** A URL that carries a password can be inside any text: an error of pg, ffmpeg or Redis. */
        streamWrite: (line) => {
          const clean = line.replace(/(\w+:\/\/[^\s:/@"]*):[^\s@"]+@/g, '$1:[redacted]@');
          return options.readable ? readable(clean) : clean;
        },
      },
    },
    // Synchronous: the last words before a crash matter more than a few microseconds.
    options.destination ?? pino.destination({ fd: 2, sync: true }),
  );
}

/**
 * Not everything an error carries: pg's name the failing row's values and hold the whole connection, and those of
 * HTTP clients their requests.
 */
function describeError(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const { code, cause } = error as Error & { code?: unknown };
  return {
    type: error.name,
    message: error.message,
    ...(code !== undefined && { code }),
    stack: error.stack,
    ...(cause !== undefined && { cause: describeError(cause) }),
  };
}

/** `02:12:11 warn  the message  {"what":"else"}`, and an error's stack below it. */
function readable(line: string): string {
  const { time, level, msg, err, ...rest } = JSON.parse(line) as Record<string, unknown>;
  const fields = Object.keys(rest).length > 0 ? `  ${JSON.stringify(rest)}` : '';
  const { stack } = (err ?? {}) as { stack?: unknown };
  const trace = typeof stack === 'string' ? `\n${stack.replace(/^/gm, '    ')}` : '';
  return `${String(time).slice(11, 19)} ${String(level).padEnd(5)} ${String(msg)}${fields}${trace}\n`;
}

/** For tests and tools that have nothing to say. */
export const silentLog = (): Logger => pino({ level: 'silent' });
