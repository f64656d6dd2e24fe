import type { Reach } from '../reach/index.ts';
import type { Credentials } from '../rtsp/authorization.ts';
import type { DeviceReport } from './device-report.ts';
import { serviceUrl } from './device-uri.ts';
import { readProfiles } from './media-profiles.ts';
import { OnvifError } from './onvif-error.ts';
import { pickProfiles } from './pick-profiles.ts';
import { SoapClient } from './soap-client.ts';
import { find, textOf, type XmlNode } from './xml.ts';

export interface ExamineDeviceOptions {
  readonly credentials?: Credentials | undefined;
  /** For each request. Default 5 s. */
  readonly timeoutMs?: number;
  readonly reach?: Reach | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly now: () => number;
}

const DEVICE = 'http://www.onvif.org/ver10/device/wsdl';
/** For all that is asked of one device. */
const WHOLE_MS = 25_000;
/** Some begin at 1970 when their battery is empty; a century off it is no clock. */
const OFFSET_MOST_MS = 100 * 366 * 86_400_000;
const SNAPSHOT_MOST_BYTES = 4 * 1024 * 1024;

export interface ExaminedDevice {
  readonly report: DeviceReport;
  /** A JPEG, where the device gave one. */
  readonly snapshot: Buffer | undefined;
}

/**
 * Asks a device what it is and what it offers. Its credentials are sent once; see SoapClient.
 * @throws OnvifError
 */
export async function examineDevice(address: string, options: ExamineDeviceOptions): Promise<ExaminedDevice> {
  const { credentials, timeoutMs = 5000, reach, now } = options;
  const whole = AbortSignal.timeout(WHOLE_MS);
  const signal = options.signal ? AbortSignal.any([options.signal, whole]) : whole;
  const soap = new SoapClient({ credentials, timeoutMs, reach, signal, now });
  try {
    const clockOffsetMs = await clockOf(soap, address, now);
    soap.clockOffsetMs = clockOffsetMs ?? 0;
    const about = await soap.call(address, `<GetDeviceInformation xmlns="${DEVICE}"/>`);
    const profiles = await readProfiles({ soap, address, services: await servicesOf(soap, address) });
    const { main, sub } = pickProfiles(profiles);
    const told = (name: string) => textOf(about, name)?.replace(/\p{C}/gu, ' ').slice(0, 60);
    const report: DeviceReport = {
      address,
      make: told('Manufacturer'),
      model: told('Model'),
      firmware: told('FirmwareVersion'),
      serial: told('SerialNumber'),
      clockOffsetMs,
      asksPassword: soap.asked,
      profiles,
      main,
      sub,
    };
    const url = (profiles.find(({ token }) => token === main) ?? profiles[0])?.snapshotUrl;
    return { report, snapshot: url === undefined ? undefined : await snapshotOf(soap, url) };
  } catch (error) {
    options.signal?.throwIfAborted();
    if (whole.aborted) throw new OnvifError('unreachable', 'The device answers too slowly.', error);
    throw error;
  }
}

/** The device's clock less ours; the answer's way is taken as half of the time it took. */
async function clockOf(soap: SoapClient, address: string, now: () => number): Promise<number | undefined> {
  const askedAtMs = now();
  let answer: XmlNode;
  try {
    answer = await soap.call(address, `<GetSystemDateAndTime xmlns="${DEVICE}"/>`, 'a stranger');
  } catch (error) {
    // Some keep their time to themselves, against the specification. A password stamped with ours instead might be
    // refused for the time alone, so it is not spent on this.
    if (error instanceof OnvifError && (error.code === 'refused' || error.code === 'unauthorized'))
      return undefined;
    throw error;
  }
  const utc = find(answer, 'SystemDateAndTime', 'UTCDateTime');
  const number = (...path: string[]): number => Number(textOf(utc, ...path));
  const atMs = Date.UTC(
    number('Date', 'Year'),
    number('Date', 'Month') - 1,
    number('Date', 'Day'),
    number('Time', 'Hour'),
    number('Time', 'Minute'),
    number('Time', 'Second'),
  );
  // Whole seconds are told: on average half a second more has passed.
  const offsetMs = Math.round(atMs + 500 - (askedAtMs + now()) / 2);
  return Math.abs(offsetMs) <= OFFSET_MOST_MS ? offsetMs : undefined;
}

/** Where its services are, by namespace; where it does not say, at the same place. */
async function servicesOf(soap: SoapClient, address: string): Promise<ReadonlyMap<string, string>> {
  const services = new Map<string, string>();
  const add = (namespace: string, given: string | undefined): void => {
    const at = serviceUrl(given, address);
    if (at) services.set(namespace, at.url);
  };
  try {
    const answer = await soap.call(
      address,
      `<GetServices xmlns="${DEVICE}"><IncludeCapability>false</IncludeCapability></GetServices>`,
    );
    for (const service of answer.children) add(textOf(service, 'Namespace') ?? '', textOf(service, 'XAddr'));
  } catch (error) {
    // Older devices know GetCapabilities only.
    if (!(error instanceof OnvifError) || error.code === 'unauthorized' || error.code === 'unreachable')
      throw error;
  }
  if (services.size > 0) return services;
  const answer = await soap.call(
    address,
    `<GetCapabilities xmlns="${DEVICE}"><Category>All</Category></GetCapabilities>`,
  );
  add('http://www.onvif.org/ver10/media/wsdl', textOf(answer, 'Capabilities', 'Media', 'XAddr'));
  return services;
}

async function snapshotOf(soap: SoapClient, url: string): Promise<Buffer | undefined> {
  try {
    const { status, body } = await soap.get(url, SNAPSHOT_MOST_BYTES);
    const isJpeg = body[0] === 0xff && body[1] === 0xd8;
    return status === 200 && isJpeg ? body : undefined;
  } catch (error) {
    if (!(error instanceof OnvifError)) throw error;
    // A picture is nice to have; the rest of what the device told is not lost for it.
    return undefined;
  }
}
