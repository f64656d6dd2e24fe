import { isIP } from 'node:net';
import { DEFAULT_SESSION_TIMEOUT_S, parseSession } from './keep-alive.ts';
import type { RtspClient } from './rtsp-client.ts';
import type { RtspConnection } from './rtsp-connection.ts';
import { faultOfStatus, protocolError } from './rtsp-fault.ts';
import type { RtspResponse } from './rtsp-message.ts';
import { parseTransport, requestTcp, requestUdp, type Transport } from './transport-header.ts';
import { UdpPair } from './udp-pair.ts';

/** What comes for one track, whichever way. */
export interface TrackInput {
  onRtp(buffer: Buffer, start: number, end: number): void;
  onRtcp(buffer: Buffer, start: number, end: number): void;
}

export interface SetUpOptions {
  readonly client: RtspClient;
  readonly connection: RtspConnection;
  /** Where each track is set up. */
  readonly urls: readonly string[];
  readonly inputs: readonly TrackInput[];
}

export interface SetUp {
  readonly transport: 'tcp' | 'udp';
  readonly timeoutS: number;
  /** Over TCP: which track a channel carries; RTP and RTCP of track n are 2n and 2n+1. */
  readonly channels: readonly (number | undefined)[];
  sendRtcp(track: number, packet: Buffer): void;
  close(): void;
}

/** The camera does not do this transport, but may do another. Never leaves this folder. */
export class TransportRefused extends Error {}

/** @throws TransportRefused when the camera does not interleave */
export async function setUpTcp(options: SetUpOptions): Promise<SetUp> {
  const { client, connection, urls } = options;
  const channels: (number | undefined)[] = [];
  const reportChannels: number[] = [];
  let timeoutS = DEFAULT_SESSION_TIMEOUT_S;
  for (const [track, url] of urls.entries()) {
    const asked = 2 * track;
    const response = await setUp(client, url, requestTcp(asked));
    const transport = parseTransport(response.headers.get('transport'));
    if (transport && !transport.overTcp) throw new TransportRefused('the camera answers with UDP');
    const [rtp, rtcp] = transport?.interleaved ?? [asked, asked + 1];
    channels[rtp] = 2 * track;
    if (rtcp !== rtp) channels[rtcp] = 2 * track + 1;
    reportChannels.push(rtcp);
    timeoutS = adoptSession(client, response) ?? timeoutS;
  }
  connection.reader.expectChannelsUpTo(channels.length - 1);
  return {
    transport: 'tcp',
    timeoutS,
    channels,
    sendRtcp: (track, packet) => connection.sendFrame(reportChannels[track] ?? 1, packet),
    close: () => undefined,
  };
}

/** @throws TransportRefused when the camera does not do UDP either */
export async function setUpUdp(options: SetUpOptions): Promise<SetUp> {
  const { client, connection, urls, inputs } = options;
  const pairs: UdpPair[] = [];
  const close = (): void => {
    for (const pair of pairs) pair.close();
  };
  let timeoutS = DEFAULT_SESSION_TIMEOUT_S;
  try {
    for (const [track, url] of urls.entries()) {
      const input = inputs[track];
      if (!input) continue;
      const pair = await UdpPair.create({
        localAddress: connection.localAddress ?? '0.0.0.0',
        onRtp: (buffer, start, end) => input.onRtp(buffer, start, end),
        onRtcp: (buffer, start, end) => input.onRtcp(buffer, start, end),
      });
      pairs.push(pair);
      const response = await setUp(client, url, requestUdp(pair.port));
      const transport = parseTransport(response.headers.get('transport'));
      if (transport?.multicast || transport?.overTcp)
        throw new TransportRefused('the camera chose another way');
      pair.connectTo(senders(connection, transport), transport?.serverPort);
      timeoutS = adoptSession(client, response) ?? timeoutS;
    }
  } catch (error) {
    close();
    throw error;
  }
  return {
    transport: 'udp',
    timeoutS,
    channels: [],
    sendRtcp: (track, packet) => pairs[track]?.sendRtcp(packet),
    close,
  };
}

async function setUp(client: RtspClient, url: string, transport: string): Promise<RtspResponse> {
  const response = await client.tryToAsk('SETUP', url, { Transport: transport });
  const { status, reason } = response;
  if (status === 461) throw new TransportRefused(`${status} ${reason}`);
  if (status < 200 || status >= 300) throw faultOfStatus('SETUP', status, reason);
  return response;
}

/** All tracks are set up in the session that the first one opened. */
function adoptSession(client: RtspClient, response: RtspResponse): number | undefined {
  const session = parseSession(response.headers.get('session'));
  // Some forget to repeat it, some that have but one viewer do without.
  if (!session) return undefined;
  if (/[^\x21-\x7e]/.test(session.id) || session.id.length > 256) {
    throw protocolError('The camera’s Session is no word that could be sent back.');
  }
  client.session = session.id;
  return session.timeoutS;
}

/** Packets come from where we asked, or from where the camera says. */
function senders({ remoteAddress }: RtspConnection, transport: Transport | undefined): string[] {
  const named = transport?.source;
  return [remoteAddress, named].filter((address) => address !== undefined && isIP(address) !== 0) as string[];
}
