export type { DeviceProfile, DeviceReport } from './device-report.ts';
export { serviceUrl } from './device-uri.ts';
export { type ExamineDeviceOptions, type ExaminedDevice, examineDevice } from './examine-device.ts';
export { OnvifError, type OnvifErrorCode } from './onvif-error.ts';
export { addressesOf, ONVIF_PORTS, type ScanOptions, scanRange } from './scan-range.ts';
export {
  type Announcement,
  type LocalNetwork,
  localNetworks,
  type ProbeOptions,
  probeNetwork,
} from './ws-discovery.ts';
