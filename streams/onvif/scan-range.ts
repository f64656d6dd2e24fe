import { connect } from 'node:net';
import { connectable, type IpRange, ipText, type Reach } from '../reach/index.ts';
import { OnvifError } from './onvif-error.ts';
import { SoapClient } from './soap-client.ts';

export interface ScanOptions {
  readonly addresses: readonly string[];
  readonly ports: readonly number[];
  readonly reach: Reach;
  readonly now: () => number;
  readonly signal: AbortSignal;
  /** A device service answers here. */
  readonly onDevice: (address: string) => void;
  /** So many of addresses × ports were tried. */
  readonly onProgress: (done: number) => void;
  readonly timings?: { readonly connectMs: number; readonly answerMs: number };
}

/** Where makers put their device service. */
export const ONVIF_PORTS: readonly number[] = [80, 8080, 8000, 8899, 2020];
const AT_ONCE = 96;
const TIMINGS = { connectMs: 700, answerMs: 2500 };
const DEVICE = 'http://www.onvif.org/ver10/device/wsdl';

/** Every address of a range but IPv4's first and last, which are the network's own. */
export function addressesOf(range: IpRange): string[] {
  const bits = (range.family === 4 ? 32 : 128) - range.prefix;
  const count = 2 ** bits;
  const [from, to] = range.family === 4 && bits >= 2 ? [1, count - 1] : [0, count];
  return Array.from({ length: to - from }, (_, at) =>
    ipText({ family: range.family, value: range.value + BigInt(from + at) }),
  );
}

/**
 * Knocks at every port of every address, and asks for the time where something listens: the one question that a device
 * answers to strangers. Only where `reach` lets us.
 */
export async function scanRange(options: ScanOptions): Promise<void> {
  const { addresses, ports, signal } = options;
  let next = 0;
  let done = 0;
  const total = addresses.length * ports.length;
  const work = async (): Promise<void> => {
    for (;;) {
      signal.throwIfAborted();
      const at = next++;
      if (at >= total) return;
      // Port by port, so that one device is not asked five things at once.
      const host = addresses[at % addresses.length] ?? '';
      const port = ports[Math.floor(at / addresses.length)] ?? 0;
      await tryAt(host, port, options);
      done += 1;
      options.onProgress(done);
    }
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, total) }, work));
}

async function tryAt(host: string, port: number, options: ScanOptions): Promise<void> {
  const { reach, now, signal, onDevice, timings = TIMINGS } = options;
  if (reach.refusal(host, port) || !(await listens(host, port, timings.connectMs, reach))) return;
  const address = `http://${host.includes(':') ? `[${host}]` : host}${port === 80 ? '' : `:${port}`}/onvif/device_service`;
  const soap = new SoapClient({ timeoutMs: timings.answerMs, reach, signal, now });
  try {
    await soap.call(address, `<GetSystemDateAndTime xmlns="${DEVICE}"/>`);
    onDevice(address);
  } catch (error) {
    if (!(error instanceof OnvifError)) throw error;
    // It speaks ONVIF, though not with strangers.
    if (error.code === 'unauthorized' || error.code === 'refused') onDevice(address);
  }
}

async function listens(host: string, port: number, timeoutMs: number, reach: Reach): Promise<boolean> {
  const target = await connectable(reach, host, port);
  return new Promise((resolve) => {
    const socket = connect(target);
    const settle = (isOpen: boolean): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve(isOpen);
    };
    const timer = setTimeout(() => settle(false), timeoutMs);
    socket.once('connect', () => settle(true));
    socket.once('error', () => settle(false));
  });
}
