export const findings = {
  findings: {
    title: 'Findings',
  },
};
