export const evidence = { evidence: { title: 'Evidence' } };
