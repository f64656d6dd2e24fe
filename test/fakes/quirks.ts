/** Odd cameras met in the field, as edits of an ordinary one's RTSP. See `rtsp-edit-proxy.ts`. */
import type { Quirk } from './rtsp-edit-proxy.ts';

const CLOCK_HZ = 90_000;

/** No parameter sets in the description: they come in the stream only. */
export const noSprop: Quirk = {
  sdp: (text) =>
    text.replaceAll(/;?\s*sprop-[a-z-]+=[^;\r\n]*/g, '').replaceAll(/;?\s*profile-level-id=[^;\r\n]*/g, ''),
};

/** A control attribute that is an odd relative address, and a description with bare line feeds and no base. */
export const oddControl: Quirk = {
  sdp: (text) =>
    text.replaceAll(/^a=control:stream=(\d+)/gm, 'a=control:?track=$1&x=a/b').replaceAll('\r\n', '\n'),
  request: (head) => head.replace(/\/?\?track=(\d+)&x=a\/b/, '/stream=$1'),
  answer: (head) => head.replace(/\r\nContent-Base: [^\r]*/i, ''),
};

/** Every track's control is an absolute address, under another path than the camera was asked at. */
export function absoluteControl(): Quirk {
  let asked = '';
  return {
    request: (head) => {
      asked = /^DESCRIBE (\S+)/.exec(head)?.[1] ?? asked;
      return head.replace(/rtsp:\/\/\S*\/other\/trackID=(\d+)/, (_, track) => `${asked}/stream=${track}`);
    },
    sdp: (text) =>
      text.replaceAll(/^a=control:stream=/gm, `a=control:${asked.replace(/\/[^/]*$/, '')}/other/trackID=`),
  };
}

/** Header names in odd case, a header folded out of existence, and no RTP-Info. */
export const oddHeaders: Quirk = {
  answer: (head) =>
    head
      .replace(/^Session: /im, 'SESSION:')
      .replace(/^Transport: /im, 'transport:   ')
      .replace(/\r\nRTP-Info: [^\r]*/i, ''),
};

const isRtp = (packet: Buffer, channel: number) => channel % 2 === 0 && packet.length >= 12;

/** The camera's media clock steps by so much, once, after so many pictures: forward, or back if negative. */
export function clockStep(afterPictures: number, seconds: number): Quirk {
  return {
    packets: () => {
      let pictures = 0;
      return (packet, channel) => {
        const stepped = pictures >= afterPictures;
        const out = Buffer.from(packet);
        const at = isRtp(packet, channel) ? 4 : channel % 2 === 1 && packet[1] === 200 ? 16 : undefined;
        if (stepped && at !== undefined && out.length >= at + 4)
          out.writeUInt32BE((out.readUInt32BE(at) + seconds * CLOCK_HZ) >>> 0, at);
        if (isRtp(packet, channel) && (packet.readUInt8(1) & 0x80) !== 0) pictures += 1;
        return [out];
      };
    },
  };
}

/** From some picture on, every packet has the same timestamp. */
export function clockStops(afterPictures: number, forPictures: number): Quirk {
  return {
    packets: () => {
      let pictures = 0;
      let stuck: number | undefined;
      return (packet, channel) => {
        if (!isRtp(packet, channel)) return [packet];
        const out = Buffer.from(packet);
        if (pictures >= afterPictures && pictures < afterPictures + forPictures) {
          stuck ??= packet.readUInt32BE(4);
          out.writeUInt32BE(stuck, 4);
        }
        if ((packet.readUInt8(1) & 0x80) !== 0) pictures += 1;
        return [out];
      };
    },
  };
}

/** Every so many packets a few are missing, as over a bad line. */
export function gaps(every: number, missing = 2): Quirk {
  return {
    packets: () => {
      let count = 0;
      return (packet, channel) => {
        if (!isRtp(packet, channel)) return [packet];
        count += 1;
        return count % every < missing ? [] : [packet];
      };
    },
  };
}

/** No packet has its marker bit set: the end of a picture shows only in the next one's timestamp. */
export const noMarkers: Quirk = {
  packets: () => (packet, channel) => {
    if (!isRtp(packet, channel)) return [packet];
    const out = Buffer.from(packet);
    out.writeUInt8(packet.readUInt8(1) & 0x7f, 1);
    return [out];
  },
};

/** Pairs of packets change places. */
export const reordered: Quirk = {
  packets: () => {
    let held: Buffer | undefined;
    let count = 0;
    return (packet, channel) => {
      if (!isRtp(packet, channel)) return [packet];
      count += 1;
      if (held) {
        const first = held;
        held = undefined;
        return [packet, first];
      }
      // Not the last packet of a picture: it would come a picture late.
      if (count % 20 !== 0 || (packet.readUInt8(1) & 0x80) !== 0) return [packet];
      held = packet;
      return [];
    };
  },
};
