/** Faults in words, with what was measured against what. */
import type { TFunction } from 'i18next';
import type {
  CameraHealth,
  FindingWire,
  HealthFault,
  StandingFault,
} from '../../../../server/contract/health.ts';

const CAUSES = [
  'camera_unreachable',
  'camera_unauthorized',
  'camera_not_found',
  'camera_stalled',
  'camera_codec_unsupported',
  'camera_ended',
  'camera_protocol_error',
  'encoder_absent',
  'source_crashed',
  'source_misconfigured',
  'source_unsuitable',
  'camera_address_refused',
] as const;

export function causeWords(cause: string, t: TFunction): string {
  const known = CAUSES.find((one) => one === cause);
  return known === undefined ? t('health.cause.other', { code: cause }) : t(`health.cause.${known}`);
}

/** `离线：连接不上`, `遮挡`. */
export function faultWords(
  { fault, cause }: { readonly fault: HealthFault; readonly cause: string | null },
  t: TFunction,
): string {
  const word = t(`health.fault.${fault}`);
  return cause === null ? word : `${word} · ${causeWords(cause, t)}`;
}

/** Of everything that stands beside the worst. */
export function otherFaults({ faults }: CameraHealth, t: TFunction): string | undefined {
  const [, ...others] = faults;
  if (others.length === 0) return undefined;
  return t('health.more', {
    faults: others.map(({ fault }) => t(`health.fault.${fault}`)).join(t('common.comma')),
  });
}

const share = (value: number): string => `${Math.round(value * 100)}%`;
const plain = (value: number): string => String(Math.round(value));
const fine = (value: number): string => value.toFixed(2);

/** What was measured; undefined where nothing was. */
export function findingWords(
  { fault, finding }: Pick<StandingFault, 'fault' | 'finding'>,
  t: TFunction,
): string | undefined {
  if (!finding || fault === 'offline' || fault === 'undecodable') return undefined;
  if (fault === 'moved') return movedWords(finding, t);
  const unit = { frozen: fine, blurred: fine, dark: plain, cast: plain } as const;
  const say = fault in unit ? unit[fault as keyof typeof unit] : share;
  const { value, limit, usual } = finding;
  const words = {
    value: say(value),
    limit: say(limit),
    ...(usual !== undefined && { usual: say(usual) }),
  };
  if (usual !== undefined && (fault === 'covered' || fault === 'blurred'))
    return t(`health.finding.${fault}Usual`, words);
  return t(`health.finding.${fault}`, words);
}

function movedWords({ value, limit, shift }: FindingWire, t: TFunction): string {
  if (!shift) return t('health.finding.moved', { value: share(value), limit: share(limit) });
  const { x, y } = shift;
  const least = 0.01;
  const across =
    Math.abs(x) < least ? '' : t(`health.finding.${x > 0 ? 'right' : 'left'}`, { n: share(Math.abs(x)) });
  const down =
    Math.abs(y) < least ? '' : t(`health.finding.${y > 0 ? 'lower' : 'upper'}`, { n: share(Math.abs(y)) });
  const comma = across !== '' && down !== '' ? t('common.comma') : '';
  return t('health.finding.movedBy', { across: across + comma, down, value: share(value) });
}
