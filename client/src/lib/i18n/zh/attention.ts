export const attention = {
  attention: {
    title: '提示音与桌面通知',
  },
};
