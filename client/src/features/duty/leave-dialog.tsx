/** Handing over: a word for whoever sits here next, begun with what is not done. */
import { App, Input, Modal } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { type DutyItem, dutyShift } from '../../../../server/contract/duty.ts';
import { api } from '../../lib/api.ts';
import { problemWords } from '../../lib/problem-words.ts';
import { minuteText } from '../../lib/time.ts';
import { useSole } from '../../lib/use-sole.ts';
import { itemPlace, itemWords } from './item-words.ts';

const NOTE_MOST = 4000;
const LISTED = 20;

export function LeaveDialog(props: { open: readonly DutyItem[]; onDone: (left: boolean) => void }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const navigate = useNavigate();
  const sole = useSole();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();
  const [note, setNote] = useState(() => {
    if (props.open.length === 0) return '';
    const lines = props.open
      .slice(0, LISTED)
      .map((item) => `- ${minuteText(item.at)} ${itemWords(item, t)} ${itemPlace(item, t)}`);
    return `${t('duty.leave.openHead')}\n${lines.join('\n')}\n`;
  });
  const leave = async () => {
    if (!sole.enter()) return;
    setBusy(true);
    try {
      await api('/duty/shift/end', { method: 'POST', body: { note }, schema: dutyShift });
      void message.success(t('duty.leave.done'));
      props.onDone(true);
      void navigate('/duty?tab=shifts');
    } catch (error) {
      setProblem(problemWords(error, t));
    } finally {
      setBusy(false);
      sole.leave();
    }
  };
  return (
    <Modal
      open
      title={t('duty.leave.title')}
      okText={t('duty.leave.verb')}
      cancelText={t('common.cancel')}
      confirmLoading={busy}
      okButtonProps={{ disabled: note.length > NOTE_MOST }}
      onOk={() => void leave()}
      onCancel={() => props.onDone(false)}
    >
      <p className="mc-muted">{t('duty.leave.text')}</p>
      <Input.TextArea
        autoFocus
        rows={10}
        value={note}
        aria-label={t('duty.leave.label')}
        status={note.length > NOTE_MOST ? 'error' : ''}
        onChange={(event) => setNote(event.target.value)}
        onPressEnter={(event) => {
          if (event.ctrlKey || event.metaKey) void leave();
        }}
      />
      {note.length > NOTE_MOST && <p role="alert">{t('duty.leave.tooLong')}</p>}
      {problem !== undefined && <p role="alert">{problem}</p>}
    </Modal>
  );
}
