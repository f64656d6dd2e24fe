import type { CameraHealth, HealthAdvice, HealthFault } from '../contract/health.ts';

type Told = Pick<
  CameraHealth,
  'faults' | 'clockOffsetMs' | 'bitrateKbps' | 'expectedKbps' | 'state' | 'skipped' | 'sourceKind' | 'codec'
>;

const OF_FAULT: Readonly<Record<Exclude<HealthFault, 'offline'>, HealthAdvice>> = {
  no_signal: 'check_cabling',
  black: 'check_light',
  undecodable: 'restart_camera',
  covered: 'clean_or_uncover',
  frozen: 'restart_camera',
  moved: 'redraw_zones',
  blurred: 'focus',
  bright: 'check_light',
  dark: 'check_light',
  cast: 'check_white_balance',
};

const OF_CAUSE: Readonly<Record<string, HealthAdvice>> = {
  camera_unauthorized: 'check_credentials',
  camera_not_found: 'check_address',
  source_misconfigured: 'check_address',
  camera_address_refused: 'check_address',
  encoder_absent: 'check_encoder',
  camera_codec_unsupported: 'change_codec',
  camera_stalled: 'restart_camera',
  camera_protocol_error: 'restart_camera',
};

const CLOCK_OFF_MS = 30_000;

/** What to do, the most pressing first. */
export function adviceOf(camera: Told): HealthAdvice[] {
  const advice = new Set<HealthAdvice>();
  for (const { fault, cause } of camera.faults)
    advice.add(fault === 'offline' ? (OF_CAUSE[cause ?? ''] ?? 'check_power_and_network') : OF_FAULT[fault]);
  if (camera.skipped === 'line_full') advice.add('line_too_small');
  const { bitrateKbps, expectedKbps, clockOffsetMs } = camera;
  if (camera.state === 'online' && bitrateKbps !== null && expectedKbps !== null)
    if (bitrateKbps < expectedKbps * 0.4) advice.add('check_bitrate');
  if (clockOffsetMs !== null && Math.abs(clockOffsetMs) > CLOCK_OFF_MS) advice.add('set_clock');
  if (camera.sourceKind === 'ffmpeg') advice.add('ffmpeg_needed');
  return [...advice];
}
