/** Every camera’s state, its faults, and alarms. */
export const health = {
  health: {
    title: '设备健康',
  },
};
