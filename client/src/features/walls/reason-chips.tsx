/** Why windows in a picture need a look: in words, with the colour of what it is, the like of them counted together. */
import { useTranslation } from 'react-i18next';
import type { Trouble, TroubleReason } from '../../../../server/contract/walls.ts';
import { AlertCard } from '../../components/alert-card.tsx';
import { spanText } from '../../lib/time.ts';
import { useAge } from '../../lib/use-age.ts';

/** More lines would cover the picture. */
const WINDOWS_MOST = 2;

export function ReasonChips({ windows }: { readonly windows: readonly Trouble[] }) {
  const { t } = useTranslation();
  const more = windows.length - WINDOWS_MOST;
  return (
    <div className="mc-why" data-testid="why">
      {windows.slice(0, WINDOWS_MOST).map((trouble) => (
        <div key={trouble.windowId} className="mc-why-line">
          <span className="mc-why-window">{t('window.number', { code: trouble.windowCode })}</span>
          {alike(trouble.reasons).map(({ key, reason, n }) => (
            <Reason key={key} reason={reason} n={n} />
          ))}
        </div>
      ))}
      {more > 0 && <div className="mc-why-line">{t('walls.moreWindows', { n: more })}</div>}
    </div>
  );
}

const kindOf = (reason: TroubleReason): string => {
  if (reason.kind === 'card') return `card/${reason.level}`;
  return reason.kind === 'lead' ? `lead/${reason.leadKind}` : reason.kind;
};

/** The newest of each kind, with how many there are. */
function alike(reasons: readonly TroubleReason[]): { key: string; reason: TroubleReason; n: number }[] {
  const found = new Map<string, { key: string; reason: TroubleReason; n: number }>();
  for (const reason of reasons) {
    const key = kindOf(reason);
    const before = found.get(key);
    const newest = before !== undefined && before.reason.since > reason.since ? before.reason : reason;
    found.set(key, { key, reason: newest, n: (before?.n ?? 0) + 1 });
  }
  return [...found.values()]
    .sort((a, b) => ORDER.indexOf(a.reason.kind) - ORDER.indexOf(b.reason.kind))
    .slice(0, 3);
}

const ORDER = ['card', 'lead', 'wait', 'nearLimit'];

function Reason({ reason, n }: { readonly reason: TroubleReason; readonly n: number }) {
  const { t } = useTranslation();
  const span = spanText(useAge(reason.since), t);
  return (
    <span className="mc-why-reason" data-kind={reason.kind === 'card' ? reason.level : reason.kind}>
      <Words reason={reason} />
      {n > 1 && <span>×{n}</span>}
      {reason.kind !== 'nearLimit' && (
        <span className="mc-why-span">
          {t(reason.kind === 'wait' ? 'walls.since' : 'walls.ago', { span })}
        </span>
      )}
    </span>
  );
}

function Words({ reason }: { readonly reason: TroubleReason }) {
  const { t } = useTranslation();
  switch (reason.kind) {
    case 'card':
      return <AlertCard level={reason.level} />;
    case 'lead':
      return <>{t(`leads.kind.${reason.leadKind}`)}</>;
    case 'wait':
      return <>{t(reason.seen === 'picture' ? 'walls.unattended' : 'walls.called')}</>;
    case 'nearLimit':
      return <>{t('walls.nearLimit')}</>;
  }
}
