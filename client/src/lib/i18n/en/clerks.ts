/** Clerks and shifts. */
export const clerks = {
  clerks: {
    title: 'Clerks and shifts',
  },
};
