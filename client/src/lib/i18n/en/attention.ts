export const attention = {
  attention: {
    title: 'Sounds and notifications',
  },
};
