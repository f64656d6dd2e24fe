export const walls = {
  walls: {
    title: '电视墙',
  },
};
