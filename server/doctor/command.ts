/** What `npm run doctor` was asked for. */

import type { Profile } from '../contract/cameras.ts';
import { rtspUrlFault } from '../contract/cameras.ts';
import type { Language } from './words.ts';

export interface Command {
  /** A camera's id or name, or an address. */
  readonly wanted: string;
  readonly isAddress: boolean;
  readonly language: Language;
  /** Only this one of a registered camera's. */
  readonly profile?: Profile;
}

export const USAGE = `npm run doctor -- <摄像头编号、名称或 rtsp:// 地址> [--profile main|sub] [--lang zh|en]
npm run doctor -- <camera id, name or rtsp:// address> [--profile main|sub] [--lang zh|en]
  MC_CAMERA_USERNAME, MC_CAMERA_PASSWORD: 地址的用户名和密码（也可按提示输入）· for an address (or type them when asked)`;

export class UsageError extends Error {}

/** @throws UsageError, in words that hold no secret */
export function parseCommand(args: readonly string[]): Command {
  const wanted: string[] = [];
  let language: Language = 'zh';
  let profile: Profile | undefined;
  for (let at = 0; at < args.length; at += 1) {
    const arg = args[at] ?? '';
    if (arg === '--lang') {
      const value = args[++at];
      if (value !== 'zh' && value !== 'zh-CN' && value !== 'en') throw new UsageError('--lang zh|en');
      language = value === 'en' ? 'en' : 'zh';
    } else if (arg === '--profile') {
      const value = args[++at];
      if (value !== 'main' && value !== 'sub') throw new UsageError('--profile main|sub');
      profile = value;
    } else if (arg.startsWith('--')) throw new UsageError(`${arg.slice(0, 40)}?`);
    else wanted.push(arg);
  }
  const name = wanted.join(' ').trim();
  if (name === '') throw new UsageError(USAGE);
  const isAddress = /^[a-z]+:\/\//i.test(name);
  const fault = isAddress ? rtspUrlFault(name) : undefined;
  if (fault !== undefined) throw new UsageError(ADDRESS_FAULTS[fault]);
  return { wanted: name, isAddress, language, ...(profile && { profile }) };
}

const SEPARATELY =
  '地址里不要写用户名和密码：用 MC_CAMERA_USERNAME 和 MC_CAMERA_PASSWORD，或按提示输入 · ' +
  'leave user and password out of the address: use MC_CAMERA_USERNAME and MC_CAMERA_PASSWORD, or type them when asked';
const NO_ADDRESS = '不是 rtsp://主机:端口/路径 · not of the form rtsp://host:port/path';
const ADDRESS_FAULTS = {
  not_a_url: NO_ADDRESS,
  not_rtsp: NO_ADDRESS,
  no_host: NO_ADDRESS,
  bad_character: NO_ADDRESS,
  credentials: SEPARATELY,
  password_in_path: SEPARATELY,
} as const;
