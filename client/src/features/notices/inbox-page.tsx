/** What was I told, and what of it have I not read? */
import { Button, Checkbox } from 'antd';
import { useTranslation } from 'react-i18next';
import { useNavigate, useSearchParams } from 'react-router';
import { InboxList, ReadAll } from './inbox-list.tsx';

export default function InboxPage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [params, setParams] = useSearchParams();
  const onlyUnread = params.get('unread') === 'yes';
  return (
    <div className="mc-page">
      <div className="mc-page-head">
        <h1>{t('notices.inbox')}</h1>
        <span className="mc-spring" />
        <Checkbox
          checked={onlyUnread}
          onChange={({ target }) => setParams(target.checked ? { unread: 'yes' } : {}, { replace: true })}
        >
          {t('notices.unreadOnly')}
        </Checkbox>
        <ReadAll />
        <Button onClick={() => void navigate('/account/notices')}>{t('notices.how')}</Button>
      </div>
      <InboxList onlyUnread={onlyUnread} limit={50} />
    </div>
  );
}
