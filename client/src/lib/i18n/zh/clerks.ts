/** Clerks and shifts. */
export const clerks = {
  clerks: {
    title: '窗口人员与排班',
  },
};
