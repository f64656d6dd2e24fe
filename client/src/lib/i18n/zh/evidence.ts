export const evidence = { evidence: { title: '证据包' } };
