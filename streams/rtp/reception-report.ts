import type { SenderReport } from './rtcp.ts';

const RECEIVER_REPORT = 201;
const SOURCE_DESCRIPTION = 202;
const CNAME = 1;
/** What we call ourselves: it must tell nobody anything. */
const NAME = 'viewer';
/** Any number will do, as the camera hears of no other receiver. */
const OWN_SSRC = 0x4d43_0001;
const REPORT_BYTES = 32;
const MOST_LOST = 0x7f_ffff;

/** Counts what RFC 3550 (6.4.1, A.3, A.8) has a receiver tell its sender, and writes it. */
export class ReceptionReport {
  readonly #clockRate: number;
  #ssrc = 0;
  #base = 0;
  /** The highest sequence number, with the wraps counted above its 16 bits. */
  #highest = -1;
  #received = 0;
  #expectedBefore = 0;
  #receivedBefore = 0;
  #jitter = 0;
  #transit: number | undefined;
  #senderReport: SenderReport | undefined;
  #senderReportAtMs = 0;

  constructor(clockRate: number) {
    this.#clockRate = clockRate;
  }

  begin(sequence: number, ssrc: number): void {
    this.#ssrc = ssrc;
    this.#base = sequence;
    this.#highest = sequence - 1;
    this.#received = 0;
    this.#expectedBefore = 0;
    this.#receivedBefore = 0;
    this.#transit = undefined;
    this.#senderReport = undefined;
  }

  /** In sequence. */
  onPacket(sequence: number, timestamp: number, arrivedAtMs: number): void {
    const ahead = ((sequence - this.#highest) << 16) >> 16;
    if (ahead > 0) this.#highest += ahead;
    this.#received += 1;
    const transit = (Math.round((arrivedAtMs * this.#clockRate) / 1000) - timestamp) | 0;
    if (this.#transit !== undefined) {
      const change = Math.abs((transit - this.#transit) | 0);
      // A jump of the camera's clock is not jitter.
      if (change < this.#clockRate * 10) this.#jitter += (change - this.#jitter) / 16;
    }
    this.#transit = transit;
  }

  onSenderReport(report: SenderReport, arrivedAtMs: number): void {
    this.#senderReport = report;
    this.#senderReportAtMs = arrivedAtMs;
  }

  /** A compound packet: receiver report and source description. */
  write(nowMs: number): Buffer {
    const nameBytes = 8 + 2 + NAME.length + 1;
    const descriptionBytes = Math.ceil(nameBytes / 4) * 4;
    const packet = Buffer.alloc(REPORT_BYTES + descriptionBytes);
    const expected = this.#highest - this.#base + 1;
    const lost = Math.max(0, Math.min(MOST_LOST, expected - this.#received));
    const expectedNow = expected - this.#expectedBefore;
    const lostNow = expectedNow - (this.#received - this.#receivedBefore);
    this.#expectedBefore = expected;
    this.#receivedBefore = this.#received;
    packet.writeUInt32BE(0x8100_0000 + (RECEIVER_REPORT << 16) + REPORT_BYTES / 4 - 1, 0);
    packet.writeUInt32BE(OWN_SSRC, 4);
    packet.writeUInt32BE(this.#ssrc, 8);
    packet[12] =
      expectedNow > 0 && lostNow > 0 ? Math.min(255, Math.floor((lostNow * 256) / expectedNow)) : 0;
    packet.writeUIntBE(lost, 13, 3);
    packet.writeUInt32BE(Math.max(0, this.#highest) % 2 ** 32, 16);
    packet.writeUInt32BE(Math.min(0xffff_ffff, Math.floor(this.#jitter)), 20);
    if (this.#senderReport) {
      const delay = Math.max(0, Math.round(((nowMs - this.#senderReportAtMs) * 65_536) / 1000));
      packet.writeUInt32BE(this.#senderReport.ntpMiddle, 24);
      packet.writeUInt32BE(Math.min(0xffff_ffff, delay), 28);
    }
    packet.writeUInt32BE(0x8100_0000 + (SOURCE_DESCRIPTION << 16) + descriptionBytes / 4 - 1, REPORT_BYTES);
    packet.writeUInt32BE(OWN_SSRC, REPORT_BYTES + 4);
    packet[REPORT_BYTES + 8] = CNAME;
    packet[REPORT_BYTES + 9] = NAME.length;
    packet.write(NAME, REPORT_BYTES + 10, 'latin1');
    return packet;
  }
}
