/** Saving a year: what it would come to is asked first and said; days gone by need a reason. */
import { useQueryClient } from '@tanstack/react-query';
import { App } from 'antd';
import { useTranslation } from 'react-i18next';
import {
  type CalendarEffect,
  calendarEffect,
  calendarSaved,
  OPEN_CASES_MOST,
  type SetCalendarYear,
} from '../../../../server/contract/calendar.ts';
import { useReason } from '../../components/use-reason.tsx';
import { api } from '../../lib/api.ts';
import { problemWords } from '../../lib/problem-words.ts';
import { calendarKey } from './use-calendar.ts';

export interface YearToSave {
  readonly code: string;
  readonly name: string;
  readonly year: number;
}

export function useSaveYear() {
  const { t } = useTranslation();
  const { modal, message } = App.useApp();
  const ask = useReason();
  const queries = useQueryClient();

  const effectText = ({ changedDays, openCases }: CalendarEffect): string =>
    changedDays === 0
      ? t('calendar.effectNone')
      : t('calendar.effect', {
          days: changedDays,
          cases: openCases < OPEN_CASES_MOST ? openCases : t('calendar.more', { n: OPEN_CASES_MOST }),
        });

  return async (
    { code, name, year }: YearToSave,
    body: SetCalendarYear,
    onSaved: () => void,
  ): Promise<void> => {
    const path = `/calendars/${code}/${year}`;
    const put = async (reason?: string) => {
      await api(path, {
        method: 'PUT',
        body,
        schema: calendarSaved,
        ...(reason !== undefined && { reason }),
      });
      void message.success(t('calendar.saved'));
      onSaved();
      await queries.invalidateQueries({ queryKey: calendarKey });
    };
    try {
      const effect = await api(`${path}/preview`, { method: 'POST', body, schema: calendarEffect });
      const title = t('calendar.confirmTitle', { name, year });
      const verb = t(body.announced ? 'calendar.save' : 'calendar.saveDraft');
      const text = effectText(effect);
      if (effect.changesPast) ask({ title, text: `${text}${t('calendar.effectPast')}`, verb, run: put });
      else if (body.announced)
        modal.confirm({
          title,
          icon: null,
          content: text,
          okText: verb,
          cancelText: t('common.cancel'),
          onOk: () => put().catch((error: unknown) => void message.error(problemWords(error, t), 6)),
        });
      else await put();
    } catch (error) {
      void message.error(problemWords(error, t), 6);
    }
  };
}
