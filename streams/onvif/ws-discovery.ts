import { randomUUID } from 'node:crypto';
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { networkInterfaces } from 'node:os';
import { escapeXml, find, parseXml, textOf, type XmlNode } from './xml.ts';

/** An interface that cameras may be looked for on. */
export interface LocalNetwork {
  readonly name: string;
  /** Ours, IPv4. */
  readonly address: string;
  /** `192.168.1.0/24`, with our address' other bits still in it as the system says it. */
  readonly cidr: string;
}

/** What answered, as it described itself: nothing of it is to be trusted. */
export interface Announcement {
  /** Where the answer came from. */
  readonly from: string;
  readonly endpoint: string;
  readonly addresses: readonly string[];
  readonly name: string | undefined;
  readonly hardware: string | undefined;
}

export interface ProbeOptions {
  /** Our address on the interface asked on. */
  readonly interfaceAddress: string;
  /** Who is asked. Default: everybody there, by multicast. */
  readonly targets?: readonly string[];
  readonly port?: number;
  /** How long answers are waited for after the last question. */
  readonly waitMs: number;
  readonly onAnnouncement: (announcement: Announcement) => void;
  readonly signal: AbortSignal;
}

const GROUP = '239.255.255.250';
const PORT = 3702;
const ANSWERS_MOST = 2000;
const ANSWER_MOST_BYTES = 32 * 1024;
/** Asked twice: a datagram may get lost. */
const ASKS = 2;
const ASK_AGAIN_MS = 400;
/** A switch takes no offence at this many. */
const PACE = 64;
const PACE_MS = 20;

export function localNetworks(): LocalNetwork[] {
  return Object.entries(networkInterfaces()).flatMap(([name, addresses]) =>
    (addresses ?? []).flatMap(({ family, address, cidr }) =>
      family === 'IPv4' && cidr !== null ? [{ name, address, cidr }] : [],
    ),
  );
}

/** WS-Discovery 2005/04: asks who is there, by multicast or one by one, and hands on what answers. */
export async function probeNetwork(options: ProbeOptions): Promise<void> {
  const { interfaceAddress, signal, waitMs } = options;
  signal.throwIfAborted();
  const socket = createSocket({ type: 'udp4' });
  const asked = new Set<string>();
  let answers = 0;
  socket.on('message', (message, { address }) => {
    answers += 1;
    if (answers > ANSWERS_MOST || message.length > ANSWER_MOST_BYTES) return;
    for (const announcement of announcementsOf(message, address, asked)) options.onAnnouncement(announcement);
  });
  // What cannot be sent is not answered either.
  socket.on('error', () => undefined);
  try {
    socket.bind(0, interfaceAddress);
    await once(socket, 'listening', { signal });
    if (!options.targets) socket.setMulticastInterface(interfaceAddress);
    for (let round = 0; round < ASKS; round += 1) {
      if (round > 0) await pause(ASK_AGAIN_MS, signal);
      await ask(socket, options, asked);
    }
    await pause(waitMs, signal);
  } finally {
    socket.close();
  }
}

async function ask(
  socket: Socket,
  { targets = [GROUP], port = PORT, signal }: ProbeOptions,
  asked: Set<string>,
): Promise<void> {
  const id = `urn:uuid:${randomUUID()}`;
  asked.add(id);
  const message = Buffer.from(probeMessage(id));
  for (const [index, target] of targets.entries()) {
    socket.send(message, port, target);
    if ((index + 1) % PACE === 0) await pause(PACE_MS, signal);
  }
}

function probeMessage(id: string): string {
  const addressing = 'http://schemas.xmlsoap.org/ws/2004/08/addressing';
  return (
    '<?xml version="1.0" encoding="UTF-8"?>' +
    `<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope" xmlns:a="${addressing}"><s:Header>` +
    '<a:Action s:mustUnderstand="1">http://schemas.xmlsoap.org/ws/2005/04/discovery/Probe</a:Action>' +
    `<a:MessageID>${escapeXml(id)}</a:MessageID>` +
    `<a:ReplyTo><a:Address>${addressing}/role/anonymous</a:Address></a:ReplyTo>` +
    '<a:To s:mustUnderstand="1">urn:schemas-xmlsoap-org:ws:2005:04:discovery</a:To></s:Header>' +
    '<s:Body><Probe xmlns="http://schemas.xmlsoap.org/ws/2005/04/discovery">' +
    '<d:Types xmlns:d="http://schemas.xmlsoap.org/ws/2005/04/discovery" ' +
    'xmlns:dp="http://www.onvif.org/ver10/network/wsdl">dp:NetworkVideoTransmitter</d:Types>' +
    '</Probe></s:Body></s:Envelope>'
  );
}

/** Only answers to what was asked; what cannot be read is nobody. */
function announcementsOf(message: Buffer, from: string, asked: ReadonlySet<string>): Announcement[] {
  let root: XmlNode;
  try {
    root = parseXml(message.toString('utf8'));
  } catch {
    // Anybody may send us anything.
    return [];
  }
  if (!asked.has(textOf(root, 'Header', 'RelatesTo') ?? '')) return [];
  const matches = find(root, 'Body', 'ProbeMatches')?.children ?? [];
  return matches.slice(0, 8).map((match) => {
    const scopes = (textOf(match, 'Scopes') ?? '').split(/\s+/);
    return {
      from,
      endpoint: (textOf(match, 'EndpointReference', 'Address') ?? from).slice(0, 200),
      addresses: (textOf(match, 'XAddrs') ?? '').split(/\s+/).filter(isHttp).slice(0, 8),
      name: scopeOf(scopes, 'name'),
      hardware: scopeOf(scopes, 'hardware'),
    };
  });
}

const isHttp = (text: string): boolean => /^https?:\/\/\S{3,300}$/i.test(text) && URL.canParse(text);

/** `onvif://www.onvif.org/name/Hall%20camera`. */
function scopeOf(scopes: readonly string[], what: string): string | undefined {
  const prefix = `onvif://www.onvif.org/${what}/`;
  const found = scopes.find((scope) => scope.startsWith(prefix))?.slice(prefix.length);
  if (found === undefined || found === '') return undefined;
  let text = found;
  try {
    text = decodeURIComponent(found);
  } catch {
    // Not encoded as it should be: then it is shown as it came.
  }
  return text.replace(/\p{C}/gu, ' ').slice(0, 60);
}

export function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason);
    const onAbort = (): void => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', onAbort);
      resolve();
    }, ms);
    signal.addEventListener('abort', onAbort, { once: true });
  });
}
