/** The connection test: what the camera really sends on both profiles, in words; or why nothing comes. */
import { useMutation } from '@tanstack/react-query';
import { Button } from 'antd';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type ProbeResult, type Profile, probeResult } from '../../../../server/contract/cameras.ts';
import { AllowNetwork, networkOf } from '../../components/allow-network.tsx';
import { api } from '../../lib/api.ts';
import { problemWords } from '../../lib/problem-words.ts';
import { useSole } from '../../lib/use-sole.ts';
import { ProbeFacts } from './probe-facts.tsx';
import './connection-test.css';

interface Target {
  readonly main: string;
  readonly sub: string;
  readonly credentials?: { username: string; password: string } | null;
}

interface Tested {
  readonly which: Profile;
  readonly result: ProbeResult;
}

export function ConnectionTest(props: { cameraId: string | undefined; target: Target }) {
  const { t } = useTranslation();
  const { target } = props;
  const sole = useSole();
  const [now, setNow] = useState<Profile>('main');
  const [tested, setTested] = useState<readonly Tested[]>([]);
  const wanted = (['main', 'sub'] as const).filter((which) => target[which] !== '');
  const probe = useMutation({
    mutationFn: async () => {
      setTested([]);
      for (const which of wanted) {
        setNow(which);
        const result = await api('/camera-probe', {
          method: 'POST',
          schema: probeResult,
          body: {
            url: target[which],
            ...(target.credentials === undefined ? {} : { credentials: target.credentials }),
            ...(props.cameraId === undefined ? {} : { cameraId: props.cameraId }),
          },
        });
        setTested((before) => [...before, { which, result }]);
        // The same password once more may lock the account.
        if (!result.ok && result.code === 'camera_unauthorized') return;
      }
    },
    onSettled: () => sole.leave(),
  });
  const begin = () => sole.enter() && probe.mutate();
  const refused = tested.find(({ result }) => !result.ok && result.code === 'address_not_allowed');
  const network =
    networkOf(probe.error) ??
    (refused !== undefined && !refused.result.ok ? networkOf(refused.result.reason) : undefined);
  return (
    <section className="mc-probe" data-testid="connection-test">
      <div className="mc-probe-bar">
        <Button loading={probe.isPending} disabled={wanted.length === 0} onClick={begin}>
          {t('camera.test')}
        </Button>
        {probe.isIdle && (
          <span className="mc-muted">
            {wanted.length === 0 ? t('camera.testMainFirst') : t('camera.testUntested')}
          </span>
        )}
      </div>
      {tested.map((each) => (
        <ProbeFacts key={each.which} {...each} />
      ))}
      {probe.isPending && <Progress key={now} which={now} />}
      {probe.error !== null && !probe.isPending && (
        <p className="mc-probe-verdict" data-ok="false" role="alert">
          {problemWords(probe.error, t)}
        </p>
      )}
      {network !== undefined && !probe.isPending && <AllowNetwork network={network} onAllowed={begin} />}
    </section>
  );
}

/** What such a test usually takes, part by part: the server answers once, at its end. */
const usualMs = [700, 3500, 1500] as const;
const parts = ['connect', 'read', 'picture'] as const;

function Progress({ which }: { which: Profile }) {
  const { t } = useTranslation();
  const [spentMs, setSpentMs] = useState(0);
  useEffect(() => {
    const beganAt = performance.now();
    const timer = setInterval(() => setSpentMs(performance.now() - beganAt), 250);
    return () => clearInterval(timer);
  }, []);
  const part = spentMs < usualMs[0] ? 0 : spentMs < usualMs[0] + usualMs[1] ? 1 : 2;
  // Approaches the end and never claims it.
  const share = 1 - Math.exp(-spentMs / 3500);
  return (
    <div role="status" aria-label={t('camera.testing')}>
      <div className="mc-probe-line">
        <i style={{ width: `${share * 100}%` }} />
      </div>
      <ul className="mc-probe-steps">
        <li>{t(`large.${which}`)}</li>
        {parts.map((each, index) => (
          <li key={each} data-now={index === part}>
            {t(`camera.testStep.${each}`)}
            {index === part ? ` · ${t('time.s', { n: Math.floor(spentMs / 1000) })}` : ''}
          </li>
        ))}
      </ul>
    </div>
  );
}
