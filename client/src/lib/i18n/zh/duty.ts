export const duty = {
  duty: {
    title: '值班台',
  },
};
