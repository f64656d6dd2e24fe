/** The last ten minutes of a live tile. */
export const buffer = {
  buffer: {
    back: 'Back 10 seconds',
    backShort: '10 s',
    backHint: 'Back 10 seconds (J); up to 10 minutes',
    bar: 'The last 10 minutes',
    barHint: 'Drag to go back, up to 10 minutes',
    isLive: 'Live',
    notLive: 'Not live',
    live: 'Back to live',
    liveHint: 'Back to live (L or End)',
    pause: 'Pause',
    pauseHint: 'Pause (K)',
    play: 'Play',
    playHint: 'Play (K)',
    loading: 'Fetching footage',
    none: 'No footage of this moment',
    gap: {
      camera: 'No footage: the camera was away',
      line: 'No footage: the line was full',
      server: 'No footage: the server was down',
      disk: 'No footage: the disk failed',
      off: 'No footage: not recorded, and nobody watched',
      purged: 'No footage: kept no longer',
    },
  },
} as const;
