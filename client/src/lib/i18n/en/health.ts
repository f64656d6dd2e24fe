/** Every camera’s state, its faults, and alarms. */
export const health = {
  health: {
    title: 'Health',
  },
};
