/** Answers WS-Discovery for fake devices, on loopback: by multicast and one by one, as cameras do on theirs. */
import { randomUUID } from 'node:crypto';
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import type { FakeOnvifDevice } from './onvif-device.ts';

export interface AnnouncerOptions {
  readonly devices: readonly { readonly device: FakeOnvifDevice; readonly name: string }[];
  /** What is sent in the place of an answer, for hostile ones. */
  readonly instead?: (messageId: string) => Buffer;
  /** Default 3702; 0: any free one, for tests that ask one by one. */
  readonly port?: number;
}

const GROUP = '239.255.255.250';
const PORT = 3702;
const LOOPBACK = '127.0.0.1';

export class Announcer {
  readonly #socket: Socket;
  #closed = false;
  readonly port: number;

  private constructor(socket: Socket) {
    this.#socket = socket;
    this.port = socket.address().port;
  }

  static async start({ devices, instead, port = PORT }: AnnouncerOptions): Promise<Announcer> {
    const socket = createSocket({ type: 'udp4', reuseAddr: true });
    socket.on('message', (message, from) => {
      const [, id] = /MessageID[^>]*>([^<]+)</.exec(message.toString()) ?? [];
      if (id === undefined) return;
      const answers = instead
        ? [instead(id)]
        : devices.map(({ device, name }) => Buffer.from(match(device, name, id)));
      for (const answer of answers) socket.send(answer, from.port, from.address);
    });
    socket.bind(port);
    await once(socket, 'listening');
    socket.addMembership(GROUP, LOOPBACK);
    socket.setMulticastInterface(LOOPBACK);
    return new Announcer(socket);
  }

  /** Idempotent. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#socket.close();
  }
}

function match({ address, brand }: FakeOnvifDevice, name: string, relatesTo: string): string {
  const scopes = [
    'type/video_encoder',
    `hardware/${brand.hardware}`,
    `name/${encodeURIComponent(name)}`,
    'Profile/Streaming',
  ];
  return (
    '<?xml version="1.0" encoding="UTF-8"?><env:Envelope xmlns:env="http://www.w3.org/2003/05/soap-envelope" ' +
    'xmlns:wsadis="http://schemas.xmlsoap.org/ws/2004/08/addressing" ' +
    'xmlns:d="http://schemas.xmlsoap.org/ws/2005/04/discovery" xmlns:dn="http://www.onvif.org/ver10/network/wsdl">' +
    `<env:Header><wsadis:MessageID>urn:uuid:${randomUUID()}</wsadis:MessageID>` +
    `<wsadis:RelatesTo>${relatesTo}</wsadis:RelatesTo>` +
    '<wsadis:Action>http://schemas.xmlsoap.org/ws/2005/04/discovery/ProbeMatches</wsadis:Action></env:Header>' +
    '<env:Body><d:ProbeMatches><d:ProbeMatch><wsadis:EndpointReference>' +
    `<wsadis:Address>urn:uuid:${address.replace(/\D/g, '').padEnd(32, '0').slice(0, 32)}</wsadis:Address>` +
    '</wsadis:EndpointReference><d:Types>dn:NetworkVideoTransmitter</d:Types>' +
    `<d:Scopes>${scopes.map((scope) => `onvif://www.onvif.org/${scope}`).join(' ')}</d:Scopes>` +
    `<d:XAddrs>${address} http://[fe80::2a57:beff:fe00:1]/onvif/device_service</d:XAddrs>` +
    '<d:MetadataVersion>10</d:MetadataVersion></d:ProbeMatch></d:ProbeMatches></env:Body></env:Envelope>'
  );
}
