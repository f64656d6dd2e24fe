/** Recovery codes over the page: nothing but the word that one has kept them takes them away. */
import { Modal } from 'antd';
import { useTranslation } from 'react-i18next';
import { RecoveryCodes } from '../../components/recovery-codes.tsx';

export interface CodesModalProps {
  readonly codes: readonly string[];
  readonly username: string;
  readonly onClose: () => void;
}

export function CodesModal({ codes, username, onClose }: CodesModalProps) {
  const { t } = useTranslation();
  return (
    <Modal
      open
      width={480}
      closable={false}
      mask={{ closable: false }}
      keyboard={false}
      title={t('account.codesTitle')}
      footer={null}
    >
      <RecoveryCodes codes={codes} username={username} done={t('account.codesDone')} onDone={onClose} />
    </Modal>
  );
}
