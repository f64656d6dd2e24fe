/** What the tests run in the browser: a mediasoup-client page and a plain WHEP player, driven through `window`. */
import { Device, type types } from 'mediasoup-client';

interface Frame {
  readonly rtpTimestamp: number | undefined;
  /** When it came on screen, by this browser's wall clock. */
  readonly atMs: number;
  readonly width: number;
}

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

async function whep(name: string, player = name, { audio = false } = {}): Promise<string> {
  const peer = new RTCPeerConnection();
  peers.push(peer);
  peer.addTransceiver('video', { direction: 'recvonly' });
  if (audio) peer.addTransceiver('audio', { direction: 'recvonly' });
  peer.ontrack = ({ track }) => play(player, track);
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
  framesOf,
  allFramesOf: (player: string) => players.get(player) ?? [],
  ready: true,
});
