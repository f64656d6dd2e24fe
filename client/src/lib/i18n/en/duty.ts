export const duty = {
  duty: {
    title: 'Shift desk',
  },
};
