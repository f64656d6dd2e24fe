export const occupancy = {
  occupancy: {
    title: '在岗情况',
  },
};
