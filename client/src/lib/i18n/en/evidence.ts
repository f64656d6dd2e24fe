/** Evidence packages: the dialog that asks for one, and the list. */
export const evidence = {
  evidence: {
    title: 'Evidence packages',
    name: 'Name',
    case: 'Case',
    footage: 'Footage',
    of: '{{n, camera|cameras}}',
    asked: 'Asked for',
    stateTitle: 'State',
    size: 'Size',
    why: 'Why',
    search: 'Name, case number, purpose',
    empty:
      'No evidence packages yet. Choose a range in Playback or in a case’s playback and press Export to make one.',
    download: 'Download',
    progress: 'Progress of “{{title}}”',
    state: {
      waiting: 'Queued',
      building: 'Being made',
      ready: 'Ready',
      failed: 'Failed',
      cancelled: 'Cancelled',
      removed: 'Removed',
    },
    step: {
      footage: 'Extracting footage',
      copies: 'Making copies',
      record: 'Collecting the record',
      summary: 'Writing the summary',
      package: 'Packing and signing',
    },
    cancel: {
      title: 'Cancel making “{{title}}”?',
      text: 'What is done so far is dropped. It can be exported again.',
      verb: 'Cancel it',
    },
    remove: {
      title: 'Remove the package “{{title}}”?',
      text: 'Its file on this server is deleted for good. Copies already downloaded still verify. Who asked for it and who downloaded it stays on the audit trail.',
      verb: 'Remove',
    },
    told: {
      ready: 'Evidence package “{{title}}” is ready',
      failed: 'Evidence package “{{title}}” failed',
      why: 'See why',
    },
    key: {
      title: 'How to verify',
      program: 'Whoever gets it runs, on any computer with Node.js:',
      plain: 'Or without this program: VERIFY.txt in the package has the openssl and sha256sum commands.',
      compare: 'Compare this server’s certificate fingerprint (SHA-256) in person or by telephone:',
    },
    choice: {
      overlay: {
        name: 'Add copies with the record in the picture',
        about:
          'Shows window, case, stage and clock as of then. The footage as recorded is in the package, too.',
      },
      blurApplicants: {
        name: 'Blur the applicants’ zone',
        about:
          'Blurred copies only, without the footage as recorded: it cannot be compared. The summary says so.',
      },
      sound: {
        name: 'With sound',
        about:
          'Includes what was said at the window. None where the hall does not allow it or the camera has none.',
      },
      unmask: {
        name: 'Applicant’s name in full',
        about: 'Otherwise as lists show it, by its first character. It is on the audit trail.',
      },
      sm: {
        name: 'SM2/SM3 signature as well',
        about: 'For those who require them; SHA-256 and Ed25519 stay.',
      },
    },
    export: {
      title: 'Export an evidence package',
      usual: 'Footage export',
      name: 'Name',
      purpose: 'Purpose',
      purposeAbout: 'Goes onto the audit trail and into the package’s summary.',
      footage: 'Cameras and times',
      choices: 'Options',
      none: 'No footage',
      gaps: '{{span}}, {{n, gap|gaps}}',
      unknown: 'Footage not known',
      counting: 'Looking up footage…',
      nothing: 'There is no footage in the chosen time, so there is nothing to export.',
      sum: '{{span}} of footage; the package will be about {{size}} (estimate). You may leave this page; you will be told when it is ready.',
      go: 'Make package',
      begun: 'The package is being made. You will be told when it is ready.',
      look: 'See packages',
    },
  },
} as const;
