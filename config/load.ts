/** Reads the settings: what the schema says, under default.yaml, local.yaml, the environment and the arguments. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { parse } from 'yaml';
import type { z } from 'zod';
import { type Config, configSchema, environmentNames } from './schema.ts';

/** In the place of a certificate's file: we make one. */
const OWN_CERTIFICATE = 'self';

/** The settings with paths made absolute, and where the program lies. */
export type LoadedConfig = Config & { readonly root: string };

export class ConfigError extends Error {
  readonly faults: readonly string[];
  constructor(faults: readonly string[]) {
    super(`The settings are at fault:\n${faults.map((fault) => `  - ${fault}`).join('\n')}`);
    this.name = 'ConfigError';
    this.faults = faults;
  }
}

export interface LoadOptions {
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** The program's own arguments, without node and script. */
  readonly args?: readonly string[];
  /** The folder that holds package.json and config/. */
  readonly root?: string;
}

/** Reads and checks everything once. Throws a {@link ConfigError} that names every fault. */
export function loadConfig(options: LoadOptions = {}): LoadedConfig {
  const environment = options.environment ?? process.env;
  const root = options.root ?? findRoot(import.meta.dirname);
  const faults: string[] = [];
  const layers = [
    readYaml(join(root, 'config/default.yaml'), faults),
    readYaml(join(root, 'config/local.yaml'), faults),
    fromEnvironment(environment),
    fromArguments(options.args ?? process.argv.slice(2), faults),
  ];
  const raw: Record<string, unknown> = Object.assign({}, ...layers);
  const wantsKey = 'tlsCert' in raw && raw.tlsCert !== OWN_CERTIFICATE;
  if (wantsKey !== 'tlsKey' in raw)
    faults.push('tlsCert and tlsKey: set both or neither (no key beside tlsCert "self")');
  if ('oidcIssuer' in raw !== 'oidcClientId' in raw)
    faults.push('oidcIssuer and oidcClientId: set both or neither');
  if ('smtpUrl' in raw !== 'smtpFrom' in raw) faults.push('smtpUrl and smtpFrom: set both or neither');
  const parsed = configSchema.safeParse(raw);
  if (!parsed.success) faults.push(...parsed.error.issues.map((issue) => wordFault(issue, environment)));
  if (!parsed.success || faults.length > 0) throw new ConfigError(faults);
  return { ...parsed.data, ...absolutePaths(parsed.data, root), root };
}

/** Walks up to the folder with our config/: the same for the sources and for the built program in dist/server. */
function findRoot(from: string): string {
  for (let folder = from; ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'package.json')) && existsSync(join(folder, 'config/default.yaml')))
      return folder;
    if (folder === dirname(folder)) throw new ConfigError([`no config/default.yaml at or above ${from}`]);
  }
}

function readYaml(file: string, faults: string[]): object {
  if (!existsSync(file)) return {};
  try {
    const content: unknown = parse(readFileSync(file, 'utf8')) ?? {};
    if (typeof content === 'object' && !Array.isArray(content)) return content as object;
    faults.push(`${file}: expected "key: value" lines`);
  } catch (error) {
    // The first line only: the others quote the file, which may hold a password.
    faults.push(`${file}: ${String(error instanceof Error ? error.message : error).split('\n')[0]}`);
  }
  return {};
}

function fromEnvironment(environment: Readonly<Record<string, string | undefined>>): object {
  const given = Object.entries(environmentNames).flatMap(([key, name]) => {
    const value = environment[name];
    return value === undefined || value.trim() === '' ? [] : [[key, value] as const];
  });
  return Object.fromEntries(given);
}

function fromArguments(args: readonly string[], faults: string[]): object {
  for (const arg of args) if (arg !== '--demo') faults.push(`argument ${arg}: unknown; there is only --demo`);
  return args.includes('--demo') ? { demo: true } : {};
}

/** Names the key, and the variable when that is where the value came from; never shows the value. */
function wordFault(
  issue: z.core.$ZodIssue,
  environment: Readonly<Record<string, string | undefined>>,
): string {
  const key = String(issue.path[0] ?? '');
  if (issue.code === 'unrecognized_keys') return `${issue.keys.join(', ')}: unknown setting`;
  const variable = key in environmentNames ? environmentNames[key as keyof Config] : undefined;
  const fromVariable = variable !== undefined && (environment[variable] ?? '').trim() !== '';
  return `${fromVariable ? variable : key}: ${issue.message}`;
}

function absolutePaths(config: Config, root: string): Partial<Config> {
  const paths: Partial<Config> = {};
  const keys = ['dataDir', 'cacheDir', 'tlsCert', 'tlsKey', 'pgBinDir', 'mediasoupWorkerBin'] as const;
  for (const key of [...keys, 'exchangeDropDir'] as const) {
    const value = config[key];
    const isPath = value !== undefined && !(key === 'tlsCert' && value === OWN_CERTIFICATE);
    if (isPath) paths[key] = resolve(root, value);
  }
  paths.recordingDirs = config.recordingDirs.map((folder) => resolve(root, folder));
  return paths;
}
