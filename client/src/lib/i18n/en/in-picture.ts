export const inPicture = {
  inPicture: {
    title: 'On the picture',
  },
};
