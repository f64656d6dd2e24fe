export const leads = {
  leads: {
    title: 'Leads',
  },
};
