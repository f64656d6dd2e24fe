export const patrols = {
  patrols: {
    title: 'Video patrols',
  },
};
