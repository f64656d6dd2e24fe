export const inPicture = {
  inPicture: {
    title: '画面标注',
  },
};
