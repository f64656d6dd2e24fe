/** What the tests run in the browser: a mediasoup-client page and a plain WHEP player, driven by `window.*`. */
import { Device } from 'mediasoup-client';

const signal = async (method, params = {}) => {
  const response = await fetch(`/signal/${method}`, { method: 'POST', body: JSON.stringify(params) });
  const answer = await response.json();
  if (!response.ok) throw new Error(`${answer.code}: ${answer.message}`);
  return answer;
};

window.signal = signal;
let device;
let transport;
const players = new Map();

/** A video that keeps what requestVideoFrameCallback says of each frame. */
function play(name, track) {
  const video = document.createElement('video');
  video.muted = true;
  video.autoplay = true;
  video.srcObject = new MediaStream([track]);
  document.body.append(video);
  const player = { video, frames: [] };
  const onFrame = (now, metadata) => {
    player.frames.push({
      rtpTimestamp: metadata.rtpTimestamp,
      atMs: performance.timeOrigin + now,
      presentedFrames: metadata.presentedFrames,
      width: metadata.width,
    });
    video.requestVideoFrameCallback(onFrame);
  };
  video.requestVideoFrameCallback(onFrame);
  players.set(name, player);
  video.play().catch(() => {});
  return player;
}

window.join = async () => {
  device = new Device();
  await device.load({ routerRtpCapabilities: await signal('capabilities') });
  transport?.close();
  transport = device.createRecvTransport(await signal('transport'));
  transport.on('connect', ({ dtlsParameters }, done, failed) => {
    signal('connect', { dtlsParameters }).then(done, failed);
  });
};

window.watch = async (name, player = name) => {
  const asked = performance.now();
  const { consumerId, ...rest } = await signal('consume', { name, rtpCapabilities: device.rtpCapabilities });
  const consumer = await transport.consume({ id: consumerId, ...rest });
  const shown = play(player, consumer.track);
  shown.askedAtMs = performance.timeOrigin + asked;
  shown.profile = rest.rtpParameters.codecs[0].parameters['profile-level-id'];
  await signal('resume', { consumerId });
  return consumerId;
};

window.whep = async (name, player = name, { audio = false } = {}) => {
  const peer = new RTCPeerConnection();
  peer.addTransceiver('video', { direction: 'recvonly' });
  if (audio) peer.addTransceiver('audio', { direction: 'recvonly' });
  peer.ontrack = ({ track }) => play(player, track);
  await peer.setLocalDescription();
  const response = await fetch(`/whep/${name}`, { method: 'POST', body: peer.localDescription.sdp });
  const answer = await response.text();
  if (!response.ok) throw new Error(answer);
  await peer.setRemoteDescription({ type: 'answer', sdp: answer });
  window.peers ??= {};
  window.peers[player] = peer;
  return answer;
};

window.profileOf = (name) => players.get(name).profile;
window.framesOf = (name) => {
  const { frames, askedAtMs } = players.get(name) ?? { frames: [] };
  return { count: frames.length, first: frames[0], last: frames.at(-1), askedAtMs };
};
window.allFramesOf = (name) => players.get(name).frames;
window.statsOf = async (name) => {
  const pc = window.peers?.[name];
  const report = pc ? await pc.getStats() : await transport.getStats();
  return [...report.values()].filter((s) => s.type === 'inbound-rtp');
};
window.ready = true;
