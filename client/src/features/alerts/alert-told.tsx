/** Who was told of a card, by which way, and what became of it; and of whom in line nobody was found. */
import { useQuery } from '@tanstack/react-query';
import { Skeleton } from 'antd';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { type NoticeDelivery, type NoticeStep, noticesAbout } from '../../../../server/contract/notices.ts';
import { recipientRole } from '../../../../server/contract/rules.ts';
import { Instant } from '../../components/instant.tsx';
import { ErrorView } from '../../components/state-views.tsx';
import { api } from '../../lib/api.ts';
import { minuteText } from '../../lib/time.ts';

/** `version`: the card's; a step more may have told more people. */
export function AlertTold({ alertId, version }: { alertId: string; version: number }) {
  const { t } = useTranslation();
  const { data, error, refetch } = useQuery({
    queryKey: ['notices', 'about', alertId, version],
    queryFn: ({ signal }) =>
      api('/notices/about', { schema: noticesAbout, query: { about: `alert:${alertId}` }, signal }),
  });
  if (data === undefined)
    return error === null ? (
      <Skeleton active paragraph={{ rows: 2 }} title={false} />
    ) : (
      <ErrorView error={error} onRetry={() => void refetch()} />
    );
  const gaps = data.steps.filter(({ skipped, reached }) => skipped.length > 0 || reached === null);
  if (data.deliveries.length === 0 && gaps.length === 0)
    return <p className="mc-muted">{t('alerts.toldOf.nobody')}</p>;
  return (
    <>
      {gaps.map((step) => (
        <p key={`${step.asked} ${step.at}`} className="mc-alert-gap">
          {gapWords(step, t)}
        </p>
      ))}
      <ul className="mc-alert-told">
        {peopleOf(data.deliveries).map(({ first, ways }) => (
          <li key={first.noticeId}>
            <b>{first.recipientName}</b>
            <span>{t(`notices.kinds.${first.kind}`)}</span>
            <Instant at={first.createdAt} />
            <span className="mc-alert-told-ways">
              {ways.map((one) => (
                <span key={one.id} data-failed={one.state === 'failed'} title={one.lastAnswer ?? undefined}>
                  {t(`notices.channels.${one.channel}`)} {wayWords(one, t)}
                </span>
              ))}
            </span>
          </li>
        ))}
      </ul>
    </>
  );
}

/** One line a person and notice, with every way it went. */
function peopleOf(deliveries: readonly NoticeDelivery[]) {
  const byNotice = new Map<string, NoticeDelivery[]>();
  for (const one of deliveries) byNotice.set(one.noticeId, [...(byNotice.get(one.noticeId) ?? []), one]);
  return [...byNotice.values()].flatMap((ways) => (ways[0] === undefined ? [] : [{ first: ways[0], ways }]));
}

function wayWords({ channel, state, lastAt, deliveredAt, sentTo }: NoticeDelivery, t: TFunction): string {
  if (channel === 'inbox')
    return lastAt === null
      ? t('alerts.toldOf.unread')
      : t('alerts.toldOf.read', { at: minuteText(lastAt).slice(5) });
  const words = [t(`notices.admin.states.${state}`), sentTo];
  if (state === 'sent' && deliveredAt !== null) words.push(minuteText(deliveredAt).slice(5));
  return words.filter((each) => each !== null).join(' ');
}

function gapWords({ skipped, reached }: NoticeStep, t: TFunction): string {
  const missing = skipped.map((role) => roleWord(role, t)).join(t('alerts.toldOf.and'));
  return reached === null
    ? t('alerts.toldOf.noneAtAll', { missing })
    : t('alerts.toldOf.gap', { missing, reached: roleWord(reached, t) });
}

function roleWord(role: string, t: TFunction): string {
  const known = recipientRole.safeParse(role);
  return known.success ? t(`rules.to.${known.data}`) : t('alerts.toldOf.admin');
}
