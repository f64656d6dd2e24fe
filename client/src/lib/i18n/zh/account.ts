/** One’s own password, second factor and sessions. */
export const account = {
  account: {
    title: '我的账号',
  },
};
