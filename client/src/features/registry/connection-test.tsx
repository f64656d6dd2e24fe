/** The connection test: what the camera really sends, in words; or why nothing comes. */
import { useMutation } from '@tanstack/react-query';
import { Button } from 'antd';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type ProbeResult, probeResult } from '../../../../server/contract/cameras.ts';
import { api } from '../../lib/api.ts';
import { cameraReason } from '../../lib/camera-reason.ts';
import { codeWords, problemWords } from '../../lib/problem-words.ts';
import { useSole } from '../../lib/use-sole.ts';
import './connection-test.css';

interface Target {
  readonly main: string;
  readonly sub: string;
  readonly credentials?: { username: string; password: string } | null;
}

export function ConnectionTest(props: { cameraId: string | undefined; target: Target }) {
  const { t } = useTranslation();
  const { target } = props;
  const sole = useSole();
  const probe = useMutation({
    mutationFn: async (which: 'main' | 'sub') => {
      const result = await api('/camera-probe', {
        method: 'POST',
        schema: probeResult,
        body: {
          url: target[which],
          ...(target.credentials === undefined ? {} : { credentials: target.credentials }),
          ...(props.cameraId === undefined ? {} : { cameraId: props.cameraId }),
        },
      });
      return { which, result };
    },
    onSettled: () => sole.leave(),
  });
  const begin = (which: 'main' | 'sub') => sole.enter() && probe.mutate(which);
  return (
    <section className="mc-probe" data-testid="connection-test">
      <div className="mc-probe-bar">
        <Button loading={probe.isPending} disabled={target.main === ''} onClick={() => begin('main')}>
          {t('camera.test')} · {t('large.main')}
        </Button>
        {target.sub !== '' && (
          <Button disabled={probe.isPending} onClick={() => begin('sub')}>
            {t('camera.test')} · {t('large.sub')}
          </Button>
        )}
        {probe.isIdle && (
          <span className="mc-muted">
            {target.main === '' ? t('camera.testMainFirst') : t('camera.testUntested')}
          </span>
        )}
      </div>
      {probe.isPending && <Progress />}
      {probe.error !== null && !probe.isPending && (
        <p className="mc-probe-verdict" data-ok="false" role="alert">
          {problemWords(probe.error, t)}
        </p>
      )}
      {probe.data !== undefined && !probe.isPending && <Result {...probe.data} />}
    </section>
  );
}

/** What such a test usually takes, part by part: the server answers once, at its end. */
const usualMs = [2500, 3500, 2500] as const;
const parts = ['connect', 'read', 'picture'] as const;

function Progress() {
  const { t } = useTranslation();
  const [spentMs, setSpentMs] = useState(0);
  useEffect(() => {
    const beganAt = performance.now();
    const timer = setInterval(() => setSpentMs(performance.now() - beganAt), 250);
    return () => clearInterval(timer);
  }, []);
  const part = spentMs < usualMs[0] ? 0 : spentMs < usualMs[0] + usualMs[1] ? 1 : 2;
  // Approaches the end and never claims it.
  const share = 1 - Math.exp(-spentMs / 4500);
  return (
    <div role="status" aria-label={t('camera.testing')}>
      <div className="mc-probe-line">
        <i style={{ width: `${share * 100}%` }} />
      </div>
      <ul className="mc-probe-steps">
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

function Result({ which, result }: { which: 'main' | 'sub'; result: ProbeResult }) {
  const { t } = useTranslation();
  if (!result.ok) {
    const worded = cameraReason(result.reason, t);
    return (
      <>
        <p className="mc-probe-verdict" data-ok="false" role="alert">
          {t('camera.testFailed')} · {worded ?? codeWords('fault', result.code, t)}
        </p>
        {worded === undefined && <p className="mc-muted mc-mono">{result.reason}</p>}
      </>
    );
  }
  const facts: [string, string][] = [
    [t('camera.codec'), result.codec.toUpperCase()],
    [t('camera.size'), `${result.width}×${result.height}`],
    [
      t('camera.fps'),
      result.fps === null ? '—' : t('camera.fpsValue', { fps: Math.round(result.fps * 10) / 10 }),
    ],
    [t('camera.bitrate'), result.bitrateKbps === null ? '—' : `${Math.round(result.bitrateKbps)} kbit/s`],
    [
      t('camera.gop'),
      result.gopMs === null ? '—' : t('camera.gopValue', { s: (result.gopMs / 1000).toFixed(1) }),
    ],
    [t('camera.audio'), result.audioCodec ?? t('common.none')],
  ];
  return (
    <>
      <p className="mc-probe-verdict" data-ok="true" role="status">
        {t('camera.testOk')} · {t(`large.${which}`)}
      </p>
      <div className="mc-probe-result">
        {result.picture === null ? (
          <div className="mc-probe-nopicture">{t('camera.noPicture')}</div>
        ) : (
          <img src={result.picture} alt="" />
        )}
        <dl>
          {facts.map(([name, value]) => (
            <div key={name} style={{ display: 'contents' }}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      </div>
      {result.advice.length === 0 ? (
        <p className="mc-muted">{t('camera.adviceNone')}</p>
      ) : (
        <ul className="mc-probe-advice">
          {result.advice.map((code) => (
            <li key={code}>{codeWords('camera.advice', code, t)}</li>
          ))}
        </ul>
      )}
    </>
  );
}
