/** An address was refused as it is on no camera network: who may, adds the network here and goes on. */
import { Alert, Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { cameraNetwork } from '../../../server/contract/camera-networks.ts';
import { ApiError, api } from '../lib/api.ts';
import { useMay } from '../lib/me.ts';
import { useReason } from './use-reason.tsx';

/** The network that would let a refused address in, from a refusal or from the connection test's sentence. */
export function networkOf(failure: unknown): string | undefined {
  if (failure instanceof ApiError)
    return failure.code === 'address_not_allowed' ? failure.problem?.context?.network : undefined;
  return typeof failure === 'string' ? /network; (\S+) would/.exec(failure)?.[1] : undefined;
}

export function AllowNetwork({ network, onAllowed }: { network: string; onAllowed: () => void }) {
  const { t } = useTranslation();
  const may = useMay();
  const ask = useReason();
  const mayAllow = may('networks:write');
  const allow = () =>
    ask({
      title: t('discovery.allowTitle', { network }),
      text: t('discovery.allowText'),
      verb: t('discovery.allow', { network }),
      run: async (reason) => {
        await api('/camera-networks', {
          method: 'POST',
          schema: cameraNetwork,
          body: { cidr: network },
          reason,
        });
        onAllowed();
      },
    });
  return (
    <Alert
      type="warning"
      showIcon
      style={{ margin: '10px 0' }}
      title={t('discovery.notAllowed', { network })}
      description={mayAllow ? undefined : t('discovery.askAdmin')}
      action={
        mayAllow && (
          <Button size="small" onClick={allow} data-testid="allow-network">
            {t('discovery.allow', { network })}
          </Button>
        )
      }
    />
  );
}
