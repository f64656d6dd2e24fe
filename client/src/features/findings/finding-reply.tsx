/** A department's reply to an order: what was done, and the files that show it. */
import { Alert, Button, Input } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { FindingDetail } from '../../../../server/contract/findings.ts';
import { FileField } from '../../components/files/file-field.tsx';
import { useUploads } from '../../components/files/use-uploads.ts';
import { problemWords } from '../../lib/problem-words.ts';
import { useAct } from './use-act.ts';

export function FindingReply({ finding }: { finding: FindingDetail }) {
  const { t } = useTranslation();
  const act = useAct(finding);
  const files = useUploads(`/findings/${finding.id}/files`);
  const [text, setText] = useState('');
  const said = finding.steps.findLast(({ action }) => action === 'order' || action === 'send_back');
  const fits = text.trim().length >= 2 && !files.isSending;
  return (
    <section className="mc-finding-reply" data-testid="finding-reply">
      {said?.reason != null && (
        <>
          <h3>{t(said.action === 'order' ? 'findings.orderSaid' : 'findings.sentBack')}</h3>
          <p>{said.reason}</p>
        </>
      )}
      <Input.TextArea
        rows={4}
        maxLength={500}
        showCount
        value={text}
        aria-label={t('findings.ask.reply')}
        placeholder={t('findings.ask.reply')}
        onChange={(event) => setText(event.target.value)}
      />
      <FileField files={files} />
      {act.error !== null && <Alert type="error" showIcon title={problemWords(act.error, t)} />}
      <Button
        type="primary"
        disabled={!fits}
        loading={act.isPending}
        onClick={() => act.mutate({ action: 'reply', reason: text.trim(), files: files.ids })}
      >
        {t('findings.act.reply')}
      </Button>
    </section>
  );
}
