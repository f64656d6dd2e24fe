/** What the tests run in the browser: a mediasoup-client page and a plain WHEP player, driven through `window`. */
import { Device, type types } from 'mediasoup-client';

interface Frame {
  readonly rtpTimestamp: number | undefined;
  /** When it came on screen, by this browser's wall clock. */
  readonly atMs: number;
  readonly width: number;
}

interface SoundStats {
  readonly packets: number;
  readonly seconds: number;
  readonly energy: number;
  readonly codec: string | undefined;
}

const receivers = new Map<string, RTCRtpReceiver>();
const players = new Map<string, Frame[]>();
const peers: RTCPeerConnection[] = [];
let device = new Device();
let transport: types.Transport | undefined;

async function signal<T>(method: string, params: object = {}): Promise<T> {
  const response = await fetch(`/signal/${method}`, { method: 'POST', body: JSON.stringify(params) });
  const answer = await response.json();
  if (!response.ok) throw new Error(`${answer.code}: ${answer.message}`);
  return answer;
}

/** A video that keeps what the browser says of each frame it shows. */
function play(player: string, track: MediaStreamTrack): void {
  const video = document.createElement('video');
  video.muted = true;
  video.autoplay = true;
  video.srcObject = new MediaStream([track]);
  document.body.append(video);
  const frames: Frame[] = [];
  const onFrame = (now: number, { rtpTimestamp, width }: VideoFrameCallbackMetadata): void => {
    frames.push({ rtpTimestamp, atMs: performance.timeOrigin + now, width });
    video.requestVideoFrameCallback(onFrame);
  };
  video.requestVideoFrameCallback(onFrame);
  players.set(player, frames);
}

async function join(): Promise<void> {
  transport?.close();
  device = new Device();
  await device.load({ routerRtpCapabilities: await signal<types.RtpCapabilities>('capabilities') });
  transport = device.createRecvTransport(await signal<types.TransportOptions>('transport'));
  transport.on('connect', ({ dtlsParameters }, done, failed) => {
    signal('connect', { dtlsParameters }).then(done, failed);
  });
}

async function watch(name: string, player = name): Promise<string> {
  const { consumerId, ...parameters } = await signal<
    { consumerId: string } & Omit<types.ConsumerOptions, 'id'>
  >('consume', { name, rtpCapabilities: device.rtpCapabilities });
  const consumer = await transport?.consume({ id: consumerId, ...parameters });
  if (consumer) play(player, consumer.track);
  await signal('resume', { consumerId });
  return consumerId;
}

/** Listens to a camera that is being watched, in the same element, so that the browser keeps them in step. */
async function listen(name: string, player = name): Promise<string> {
  const { consumerId, ...parameters } = await signal<
    { consumerId: string } & Omit<types.ConsumerOptions, 'id'>
  >('consume', { name, kind: 'audio', rtpCapabilities: device.rtpCapabilities });
  const consumer = await transport?.consume({ id: consumerId, ...parameters });
  const video = [...document.querySelectorAll('video')].at(-1);
  if (consumer?.rtpReceiver && video?.srcObject instanceof MediaStream) {
    video.srcObject.addTrack(consumer.track);
    // A muted element is counted as silence.
    video.muted = false;
    receivers.set(player, consumer.rtpReceiver);
  }
  await signal('resume', { consumerId });
  return consumerId;
}

/** What the browser decoded of the sound. */
async function soundOf(player: string): Promise<SoundStats> {
  const stats = [...((await receivers.get(player)?.getStats())?.values() ?? [])];
  const inbound = stats.find(({ type }) => type === 'inbound-rtp');
  return {
    packets: inbound?.packetsReceived ?? 0,
    seconds: inbound?.totalSamplesDuration ?? 0,
    energy: inbound?.totalAudioEnergy ?? 0,
    codec: stats.find(({ type }) => type === 'codec')?.mimeType,
  };
}

/** How far the sound is ahead of the picture as each is played, by the browser's own reckoning, ms. */
async function soundAheadMs(player: string): Promise<number | undefined> {
  const stats = [...((await transport?.getStats())?.values() ?? [])];
  const played = (kind: string): number | undefined =>
    stats.find((one) => one.type === 'inbound-rtp' && one.kind === kind)?.estimatedPlayoutTimestamp;
  const [audio, video] = [played('audio'), played('video')];
  return receivers.has(player) && audio !== undefined && video !== undefined ? audio - video : undefined;
}

async function restartIce(): Promise<void> {
  await transport?.restartIce({ iceParameters: await signal<types.IceParameters>('restartIce') });
}

/** `udp` or `tcp`: what the media came by. */
async function protocolInUse(): Promise<string | undefined> {
  const stats = [...((await transport?.getStats())?.values() ?? [])];
  const pair = stats.find(({ type, nominated }) => type === 'candidate-pair' && nominated);
  return stats.find(({ id }) => id === pair?.localCandidateId)?.protocol;
}

async function whep(name: string, player = name, { audio = false } = {}): Promise<string> {
  const peer = new RTCPeerConnection();
  peers.push(peer);
  peer.addTransceiver('video', { direction: 'recvonly' });
  if (audio) peer.addTransceiver('audio', { direction: 'recvonly' });
  peer.ontrack = ({ track, receiver }) => {
    if (track.kind === 'audio') {
      receivers.set(player, receiver);
      const element = new Audio();
      element.autoplay = true;
      element.srcObject = new MediaStream([track]);
      document.body.append(element);
    } else play(player, track);
  };
  await peer.setLocalDescription();
  const response = await fetch(`/whep/${name}`, { method: 'POST', body: peer.localDescription?.sdp ?? '' });
  const answer = await response.text();
  if (!response.ok) throw new Error(answer);
  await peer.setRemoteDescription({ type: 'answer', sdp: answer });
  return answer;
}

function framesOf(player: string): { count: number; last: Frame | undefined } {
  const frames = players.get(player) ?? [];
  return { count: frames.length, last: frames.at(-1) };
}

Object.assign(window, {
  signal,
  join,
  watch,
  whep,
  listen,
  soundOf,
  soundAheadMs,
  restartIce,
  protocolInUse,
  framesOf,
  allFramesOf: (player: string) => players.get(player) ?? [],
  ready: true,
});
