/** Who may do what: people and machines. */
import { Tabs } from 'antd';
import { useTranslation } from 'react-i18next';
import { useNavigate, useParams } from 'react-router';
import { EmptyView } from '../../components/state-views.tsx';
import { useMay, useMe } from '../../lib/me.ts';
import { RolesTab } from './roles-tab.tsx';
import { SecurityTab } from './security-tab.tsx';
import { SsoTab } from './sso-tab.tsx';
import { TokensTab } from './tokens-tab.tsx';
import { UsersTab } from './users-tab.tsx';
import { ViewingRightsTab } from './viewing-rights-tab.tsx';

export default function PeoplePage() {
  const { t } = useTranslation();
  const may = useMay();
  const navigate = useNavigate();
  const { data: me } = useMe();
  const { tab } = useParams();
  const everywhere =
    may('users:write') && (me?.grants.some(({ scope }) => scope.kind === 'everywhere') ?? false);
  const items = [
    ...(may('users:read') ? [{ key: 'users', label: t('users.tab'), children: <UsersTab /> }] : []),
    ...(may('users:read') ? [{ key: 'roles', label: t('rights.roles.tab'), children: <RolesTab /> }] : []),
    ...(may('rights:grant')
      ? [{ key: 'case-rights', label: t('rights.viewing.tab'), children: <ViewingRightsTab /> }]
      : []),
    ...(may('tokens:write') ? [{ key: 'tokens', label: t('tokens.title'), children: <TokensTab /> }] : []),
    // They are about everybody: only who may everywhere.
    ...(everywhere
      ? [
          { key: 'security', label: t('security.tab'), children: <SecurityTab /> },
          { key: 'sso', label: t('sso.tab'), children: <SsoTab /> },
        ]
      : []),
  ];
  if (items.length === 0)
    return <EmptyView title={t('common.forbiddenTitle')} text={t('common.forbiddenText')} />;
  return (
    <div className="mc-page">
      <div className="mc-page-head">
        <h1>{t('users.title')}</h1>
      </div>
      <Tabs
        activeKey={(items.find(({ key }) => key === tab) ?? items[0])?.key ?? ''}
        destroyOnHidden
        onChange={(key) => void navigate(`/people/${key}`)}
        items={items}
      />
    </div>
  );
}
