export const leads = {
  leads: {
    title: '线索',
  },
};
