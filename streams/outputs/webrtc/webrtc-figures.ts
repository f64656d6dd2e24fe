import type { types } from 'mediasoup';
import type { StreamKey } from '../../types.ts';

/** A consumer and what it is of. */
export interface Watched {
  readonly consumer: types.Consumer;
  readonly key: StreamKey;
  readonly kind: 'video' | 'audio';
}

/** What of a session the figures are made from. */
export interface Watching {
  readonly watched: {
    readonly transport: types.WebRtcTransport | undefined;
    readonly consumers: readonly Watched[];
  };
}

export interface WebRtcFigures {
  readonly workers: readonly {
    readonly port: number;
    /** Undefined while it is being restarted. */
    readonly pid: number | undefined;
    readonly sessions: number;
    readonly consumers: number;
    readonly producers: number;
  }[];
  readonly viewers: readonly ViewerFigures[];
}

/** One viewer's one picture or sound. What he has not reported yet is 0. */
export interface ViewerFigures {
  readonly key: StreamKey;
  readonly kind: 'video' | 'audio';
  /** How it goes; undefined while the viewer is not connected. */
  readonly protocol: 'udp' | 'tcp' | undefined;
  readonly bytesSent: number;
  readonly bitrateKbps: number;
  readonly packetsSent: number;
  /** As the viewer's receiver reports count them. */
  readonly packetsLost: number;
  /** Retransmitted at the viewer's request. */
  readonly packetsResent: number;
  readonly rttMs: number;
}

interface WorkerShape {
  readonly port: number;
  readonly pid: number | undefined;
  readonly producers: number;
  readonly sessions: readonly Watching[];
}

export async function collectFigures({
  workers,
}: {
  readonly workers: readonly WorkerShape[];
}): Promise<WebRtcFigures> {
  const asked = workers.flatMap(({ sessions }) =>
    sessions.flatMap(({ watched: { transport, consumers } }) =>
      consumers.map((watched) => ask(watched, transport?.iceSelectedTuple?.protocol)),
    ),
  );
  const viewers = (await Promise.all(asked)).filter((one) => one !== undefined);
  return {
    workers: workers.map(({ port, pid, producers, sessions }) => ({
      port,
      pid,
      producers,
      sessions: sessions.length,
      consumers: sessions.reduce((sum, { watched }) => sum + watched.consumers.length, 0),
    })),
    viewers,
  };
}

async function ask(
  { consumer, key, kind }: Watched,
  protocol: 'udp' | 'tcp' | undefined,
): Promise<ViewerFigures | undefined> {
  if (consumer.closed) return undefined;
  let stats: types.ConsumerStat[];
  try {
    stats = (await consumer.getStats()).filter((stat) => stat.type === 'outbound-rtp');
  } catch {
    // It was closed, or its worker died, under the question.
    return undefined;
  }
  const [sent] = stats;
  return {
    key,
    kind,
    protocol,
    bytesSent: sent?.byteCount ?? 0,
    bitrateKbps: Math.round((sent?.bitrate ?? 0) / 1000),
    packetsSent: sent?.packetCount ?? 0,
    packetsLost: sent?.packetsLost ?? 0,
    packetsResent: sent?.packetsRetransmitted ?? 0,
    rttMs: Math.round(sent?.roundTripTime ?? 0),
  };
}
