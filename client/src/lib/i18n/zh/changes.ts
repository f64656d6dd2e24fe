/** Moving, merging and closing places. */
export const changes = {
  changes: {
    title: '变更',
  },
};
