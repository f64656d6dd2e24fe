/** Who applied: masked, and in full for who may and says why. Gone again when the page is left. */
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { caseApplicant } from '../../../../server/contract/cases.ts';
import { useReason } from '../../components/use-reason.tsx';
import { api } from '../../lib/api.ts';
import { useMay } from '../../lib/me.ts';

export function CaseApplicant({ caseId, masked }: { caseId: string; masked: string | null }) {
  const { t } = useTranslation();
  const may = useMay();
  const ask = useReason();
  const [shown, setShown] = useState<string>();
  if (masked === null) return '—';
  if (!may('cases:unmask')) return masked;
  const show = () =>
    ask({
      title: t('cases.unmask.title'),
      text: t('cases.unmask.text'),
      verb: t('cases.unmask.verb'),
      run: async (reason) => {
        const path = `/cases/${caseId}/applicant`;
        const { applicant } = await api(path, { method: 'POST', schema: caseApplicant, reason });
        setShown(applicant ?? '—');
      },
    });
  return (
    <>
      {shown ?? masked}{' '}
      <Button size="small" type="link" onClick={() => (shown === undefined ? show() : setShown(undefined))}>
        {t(shown === undefined ? 'cases.unmask.show' : 'cases.unmask.hide')}
      </Button>
    </>
  );
}
