/** What `mingchuang-feed` was asked for. The token comes from a file or the environment: arguments are seen by everybody. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';

export type Language = 'zh' | 'en';

export interface SenderOptions {
  readonly server: string;
  readonly token: string;
  readonly ca: string | undefined;
  /** A folder, or `-`: standard input. */
  readonly from: string;
  readonly stdinKind: 'jsonl' | 'csv' | 'xml' | 'json';
  readonly spool: string;
  readonly hallId: string | undefined;
  readonly once: boolean;
  readonly dryRun: boolean;
  readonly language: Language;
}

export class UsageError extends Error {}

const KINDS = ['jsonl', 'csv', 'xml', 'json'] as const;

/** `help`: only its words are wanted. @throws UsageError */
export function readOptions(
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): SenderOptions | { readonly help: true; readonly language: Language } {
  const language = languageOf(args, environment);
  const say = (zh: string, en: string) => new UsageError(language === 'zh' ? zh : en);
  if (args.some((arg) => arg === '--token' || arg.startsWith('--token=')))
    throw say(
      '令牌不能写在命令行里（别人看得见）：用 --token-file 或环境变量 MC_FEED_TOKEN',
      'a token must not be an argument, which others see: use --token-file or the variable MC_FEED_TOKEN',
    );
  const values = parsed(args, say);
  if (values.help) return { help: true, language };
  const server = values.server ?? environment.MC_FEED_SERVER;
  if (server === undefined || !/^https?:\/\/[^\s/]+/.test(server))
    throw say('缺少 --server，如 https://watch.example', '--server is needed, like https://watch.example');
  if (values.from === undefined)
    throw say(
      '缺少 --from：文件夹，或 - 表示标准输入',
      '--from is needed: a folder, or - for standard input',
    );
  const kind = KINDS.find((one) => one === values.stdin);
  if (kind === undefined)
    throw say(`--stdin 只能是 ${KINDS.join('、')}`, `--stdin is one of ${KINDS.join(', ')}`);
  return {
    server: server.replace(/\/+$/, ''),
    token: tokenOf(values['token-file'], environment, say),
    ca: values.ca === undefined ? undefined : readText(values.ca, say),
    from: values.from === '-' ? '-' : resolve(values.from),
    stdinKind: kind,
    spool: resolve(values.spool),
    hallId: values.hall,
    once: values.once,
    dryRun: values['dry-run'],
    language,
  };
}

type Say = (zh: string, en: string) => UsageError;

function parsed(args: readonly string[], say: Say) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        server: { type: 'string' },
        'token-file': { type: 'string' },
        ca: { type: 'string' },
        from: { type: 'string' },
        stdin: { type: 'string', default: 'jsonl' },
        spool: { type: 'string', default: 'mingchuang-spool' },
        hall: { type: 'string' },
        once: { type: 'boolean', default: false },
        'dry-run': { type: 'boolean', default: false },
        lang: { type: 'string' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    }).values;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw say(`参数有误：${why}`, why);
  }
}

function tokenOf(
  file: string | undefined,
  environment: Readonly<Record<string, string | undefined>>,
  say: Say,
): string {
  const token = (file === undefined ? environment.MC_FEED_TOKEN : readText(file, say))?.trim();
  if (token === undefined || token === '')
    throw say(
      '缺少令牌：--token-file 或环境变量 MC_FEED_TOKEN',
      'no token: --token-file, or the variable MC_FEED_TOKEN',
    );
  return token;
}

function readText(file: string, say: Say): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw say(`读不了 ${file}（${code}）`, `${file} cannot be read (${code})`);
  }
}

function languageOf(
  args: readonly string[],
  { LC_ALL, LANG }: Readonly<Record<string, string | undefined>>,
): Language {
  const at = args.findIndex((arg) => arg === '--lang' || arg.startsWith('--lang='));
  const said = at < 0 ? undefined : (args[at]?.split('=')[1] ?? args[at + 1]);
  if (said === 'en' || said === 'zh') return said;
  return /^en/i.test(LC_ALL ?? LANG ?? '') ? 'en' : 'zh';
}
