/** Why a window needs a look: in words, with the colour of what it is. */
import { useTranslation } from 'react-i18next';
import type { Trouble, TroubleReason } from '../../../../server/contract/walls.ts';
import { AlertCard } from '../../components/alert-card.tsx';
import { useServices } from '../../lib/services.ts';
import { spanText } from '../../lib/time.ts';
import { useNow } from '../../lib/use-now.ts';

export function ReasonChips({ trouble }: { readonly trouble: Trouble }) {
  const { t } = useTranslation();
  return (
    <div className="mc-why" data-testid="why">
      <span className="mc-why-window">
        {t('window.number', { code: trouble.windowCode })}
        {trouble.departmentName !== null && <span> {trouble.departmentName}</span>}
      </span>
      {trouble.reasons.slice(0, 3).map((reason) => (
        <Reason key={`${reason.kind}/${reason.since}`} reason={reason} />
      ))}
      {trouble.reasons.length > 3 && <span>+{trouble.reasons.length - 3}</span>}
    </div>
  );
}

function Reason({ reason }: { readonly reason: TroubleReason }) {
  const { t } = useTranslation();
  const { clock } = useServices();
  useNow(10_000);
  const ago = spanText(Math.max(0, clock.now() - Date.parse(reason.since)), t);
  if (reason.kind === 'card')
    return (
      <span className="mc-why-reason" data-kind={reason.level}>
        <AlertCard level={reason.level} />
        <span>{t('walls.ago', { span: ago })}</span>
      </span>
    );
  const words = {
    lead: () => t(`leads.kind.${reason.kind === 'lead' ? reason.leadKind : 'offRecord'}`),
    wait: () => t(reason.kind === 'wait' && reason.seen === 'picture' ? 'walls.unattended' : 'walls.called'),
    nearLimit: () => t('walls.nearLimit'),
  }[reason.kind]();
  return (
    <span className="mc-why-reason" data-kind={reason.kind}>
      {words}
      {reason.kind !== 'nearLimit' && (
        <span> {t(reason.kind === 'wait' ? 'walls.since' : 'walls.ago', { span: ago })}</span>
      )}
    </span>
  );
}
