export const recordings = { recordings: { title: 'Recording' } };
