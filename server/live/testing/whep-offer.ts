const DIGEST = Array.from({ length: 32 }, (_, i) => (i + 160).toString(16).toUpperCase()).join(':');

/** What a WHEP player offers, as far as it matters; nobody stands behind its fingerprint. */
export const WHEP_OFFER = `${[
  'v=0',
  'o=- 1 2 IN IP4 127.0.0.1',
  's=-',
  't=0 0',
  'a=group:BUNDLE 0',
  'm=video 9 UDP/TLS/RTP/SAVPF 102',
  'c=IN IP4 0.0.0.0',
  'a=ice-ufrag:abcd',
  'a=ice-pwd:0123456789abcdef012345',
  `a=fingerprint:sha-256 ${DIGEST}`,
  'a=setup:actpass',
  'a=mid:0',
  'a=recvonly',
  'a=rtcp-mux',
  'a=rtpmap:102 H264/90000',
  'a=rtcp-fb:102 nack',
  'a=fmtp:102 level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f',
].join('\r\n')}\r\n`;
