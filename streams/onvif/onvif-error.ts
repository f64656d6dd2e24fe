/**
 * Why a device could not be asked. `unreachable`: nobody answers, or too slowly. `not_onvif`: something does, but not
 * as ONVIF has it. `unauthorized`: a name and password are needed, or these are not good. `refused`: the device said no,
 * in its own words. `address_not_allowed`: we may not connect there.
 */
export type OnvifErrorCode = 'unreachable' | 'not_onvif' | 'unauthorized' | 'refused' | 'address_not_allowed';

export class OnvifError extends Error {
  readonly code: OnvifErrorCode;

  constructor(code: OnvifErrorCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'OnvifError';
    this.code = code;
  }
}
