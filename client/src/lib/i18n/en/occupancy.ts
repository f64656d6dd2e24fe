export const occupancy = {
  occupancy: {
    title: 'Occupancy',
  },
};
