export const recordings = { recordings: { title: '录像' } };
