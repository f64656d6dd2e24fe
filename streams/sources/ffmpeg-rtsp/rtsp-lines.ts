/** Lines of RTSP as ffmpeg reads them (libavformat/rtsp.c, `ff_rtsp_read_reply`). */

/** ffmpeg reads no more of a line than this; longer ones are handed out as what they are: no line. */
const LINE_MOST = 8192;

export class RtspLines {
  #line = '';

  /** The lines that these bytes complete. Carriage returns are left out wherever they are. */
  take(bytes: Buffer): string[] {
    const [first = '', ...rest] = bytes.toString('latin1').replaceAll('\r', '').split('\n');
    const lines = [this.#line + first, ...rest];
    this.#line = lines.pop() ?? '';
    if (this.#line.length <= LINE_MOST) return lines;
    lines.push(this.#line);
    this.#line = '';
    return lines;
  }
}

/**
 * Whether ffmpeg would follow this line of an answer elsewhere, or might: it takes `atoi` of the word after `RTSP/…`.
 * What is no plain status is refused, rather than guessed at as ffmpeg would: it cuts long words and counts modulo 2³².
 */
export function mayRedirect(line: string): boolean {
  // Packets between the lines would hide where the next one begins; none come before the camera plays.
  if (line.length > LINE_MOST || line.startsWith('$')) return true;
  const [protocol = '', status = ''] = line.trimStart().split(/\s+/, 2);
  return protocol.startsWith('RTSP/') && !/^[1245]\d\d$/.test(status);
}
