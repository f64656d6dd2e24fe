/** What the fake device answers, request by request, as XML. */
import type { Brand } from './brands.ts';

export interface FakeProfile {
  readonly token: string;
  readonly name: string;
  readonly codec: 'H264' | 'H265' | 'JPEG';
  readonly width: number;
  readonly height: number;
  readonly fps: number;
  readonly kbps: number;
  readonly gopFrames?: number;
  /** Where it is pulled, as the device writes it. */
  readonly rtspUrl: string;
}

export interface Told {
  readonly brand: Brand;
  readonly serial: string;
  readonly profiles: readonly FakeProfile[];
  /** `http://host:port` as the device believes it is reached. */
  readonly origin: string;
  readonly atMs: number;
}

export function envelope({ prefix }: Brand, body: string, header = ''): string {
  return (
    `<?xml version="1.0" encoding="UTF-8"?>\n<${prefix}:Envelope xmlns:${prefix}="http://www.w3.org/2003/05/soap-envelope"` +
    ' xmlns:tds="http://www.onvif.org/ver10/device/wsdl" xmlns:trt="http://www.onvif.org/ver10/media/wsdl"' +
    ' xmlns:tr2="http://www.onvif.org/ver20/media/wsdl" xmlns:tt="http://www.onvif.org/ver10/schema"' +
    ` xmlns:ter="http://www.onvif.org/ver10/error">${header}<${prefix}:Body>${body}</${prefix}:Body></${prefix}:Envelope>`
  );
}

export function fault({ prefix }: Brand, subcode: string, words: string): string {
  return (
    `<${prefix}:Fault><${prefix}:Code><${prefix}:Value>${prefix}:Sender</${prefix}:Value><${prefix}:Subcode>` +
    `<${prefix}:Value>${subcode}</${prefix}:Value></${prefix}:Subcode></${prefix}:Code><${prefix}:Reason>` +
    `<${prefix}:Text xml:lang="en">${words}</${prefix}:Text></${prefix}:Reason></${prefix}:Fault>`
  );
}

/** Undefined: it does not know the request. */
export function answerTo(action: string, isNewer: boolean, token: string, told: Told): string | undefined {
  const { brand, serial, profiles, origin, atMs } = told;
  const profile = profiles.find((each) => each.token === token);
  switch (action) {
    case 'GetSystemDateAndTime':
      return dateAndTime(atMs);
    case 'GetDeviceInformation':
      return (
        '<tds:GetDeviceInformationResponse>' +
        `<tds:Manufacturer>${brand.make}</tds:Manufacturer><tds:Model>${brand.model}</tds:Model>` +
        `<tds:FirmwareVersion>${brand.firmware}</tds:FirmwareVersion><tds:SerialNumber>${serial}</tds:SerialNumber>` +
        `<tds:HardwareId>${brand.hardware}</tds:HardwareId></tds:GetDeviceInformationResponse>`
      );
    case 'GetServices':
      return brand.hasServices ? services(brand, origin) : undefined;
    case 'GetCapabilities':
      return (
        '<tds:GetCapabilitiesResponse><tds:Capabilities><tt:Device>' +
        `<tt:XAddr>${origin}/onvif/device_service</tt:XAddr></tt:Device><tt:Media>` +
        `<tt:XAddr>${origin}${brand.mediaPath}</tt:XAddr></tt:Media></tds:Capabilities></tds:GetCapabilitiesResponse>`
      );
    case 'GetProfiles':
      return isNewer
        ? `<tr2:GetProfilesResponse>${profiles.map(newerProfile).join('')}</tr2:GetProfilesResponse>`
        : `<trt:GetProfilesResponse>${profiles.map(olderProfile).join('')}</trt:GetProfilesResponse>`;
    case 'GetVideoSources':
      return '<trt:GetVideoSourcesResponse><trt:VideoSources token="V1"><tt:Framerate>25</tt:Framerate></trt:VideoSources></trt:GetVideoSourcesResponse>';
    case 'GetStreamUri':
      return profile && uri('GetStreamUri', profile.rtspUrl, isNewer);
    case 'GetSnapshotUri':
      return profile && uri('GetSnapshotUri', `${origin}${brand.snapshotPath(token)}`, isNewer);
    default:
      return undefined;
  }
}

function dateAndTime(atMs: number): string {
  const at = new Date(atMs);
  const part = (zone: string): string =>
    `<tt:${zone}><tt:Time><tt:Hour>${at.getUTCHours()}</tt:Hour><tt:Minute>${at.getUTCMinutes()}</tt:Minute>` +
    `<tt:Second>${at.getUTCSeconds()}</tt:Second></tt:Time><tt:Date><tt:Year>${at.getUTCFullYear()}</tt:Year>` +
    `<tt:Month>${at.getUTCMonth() + 1}</tt:Month><tt:Day>${at.getUTCDate()}</tt:Day></tt:Date></tt:${zone}>`;
  return (
    '<tds:GetSystemDateAndTimeResponse><tds:SystemDateAndTime><tt:DateTimeType>NTP</tt:DateTimeType>' +
    '<tt:DaylightSavings>false</tt:DaylightSavings><tt:TimeZone><tt:TZ>CST-8</tt:TZ></tt:TimeZone>' +
    `${part('UTCDateTime')}</tds:SystemDateAndTime></tds:GetSystemDateAndTimeResponse>`
  );
}

function services(brand: Brand, origin: string): string {
  const service = (namespace: string, path: string): string =>
    `<tds:Service><tds:Namespace>${namespace}</tds:Namespace><tds:XAddr>${origin}${path}</tds:XAddr>` +
    '<tds:Version><tt:Major>2</tt:Major><tt:Minor>60</tt:Minor></tds:Version></tds:Service>';
  return (
    '<tds:GetServicesResponse>' +
    service('http://www.onvif.org/ver10/device/wsdl', '/onvif/device_service') +
    service('http://www.onvif.org/ver10/media/wsdl', brand.mediaPath) +
    (brand.hasMedia2 ? service('http://www.onvif.org/ver20/media/wsdl', '/onvif/Media2') : '') +
    '</tds:GetServicesResponse>'
  );
}

function olderProfile({ token, name, codec, width, height, fps, kbps, gopFrames = 50 }: FakeProfile): string {
  // The older service has no word for H.265: devices say H264 there.
  const said = codec === 'H265' ? 'H264' : codec;
  return (
    `<trt:Profiles token="${token}" fixed="true"><tt:Name>${name}</tt:Name>` +
    '<tt:VideoSourceConfiguration token="VS1"><tt:Name>VS1</tt:Name><tt:SourceToken>V1</tt:SourceToken>' +
    '<tt:Bounds x="0" y="0" width="1920" height="1080"/></tt:VideoSourceConfiguration>' +
    `<tt:VideoEncoderConfiguration token="VE_${token}"><tt:Name>VE_${token}</tt:Name><tt:Encoding>${said}</tt:Encoding>` +
    `<tt:Resolution><tt:Width>${width}</tt:Width><tt:Height>${height}</tt:Height></tt:Resolution>` +
    `<tt:Quality>5</tt:Quality><tt:RateControl><tt:FrameRateLimit>${fps}</tt:FrameRateLimit>` +
    `<tt:EncodingInterval>1</tt:EncodingInterval><tt:BitrateLimit>${kbps}</tt:BitrateLimit></tt:RateControl>` +
    `<tt:H264><tt:GovLength>${gopFrames}</tt:GovLength><tt:H264Profile>Main</tt:H264Profile></tt:H264>` +
    '</tt:VideoEncoderConfiguration></trt:Profiles>'
  );
}

function newerProfile({ token, name, codec, width, height, fps, kbps, gopFrames = 50 }: FakeProfile): string {
  return (
    `<tr2:Profiles token="${token}" fixed="true"><tr2:Name>${name}</tr2:Name><tr2:Configurations>` +
    `<tr2:VideoEncoder token="VE_${token}" GovLength="${gopFrames}" Profile="Main"><tt:Name>VE_${token}</tt:Name>` +
    `<tt:Encoding>${codec}</tt:Encoding><tt:Resolution><tt:Width>${width}</tt:Width><tt:Height>${height}</tt:Height>` +
    `</tt:Resolution><tt:RateControl ConstantBitRate="true"><tt:FrameRateLimit>${fps}.000000</tt:FrameRateLimit>` +
    `<tt:BitrateLimit>${kbps}</tt:BitrateLimit></tt:RateControl></tr2:VideoEncoder></tr2:Configurations></tr2:Profiles>`
  );
}

function uri(action: string, address: string, isNewer: boolean): string {
  const escaped = address.replaceAll('&', '&amp;');
  return isNewer
    ? `<tr2:${action}Response><tr2:Uri>${escaped}</tr2:Uri></tr2:${action}Response>`
    : `<trt:${action}Response><trt:MediaUri><tt:Uri>${escaped}</tt:Uri>` +
        '<tt:InvalidAfterConnect>false</tt:InvalidAfterConnect><tt:InvalidAfterReboot>false</tt:InvalidAfterReboot>' +
        `<tt:Timeout>PT60S</tt:Timeout></trt:MediaUri></trt:${action}Response>`;
}
