export const inPicture = {
  inPicture: {
    mode: { hidden: 'Labels: hidden', compact: 'Labels: brief', full: 'Labels: full' },
    modeHint: 'Each window’s case at its place in the picture (O)',
    ticket: 'Ticket',
    caseNo: 'Case',
    matter: 'Matter',
    startedAt: 'Began',
    used: 'Used',
    keyframes: 'Keyframes',
    keyframesRate: 'Keyframes · {{rate}} a second',
    keyframesEvery: 'Keyframes · one in {{seconds}} s',
    keyframesWhy:
      'More pictures than this machine can play: this one shows keyframes only; chosen or enlarged, it moves',
    paused: 'Paused',
  },
};
