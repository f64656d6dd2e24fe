/** The `Transport` field of SETUP (RFC 2326, 12.39). */

export interface Transport {
  readonly overTcp: boolean;
  readonly interleaved?: readonly [number, number];
  readonly serverPort?: readonly [number, number];
  /** Where UDP comes from, if not from where we asked. */
  readonly source?: string;
  readonly multicast: boolean;
}

export function requestTcp(channel: number): string {
  return `RTP/AVP/TCP;unicast;interleaved=${channel}-${channel + 1}`;
}

export function requestUdp(port: number): string {
  return `RTP/AVP;unicast;client_port=${port}-${port + 1}`;
}

/** What the camera chose. An absent field means: as you asked. */
export function parseTransport(field: string | undefined): Transport | undefined {
  if (field === undefined || field === '') return undefined;
  // Several choices stand behind commas; an answer holds one.
  const [specification = '', ...parameters] = (field.split(',')[0] ?? '')
    .split(';')
    .map((part) => part.trim());
  const values = new Map<string, string>();
  for (const parameter of parameters) {
    const [name = '', value = ''] = parameter.split('=');
    values.set(name.trim().toLowerCase(), value.trim());
  }
  const interleaved = range(values.get('interleaved'), 255);
  const serverPort = range(values.get('server_port'), 65535);
  const source = values.get('source');
  return {
    // Some answer `RTP/AVP;interleaved=0-1`.
    overTcp: /\/TCP$/i.test(specification) || interleaved !== undefined,
    ...(interleaved && { interleaved }),
    ...(serverPort && { serverPort }),
    ...(source && { source }),
    multicast: values.has('multicast'),
  };
}

/** `4-5`, or `4` alone, which means `4-5`. */
function range(text: string | undefined, most: number): readonly [number, number] | undefined {
  const [, first, second] = /^(\d{1,5})(?:-(\d{1,5}))?/.exec(text ?? '') ?? [];
  if (first === undefined) return undefined;
  const [low, high] = [Number(first), second === undefined ? Number(first) + 1 : Number(second)];
  return low <= most && high <= most ? [low, high] : undefined;
}
