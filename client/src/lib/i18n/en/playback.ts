export const playback = { playback: { title: 'Playback' } };
