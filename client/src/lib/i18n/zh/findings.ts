export const findings = {
  findings: {
    title: '发现的问题',
  },
};
