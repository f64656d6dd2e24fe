/**
 * Draws attention to what is not a card (those tell of themselves): leads, alarms, feeds, patrols that are due, things
 * nobody took on. Stands in the bar, and shows nothing until something happens.
 */
import { App, Button } from 'antd';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import type { AttentionKind } from '../../../../server/contract/duty.ts';
import type { FeedMessage } from '../../../../server/contract/exchange.ts';
import type { Alarm } from '../../../../server/contract/health.ts';
import type { Lead } from '../../../../server/contract/leads.ts';
import { noticeText } from '../../../../server/contract/notice-words.ts';
import type { InboxNotice } from '../../../../server/contract/notices.ts';
import { REGION_ZONE } from '../../../../server/contract/office-hours.ts';
import { useChosenAttention } from '../../lib/attention/use-attention-choice.ts';
import { feedFaultWords } from '../../lib/feed-fault.ts';
import { useMay } from '../../lib/me.ts';
import { usePreferences } from '../../lib/preferences.ts';
import { useServices } from '../../lib/services.ts';
import { useFollow } from '../../lib/use-follow.ts';

const TOAST_S = 12;
const NOTICES: Readonly<Partial<Record<InboxNotice['kind'], AttentionKind>>> = {
  roundDue: 'roundDue',
  unattended: 'unattended',
};

interface News {
  readonly title: string;
  readonly text: string;
  readonly path: string;
}

export function AttentionWatch() {
  const may = useMay();
  useChosenAttention();
  const tell = useTell();
  return (
    <>
      {may('leads:read') && <Leads tell={tell} />}
      {may('health:read') && <Alarms tell={tell} />}
      {may('exchange:read') && <Feeds tell={tell} />}
      <Notices tell={tell} />
    </>
  );
}

type Tell = (
  kind: AttentionKind,
  key: string,
  news: () => News,
  options?: { readonly about?: string; readonly toast?: boolean },
) => void;

/** Stable, whatever is rendered anew. */
function useTell(): Tell {
  const { t } = useTranslation();
  const { attention } = useServices();
  const { notification } = App.useApp();
  const navigate = useNavigate();
  const latest = useRef({ t, navigate, notification });
  latest.current = { t, navigate, notification };
  const tell = useRef<Tell>((kind, key, news, { about, toast = true } = {}) =>
    attention.tell({
      ...{ kind, key },
      ...(about !== undefined && { about }),
      show: () => {
        const { title, text, path } = news();
        const { t: say, navigate: go, notification: corner } = latest.current;
        const open = () => {
          corner.destroy(key);
          void go(path);
        };
        if (toast)
          corner.open({
            ...{ key, title, description: text, placement: 'bottomRight', duration: TOAST_S },
            actions: (
              <Button size="small" onClick={open}>
                {say('attention.open')}
              </Button>
            ),
          });
        return { title, text, open };
      },
    }),
  );
  return tell.current;
}

function Leads({ tell }: { tell: Tell }) {
  const { t } = useTranslation();
  const { leads, attention } = useServices();
  useEffect(() => {
    const words = (lead: Lead): News => ({
      title: t('attention.lead', {
        kind: t(`leads.kind.${lead.kind}`),
        place: [lead.hallName ?? lead.departmentName ?? '', lead.windowCode ?? ''].join(' ').trim(),
      }),
      text: t('attention.leadText', { strength: lead.strength }),
      path: `/leads/${lead.id}`,
    });
    return leads.listen({
      onLead: ({ lead, isNews }) => {
        const key = `lead ${lead.id}`;
        if (lead.state !== 'new' || lead.explainedAt !== null) attention.settle(key);
        else if (isNews) tell(lead.kind === 'postVacated' ? 'postVacated' : 'lead', key, () => words(lead));
      },
    });
  }, [leads, attention, tell, t]);
  return null;
}

function Alarms({ tell }: { tell: Tell }) {
  const { t } = useTranslation();
  const { connection, attention } = useServices();
  useEffect(() => {
    const words = ({ hallName, cameraName, fault }: Alarm): News => ({
      title: t('attention.alarm', { hall: hallName, what: t(`health.fault.${fault}`) }),
      text: cameraName ?? '',
      path: '/health',
    });
    return connection.on('health:alarm', ({ alarm, isNews }) => {
      const key = `alarm ${alarm.id}`;
      if (alarm.state !== 'open') attention.settle(key);
      // Its own bell shows it in the page.
      else if (isNews)
        tell('cameraDown', key, () => words(alarm), { about: String(alarm.times), toast: false });
    });
  }, [connection, attention, tell, t]);
  return null;
}

function Feeds({ tell }: { tell: Tell }) {
  const { t } = useTranslation();
  const { connection, attention } = useServices();
  useFollow(['attention', 'feeds'], () => connection.ask('exchange:follow', undefined));
  useEffect(() => {
    const words = ({ departmentName, alarm }: FeedMessage): News => ({
      title: t('attention.feed', { department: departmentName, trouble: feedFaultWords(alarm, t) }),
      text: '',
      path: '/exchange/feeds',
    });
    return connection.on('exchange:feed', (message) => {
      const { source, alarm } = message;
      const key = `feed ${source} ${alarm.fault}`;
      if (alarm.until !== null) attention.settle(key);
      else tell('feedSilent', key, () => words(message), { about: alarm.since });
    });
  }, [connection, attention, tell, t]);
  return null;
}

function Notices({ tell }: { tell: Tell }) {
  const { connection, attention } = useServices();
  const language = usePreferences((preferences) => preferences.language);
  useEffect(
    () =>
      connection.on('notices:news', ({ newest }) => {
        // Something was read: whoever reads it has taken it on.
        if (newest === null) return attention.settleAll('notice ');
        const kind = NOTICES[newest.kind];
        if (kind === undefined) return;
        tell(kind, `notice ${newest.id}`, () => {
          const { subject, lines } = noticeText(newest.kind, newest.values, language, REGION_ZONE);
          return { title: subject, text: lines.join('\n'), path: newest.link ?? '/inbox' };
        });
      }),
    [connection, attention, tell, language],
  );
  return null;
}
