export const walls = {
  walls: {
    title: 'Walls',
  },
};
