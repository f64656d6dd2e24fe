/** Looking for cameras on the network, and where they may be. */
export const discovery = {
  discovery: {
    title: 'Find cameras',
  },
};
