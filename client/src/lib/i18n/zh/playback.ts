export const playback = { playback: { title: '回放' } };
