/** A round's state and results in words; colour and weight only stress them. */
import { Tag } from 'antd';
import { useTranslation } from 'react-i18next';
import type {
  CheckItem,
  CheckResult,
  PatrolRound,
  RoundKind,
  RoundState,
} from '../../../../server/contract/patrols.ts';

export function RoundStateWord({ state }: { readonly state: RoundState }) {
  const { t } = useTranslation();
  return (
    <span className="mc-round-state" data-state={state}>
      {t(`patrols.state.${state}`)}
    </span>
  );
}

export function RoundKindWord({ kind }: { readonly kind: RoundKind }) {
  const { t } = useTranslation();
  return <Tag>{t(`patrols.kind.${kind}`)}</Tag>;
}

export function useRoundTitle(): (round: Pick<PatrolRound, 'planName' | 'placeName'>) => string {
  const { t } = useTranslation();
  return ({ planName, placeName }) =>
    planName === null ? placeName : t('patrols.planOf', { plan: planName, place: placeName });
}

export function CheckWord({
  item,
  result,
}: {
  readonly item: CheckItem;
  readonly result: CheckResult | undefined;
}) {
  const { t } = useTranslation();
  return (
    <span className="mc-check-word" data-result={result ?? 'none'}>
      {t(`patrols.item.${item}`)}
      {result !== undefined && ` ${t(`patrols.result.${result}`)}`}
    </span>
  );
}

/** Minutes after its time that it was begun; 0: in time. */
export const minutesLate = ({ begunAt, dueAt }: Pick<PatrolRound, 'begunAt' | 'dueAt'>): number =>
  begunAt === null ? 0 : Math.max(0, Math.floor((Date.parse(begunAt) - Date.parse(dueAt)) / 60_000));
