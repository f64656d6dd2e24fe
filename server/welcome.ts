/** What a person who started the program reads on the terminal. Never in the log: it may hold the first password. */
import type { FirstAdmin } from './access/index.ts';

export interface WelcomeOptions {
  readonly baseUrl: string;
  readonly admin: FirstAdmin;
  /** It was given by MC_ADMIN_PASSWORD. */
  readonly passwordGiven: boolean;
  readonly webrtcUnavailable: string | undefined;
  /** SHA-256 of a certificate that no authority signed. */
  readonly ownCertificate: string | undefined;
  readonly demo: boolean;
}

export function welcome(options: WelcomeOptions): string {
  const { baseUrl, admin, webrtcUnavailable, ownCertificate } = options;
  const lines = [
    '明窗 Mingchuang is running',
    '',
    `  address    ${baseUrl}`,
    `  user       ${admin.username}`,
    `  password   ${passwordLine(options)}`,
    ...(ownCertificate === undefined
      ? []
      : [
          '',
          '  The certificate is our own: browsers ask once whether to go on. Its SHA-256 is',
          ...(ownCertificate.match(/.{1,48}/g) ?? []).map((line) => `    ${line}`),
        ]),
    ...(webrtcUnavailable === undefined
      ? []
      : ['', `  WebRTC is off: ${webrtcUnavailable}`, '  Pictures come by LL-HLS, about a second later.']),
    ...(options.demo
      ? ['', '  The demo registers its hall and cameras now; they appear within seconds.']
      : []),
    '',
    'Ctrl-C stops it.',
  ];
  return `\n${['┌────', ...lines.map((line) => `│ ${line}`.trimEnd()), '└────'].join('\n')}\n\n`;
}

function passwordLine({ admin, passwordGiven }: WelcomeOptions): string {
  if (admin.password !== undefined)
    return `${admin.password}   (shown this once; change it after signing in)`;
  if (passwordGiven) return 'as set by MC_ADMIN_PASSWORD';
  return 'as shown at the first start (lost? start once with MC_ADMIN_PASSWORD=… to set a new one)';
}
