export const inPicture = {
  inPicture: {
    mode: { hidden: '标注：隐藏', compact: '标注：简要', full: '标注：完整' },
    modeHint: '在画面中各窗口处标注办件情况（O）',
    ticket: '叫号',
    caseNo: '办件',
    matter: '事项',
    startedAt: '开始',
    used: '已用',
    keyframes: '关键帧',
    keyframesRate: '关键帧 · {{rate}} 帧/秒',
    keyframesEvery: '关键帧 · 每 {{seconds}} 秒一帧',
    keyframesWhy: '同时播放的画面超出本机能力，此画面只显示关键帧；选中或放大后流畅播放',
    paused: '已暂停',
  },
};
