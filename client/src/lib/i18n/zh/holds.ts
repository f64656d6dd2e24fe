export const holds = { holds: { title: '证据锁定' } };
