/** Why there is no footage of a time: by its code where that says more, else by its cause. */
export const footageGap = {
  footageGap: {
    cause: {
      camera: 'Camera fault or offline',
      line: 'The hall’s line was down or full',
      server: 'The server was stopped or restarted',
      disk: 'Disk full or failed',
      off: 'Not set to be recorded',
      purged: 'Past its retention, removed',
    },
    code: {
      camera_unreachable: 'The camera could not be reached',
      camera_unauthorized: 'The camera’s user name or password was wrong',
      camera_not_found: 'The camera had no stream at its address',
      camera_stalled: 'The camera sent no more pictures',
      camera_codec_unsupported: 'The camera’s codec is not supported',
      camera_ended: 'The camera ended the stream',
      camera_protocol_error: 'The camera’s answers broke the protocol',
      encoder_absent: 'No encoder was pushing',
      source_crashed: 'The puller crashed',
      source_misconfigured: 'The camera’s registration was faulty',
      source_unsuitable: 'The way of pulling did not suit the camera',
      address_not_allowed: 'Its address was on no camera network',
      line_full: 'The hall’s line was full',
      disk_full: 'The disk was full',
      disk_failed: 'The disk could not be read or written',
      disk_none: 'There was no disk to write to',
      disk_slow: 'The disk was too slow',
      disk_stuck: 'The disk did not answer',
    },
  },
} as const;
