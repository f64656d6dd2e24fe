export { addressKind, plainIp } from './address-kind.ts';
export {
  contains,
  type IpAddress,
  type IpRange,
  ipText,
  rangeOf,
  rangeText,
  readIp,
  readRange,
} from './ip-range.ts';
export {
  type AddressRefusal,
  AddressRefusedError,
  connectable,
  Reach,
  type ReachOptions,
  type Resolve,
} from './reach.ts';
