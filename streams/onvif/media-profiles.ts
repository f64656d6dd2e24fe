import type { DeviceProfile } from './device-report.ts';
import { serviceUrl, streamUrl } from './device-uri.ts';
import { OnvifError } from './onvif-error.ts';
import type { SoapClient } from './soap-client.ts';
import { escapeXml, find, textOf, type XmlNode } from './xml.ts';

export interface ProfilesRequest {
  readonly soap: SoapClient;
  readonly address: string;
  /** By namespace. */
  readonly services: ReadonlyMap<string, string>;
}

const MEDIA = 'http://www.onvif.org/ver10/media/wsdl';
/** The newer one: the only that tells H.265. */
const MEDIA2 = 'http://www.onvif.org/ver20/media/wsdl';
const SCHEMA = 'http://www.onvif.org/ver10/schema';
/** A recorder has dozens of channels with three each. */
const PROFILES_MOST = 64;

/** The device's profiles with where each is pulled. @throws OnvifError */
export async function readProfiles(request: ProfilesRequest): Promise<DeviceProfile[]> {
  const { services, address } = request;
  const newer = services.get(MEDIA2);
  if (newer !== undefined) {
    try {
      const profiles = await profilesOf(request, newer, MEDIA2);
      if (profiles.length > 0) return profiles;
    } catch (error) {
      // Announced but not done, on some devices; the older service then is.
      if (!(error instanceof OnvifError) || error.code !== 'refused') throw error;
    }
  }
  return profilesOf(request, services.get(MEDIA) ?? address, MEDIA);
}

async function profilesOf(
  { soap, address }: ProfilesRequest,
  url: string,
  namespace: string,
): Promise<DeviceProfile[]> {
  const isNewer = namespace === MEDIA2;
  const inner = isNewer ? '<Type>VideoEncoder</Type><Type>AudioEncoder</Type>' : '';
  const answer = await soap.call(url, `<GetProfiles xmlns="${namespace}">${inner}</GetProfiles>`);
  const profiles: DeviceProfile[] = [];
  for (const node of answer.children.filter(({ name }) => name === 'Profiles').slice(0, PROFILES_MOST)) {
    const read = isNewer ? newerProfile(node) : olderProfile(node);
    if (!read) continue;
    const stream = streamUrl(await uriOf(soap, url, namespace, 'GetStreamUri', read.token), address);
    const picture = serviceUrl(await uriOf(soap, url, namespace, 'GetSnapshotUri', read.token), address);
    profiles.push({
      ...read,
      streamUrl: stream?.url,
      rewrittenFrom: stream?.rewrittenFrom,
      snapshotUrl: picture?.url,
    });
  }
  return profiles;
}

type Read = Omit<DeviceProfile, 'streamUrl' | 'rewrittenFrom' | 'snapshotUrl'>;

function olderProfile(node: XmlNode): Read | undefined {
  return profileOf(node, find(node, 'VideoEncoderConfiguration'), find(node, 'AudioEncoderConfiguration'));
}

function newerProfile(node: XmlNode): Read | undefined {
  const all = find(node, 'Configurations');
  return profileOf(node, find(all, 'VideoEncoder'), find(all, 'AudioEncoder'));
}

function profileOf(node: XmlNode, video: XmlNode | undefined, audio: XmlNode | undefined): Read | undefined {
  const token = node.attributes.get('token');
  if (token === undefined || token === '' || token.length > 200 || !video) return undefined;
  const number = (text: string | undefined): number | undefined => {
    const value = Number(text);
    return text !== undefined && Number.isFinite(value) && value > 0 ? value : undefined;
  };
  const codec = (textOf(video, 'Encoding') ?? '')
    .toUpperCase()
    .replace(/[^A-Z0-9]/g, '')
    .slice(0, 12);
  const gop = video.attributes.get('GovLength') ?? textOf(video, codec, 'GovLength');
  return {
    token,
    name: (textOf(node, 'Name') ?? token).replace(/\p{C}/gu, ' ').slice(0, 60),
    codec,
    width: number(textOf(video, 'Resolution', 'Width')) ?? 0,
    height: number(textOf(video, 'Resolution', 'Height')) ?? 0,
    fps: number(textOf(video, 'RateControl', 'FrameRateLimit')),
    bitrateKbps: number(textOf(video, 'RateControl', 'BitrateLimit')),
    gopFrames: number(gop),
    hasAudio: audio !== undefined,
  };
}

async function uriOf(
  soap: SoapClient,
  url: string,
  namespace: string,
  action: 'GetStreamUri' | 'GetSnapshotUri',
  token: string,
): Promise<string | undefined> {
  const how =
    action === 'GetSnapshotUri'
      ? ''
      : namespace === MEDIA2
        ? '<Protocol>RTSP</Protocol>'
        : `<StreamSetup><Stream xmlns="${SCHEMA}">RTP-Unicast</Stream><Transport xmlns="${SCHEMA}">` +
          '<Protocol>RTSP</Protocol></Transport></StreamSetup>';
  const body = `<${action} xmlns="${namespace}">${how}<ProfileToken>${escapeXml(token)}</ProfileToken></${action}>`;
  try {
    const answer = await soap.call(url, body);
    return textOf(answer, 'Uri') ?? textOf(answer, 'MediaUri', 'Uri');
  } catch (error) {
    // One profile that has none must not hide the others.
    if (error instanceof OnvifError && error.code === 'refused') return undefined;
    throw error;
  }
}
