export const patrols = {
  patrols: {
    title: '视频巡查',
  },
};
