/** What am I rung for, and how? */
import { App, Button, Checkbox, Select, Skeleton, Slider, Switch } from 'antd';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Attention, type AttentionRule, attentionRule } from '../../../../server/contract/duty.ts';
import { QuietHours, USUAL_QUIET } from '../../components/quiet-hours.tsx';
import { ErrorView } from '../../components/state-views.tsx';
import { useAttentionChoice } from '../../lib/attention/use-attention-choice.ts';
import { problemWords } from '../../lib/problem-words.ts';
import { useServices } from '../../lib/services.ts';
import './attention.css';

const SOUNDS = attentionRule.shape.sound.options;

export default function AttentionPage() {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const { data, error, refetch, set } = useAttentionChoice();
  const change = (next: Attention) =>
    set.mutate(next, {
      onError: (failed) => void message.error(t('attention.saveFailed', { reason: problemWords(failed, t) })),
    });
  if (data === undefined && error !== null) return <ErrorView error={error} onRetry={() => void refetch()} />;
  return (
    <div className="mc-page mc-attention">
      <div className="mc-page-head">
        <h1>{t('attention.title')}</h1>
      </div>
      <p className="mc-muted">{t('attention.about')}</p>
      <BrowserWords />
      {data === undefined ? (
        <Skeleton active paragraph={{ rows: 9 }} />
      ) : (
        <>
          <Rules attention={data} onChange={change} />
          <div className="mc-attention-rest">
            <Volume attention={data} onChange={change} />
            <Quiet attention={data} onChange={change} />
          </div>
        </>
      )}
    </div>
  );
}

interface PartProps {
  readonly attention: Attention;
  readonly onChange: (next: Attention) => void;
}

function Rules({ attention, onChange }: PartProps) {
  const { t } = useTranslation();
  const { sound } = useServices();
  const put = (next: AttentionRule) =>
    onChange({ ...attention, rules: attention.rules.map((one) => (one.kind === next.kind ? next : one)) });
  const listen = async (rule: AttentionRule) => {
    if (rule.sound === 'none' || !(await sound.wake())) return;
    sound.play(rule.sound, attention.volume);
  };
  return (
    <table className="mc-attention-rules">
      <thead>
        <tr>
          {(['kind', 'sound', 'desktop', 'repeat', 'test'] as const).map((column) => (
            <th key={column} scope="col">
              {t(`attention.column.${column}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {attention.rules.map((rule) => {
          const word = t(`attention.kind.${rule.kind}`);
          const label = (column: 'sound' | 'desktop' | 'repeat') =>
            `${word} · ${t(`attention.column.${column}`)}`;
          return (
            <tr key={rule.kind}>
              <th scope="row">{word}</th>
              <td>
                <Select
                  aria-label={label('sound')}
                  style={{ width: 110 }}
                  value={rule.sound}
                  options={SOUNDS.map((value) => ({ value, label: t(`attention.sound.${value}`) }))}
                  onChange={(next) => put({ ...rule, sound: next })}
                />
              </td>
              <td>
                <Switch
                  size="small"
                  aria-label={label('desktop')}
                  checked={rule.desktop}
                  onChange={(desktop) => put({ ...rule, desktop })}
                />
              </td>
              <td>
                <Switch
                  size="small"
                  aria-label={label('repeat')}
                  disabled={rule.sound === 'none'}
                  checked={rule.repeat && rule.sound !== 'none'}
                  onChange={(repeat) => put({ ...rule, repeat })}
                />
              </td>
              <td>
                <Button size="small" disabled={rule.sound === 'none'} onClick={() => void listen(rule)}>
                  {t('attention.listen')}
                </Button>
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

function Volume({ attention, onChange }: PartProps) {
  const { t } = useTranslation();
  const [dragged, setDragged] = useState<number>();
  return (
    <div className="mc-attention-row">
      <span>{t('attention.volume')}</span>
      <Slider
        min={0}
        max={100}
        ariaLabelForHandle={t('attention.volume')}
        value={dragged ?? Math.round(attention.volume * 100)}
        onChange={setDragged}
        onChangeComplete={(percent) => {
          setDragged(undefined);
          onChange({ ...attention, volume: percent / 100 });
        }}
      />
    </div>
  );
}

function Quiet({ attention, onChange }: PartProps) {
  const { t } = useTranslation();
  const { quiet } = attention;
  return (
    <div className="mc-attention-row">
      <span>{t('attention.quiet')}</span>
      <Checkbox
        aria-label={t('attention.quiet')}
        checked={quiet !== null}
        onChange={({ target }) =>
          onChange({ ...attention, quiet: target.checked ? { ...USUAL_QUIET } : null })
        }
      />
      {quiet !== null && (
        <QuietHours
          label={t('attention.quiet')}
          quiet={quiet}
          onChange={(next) => onChange({ ...attention, quiet: next })}
        />
      )}
      <span className="mc-muted">{t('attention.quietAbout')}</span>
    </div>
  );
}

/** What this browser allows, and how to have it allow more. */
function BrowserWords() {
  const { t } = useTranslation();
  const { sound } = useServices();
  const supported = typeof Notification !== 'undefined' && window.isSecureContext;
  const [ready, setReady] = useState(sound.isReady);
  const [permission, setPermission] = useState(supported ? Notification.permission : undefined);
  // The first touch of anything lets the page sound; it says so from then on.
  useEffect(() => {
    const touched = () => void sound.wake().then(setReady);
    window.addEventListener('pointerdown', touched);
    return () => window.removeEventListener('pointerdown', touched);
  }, [sound]);
  const words = {
    granted: t('attention.desktopGranted'),
    denied: t('attention.desktopDenied'),
    default: t('attention.desktopDefault'),
  };
  return (
    <ul className="mc-attention-browser">
      <li>
        {ready ? t('attention.soundReady') : t('attention.soundBlocked')}{' '}
        {!ready && (
          <Button size="small" onClick={async () => setReady(await sound.wake())}>
            {t('attention.soundEnable')}
          </Button>
        )}
      </li>
      <li>
        {permission === undefined ? t('attention.desktopMissing') : words[permission]}{' '}
        {permission === 'default' && (
          <Button size="small" onClick={async () => setPermission(await Notification.requestPermission())}>
            {t('attention.desktopAsk')}
          </Button>
        )}
      </li>
    </ul>
  );
}
