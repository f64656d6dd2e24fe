export const holds = { holds: { title: 'Holds' } };
