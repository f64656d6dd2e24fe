import { StreamFaultError } from '../media-error.ts';
import type { StreamFault } from '../types.ts';

/** What goes wrong between us and a camera, in words that help an admin: what was expected, what came. */
export function fault(code: StreamFault['code'], message: string, cause?: unknown): StreamFaultError {
  return new StreamFaultError({ code, message }, cause);
}

export function protocolError(message: string): StreamFaultError {
  return fault('camera_protocol_error', message);
}

/** For a status that is not 2xx. `reason` is the camera's own word, bounded and without control characters. */
export function faultOfStatus(method: string, status: number, reason: string): StreamFaultError {
  const answered = `It answered ${status}${reason === '' ? '' : ` “${printable(reason)}”`} to ${method}.`;
  switch (status) {
    case 401:
      return fault('camera_unauthorized', 'The camera refuses the user name or password.');
    case 403:
      return fault('camera_unauthorized', `The camera forbids this user the stream. ${answered}`);
    case 404:
    case 410:
    case 454:
      return fault('camera_not_found', `The camera has no stream at this address. ${answered}`);
    case 453:
    case 503:
      return fault('camera_unreachable', `The camera has no room for another viewer. ${answered}`);
    case 500:
    case 502:
    case 504:
      return fault('camera_unreachable', `The camera is in trouble itself. ${answered}`);
    default:
      return protocolError(`The camera refuses to play the stream. ${answered}`);
  }
}

/** Why a connection could not be made or broke, from what Node says. `during` completes “… while we …”. */
export function faultOfSocket(error: unknown, during: string): StreamFaultError {
  const code = codeOf(error);
  const known = UNREACHABLE[code];
  if (known !== undefined) return fault('camera_unreachable', known, error);
  return fault(
    'camera_unreachable',
    `The connection to the camera broke (${code || 'no reason given'}) while we ${during}.`,
    error,
  );
}

const UNREACHABLE: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'Nothing listens at the camera’s address and port.',
  ENOTFOUND: 'The camera’s host name cannot be resolved.',
  EAI_AGAIN: 'The camera’s host name cannot be resolved.',
  EHOSTUNREACH: 'There is no network route to the camera.',
  ENETUNREACH: 'There is no network route to the camera.',
  ETIMEDOUT: 'The camera does not answer.',
};

/** Several addresses of one host that all failed come as one AggregateError: the first tells enough. */
function codeOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return codeOf(error.errors[0]);
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : '';
}

/** What is no fault of the camera's protocol is one of ours, in the work on what it sent. */
export function asFault(error: unknown): StreamFaultError {
  if (error instanceof StreamFaultError) return error;
  return fault('source_crashed', 'What the camera sent could not be worked on.', error);
}

export function printable(text: string): string {
  return text.replace(/[^\p{L}\p{N}\p{P}\p{S} ]/gu, '?').slice(0, 80);
}
