import type { RtspConnection } from './rtsp-connection.ts';
import { fault } from './rtsp-fault.ts';
import type { RtspRequest } from './rtsp-message.ts';

/** Answers what a camera asks of us (RFC 2326, 10): it may ping, announce, move on or hang up. */
export function answerServer(connection: RtspConnection, request: RtspRequest): void {
  switch (request.method) {
    case 'OPTIONS':
      connection.answer(request, '200 OK', {
        Public: 'OPTIONS, GET_PARAMETER, SET_PARAMETER, REDIRECT, TEARDOWN',
      });
      return;
    case 'GET_PARAMETER':
    case 'SET_PARAMETER':
    case 'ANNOUNCE':
      connection.answer(request, '200 OK');
      return;
    case 'TEARDOWN':
      connection.answer(request, '200 OK');
      connection.close(fault('camera_ended', 'The camera ended the session (TEARDOWN).'));
      return;
    case 'REDIRECT':
      connection.answer(request, '200 OK');
      // It will say where to when it is asked anew.
      connection.close(fault('camera_ended', 'The camera sends its viewers elsewhere (REDIRECT).'));
      return;
    default:
      connection.answer(request, '501 Not Implemented');
  }
}
