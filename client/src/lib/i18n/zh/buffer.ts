/** The last ten minutes of a live tile. */
export const buffer = {
  buffer: {
    back: '回看 10 秒',
    backShort: '10 秒',
    backHint: '回看 10 秒（J）；最多 10 分钟',
    bar: '回看最近 10 分钟',
    barHint: '拖动回看最近 10 分钟',
    isLive: '实时',
    notLive: '回看，非实时',
    live: '回到直播',
    liveHint: '回到直播（L 或 End）',
    pause: '暂停',
    pauseHint: '暂停（K）',
    play: '播放',
    playHint: '播放（K）',
    loading: '正在取录像',
    none: '此刻没有录像',
    gap: {
      camera: '此刻没有录像：摄像头中断',
      line: '此刻没有录像：线路已满',
      server: '此刻没有录像：服务器未运行',
      disk: '此刻没有录像：磁盘故障',
      off: '此刻没有录像：当时无人观看且未设录像',
      purged: '此刻没有录像：已过保存期',
    },
  },
} as const;
