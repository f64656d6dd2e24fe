/** One’s own password, second factor and sessions. */
export const account = {
  account: {
    title: 'My account',
  },
};
