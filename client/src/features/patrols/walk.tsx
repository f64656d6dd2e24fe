/** The walk: the window's picture large, the checklist beside it, everything by keys. */
import { App, Button, Input } from 'antd';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { CheckItem, PatrolRoundDetail } from '../../../../server/contract/patrols.ts';
import { useMay } from '../../lib/me.ts';
import { usePageKeys } from '../../lib/page-keys.ts';
import { problemWords } from '../../lib/problem-words.ts';
import { inDialog, typing } from '../../lib/typing.ts';
import { useRoundTitle } from './round-words.tsx';
import { type NotedFinding, useWalk } from './use-walk.ts';
import { WalkList } from './walk-list.tsx';
import { WalkPictures } from './walk-pictures.tsx';
import '../../components/key-caps.css';
import './walk.css';

const UNDO_SECONDS = 8;

export function Walk({ round }: { readonly round: PatrolRoundDetail }) {
  const { t } = useTranslation();
  const may = useMay();
  const title = useRoundTitle();
  const { message, modal } = App.useApp();
  const walk = useWalk(round, (error) => void message.error(problemWords(error, t), 6));
  const { visit, at } = walk;
  const { visits, checklist } = round;
  const [chosen, setChosen] = useState<Readonly<Record<string, string>>>({});
  /** The camera whose picture is live just now. */
  const [live, setLive] = useState<string>();
  const [skipping, setSkipping] = useState(false);
  const cameraOf = (one: typeof visit) => (one === undefined ? null : (chosen[one.id] ?? one.cameraId));
  const cameraId = cameraOf(visit);
  const isSeen = cameraId !== null && live === cameraId;
  const mayFind = may('findings:write');

  const note = (item: CheckItem) =>
    void walk.find(item, cameraId, (noted) => {
      const key = `noted-${visit?.id}-${item}`;
      const what = t(`patrols.item.${item}`);
      if (noted === undefined) return message.destroy(key);
      // A key is answered at once: writing it down takes a moment where much is going on.
      if (noted === 'noting')
        return void message.open({
          ...{ key, type: 'loading', duration: 0 },
          content: t('patrols.walk.noting', { item: what }),
        });
      return void message.open({
        ...{ key, type: 'success', duration: UNDO_SECONDS },
        content: (
          <>
            {t('patrols.walk.noted', { item: what })}{' '}
            <Button
              type="link"
              size="small"
              onClick={() => {
                message.destroy(key);
                void walk.unfind(noted);
              }}
            >
              {t('patrols.walk.undo')}
            </Button>
          </>
        ),
      });
    });
  const said = () => void walk.done(isSeen ? 'fine' : 'unseen', cameraId);
  const end = () => {
    const left = visits.filter(({ state }) => state === 'waiting' || state === 'looking').length;
    if (left === 0) return void walk.end();
    return void modal.confirm({
      title: t('patrols.walk.endTitle', { n: left }),
      content: t('patrols.walk.endText'),
      okText: t('patrols.walk.end'),
      cancelText: t('common.cancel'),
      autoFocusButton: 'cancel',
      onOk: () => walk.end(),
    });
  };
  useWalkKeys({
    digit: (nth) => {
      const item = checklist[nth];
      if (item !== undefined && mayFind) note(item);
    },
    enter: said,
    skip: () => setSkipping(true),
    back: () => walk.goTo(at - 1),
    on: () => walk.goTo(at + 1),
  });
  usePageKeys([
    ...checklist.map((item, nth) => [String(nth + 1), t(`patrols.item.${item}`)] as const),
    ['Enter', t('patrols.walk.fine')],
    ['←  →', t('patrols.walk.beside')],
    ['S', t('patrols.walk.skip')],
  ]);
  if (visit === undefined) return null;
  const looked = visits.filter(({ state }) => state === 'done' || state === 'skipped').length;
  return (
    <div className="mc-walk" data-testid="walk">
      <header className="mc-walk-bar">
        <Link className="mc-button" to="/patrols">
          ‹ {t('patrols.walk.back')}
        </Link>
        <h1>{title(round)}</h1>
        <span className="mc-spring" />
        <progress value={looked} max={visits.length} />
        <b className="mc-round-time" data-testid="walk-progress">
          {t('patrols.walk.progress', { n: looked, of: visits.length })}
        </b>
        <Button size="small" onClick={end}>
          {t('patrols.walk.end')}
        </Button>
      </header>
      <WalkPictures
        visit={visit}
        cameraId={cameraId}
        next={cameraOf(visits.slice(at + 1).find(({ state }) => state === 'waiting'))}
        onLive={setLive}
        onCamera={(id) => setChosen({ ...chosen, [visit.id]: id })}
      />
      <aside className="mc-walk-side">
        <h2>
          {visit.hallName} <b>{visit.windowCode}</b> {visit.windowName}
        </h2>
        {visit.departmentName !== null && <p className="mc-muted">{visit.departmentName}</p>}
        <ol className="mc-walk-items" aria-label={t('patrols.walk.checklist')}>
          {checklist.map((item, nth) => (
            <li key={item}>
              <button
                type="button"
                data-result={visit.checks[item] ?? 'none'}
                disabled={!mayFind || walk.busy || visit.checks[item] === 'found'}
                title={mayFind ? undefined : t('patrols.walk.withoutRight')}
                onClick={(event) => {
                  event.currentTarget.blur();
                  note(item);
                }}
              >
                <kbd>{nth + 1}</kbd>
                {t(`patrols.item.${item}`)}
                <span className="mc-spring" />
                {visit.checks[item] !== undefined && t(`patrols.result.${visit.checks[item]}`)}
              </button>
            </li>
          ))}
        </ol>
        {walk.noted?.visitId === visit.id && (
          <MoreText key={walk.noted.id} noted={walk.noted} onSave={(text, noted) => walk.word(noted, text)} />
        )}
        {cameraId !== null && !isSeen && <p className="mc-walk-unseen">{t('patrols.walk.dead')}</p>}
        <div className="mc-walk-buttons">
          <Button type="primary" size="large" block disabled={walk.busy} onClick={said}>
            {t(isSeen ? 'patrols.walk.fine' : 'patrols.walk.unseen')} <Key>Enter</Key>
          </Button>
          <Button disabled={at === 0} onClick={() => walk.goTo(at - 1)}>
            {t('patrols.walk.previous')} <Key>←</Key>
          </Button>
          <Button onClick={() => setSkipping(true)}>
            {t('patrols.walk.skip')} <Key>S</Key>
          </Button>
        </div>
        {skipping && (
          <SkipForm
            onSkip={(why) => {
              setSkipping(false);
              void walk.skip(why);
            }}
            onClose={() => setSkipping(false)}
          />
        )}
        <p className="mc-muted mc-walk-about">{t('patrols.walk.keysAbout')}</p>
        <WalkList visits={visits} at={at} onGo={walk.goTo} />
      </aside>
    </div>
  );
}

const Key = ({ children }: { readonly children: ReactNode }) => <kbd className="mc-walk-key">{children}</kbd>;

function MoreText(props: {
  readonly noted: NotedFinding;
  readonly onSave: (text: string, noted: NotedFinding) => Promise<void>;
}) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const [text, setText] = useState('');
  const save = async () => {
    if (text.trim() === '') return;
    await props.onSave(text.trim(), props.noted);
    void message.success(t('common.saved'));
  };
  return (
    <Input.Search
      className="mc-walk-text"
      maxLength={1000}
      value={text}
      aria-label={t('patrols.walk.addText')}
      placeholder={`${t(`patrols.item.${props.noted.item}`)} · ${t('patrols.walk.addText')}`}
      enterButton={t('patrols.walk.saveText')}
      onChange={(event) => setText(event.target.value)}
      onSearch={() => void save()}
    />
  );
}

function SkipForm(props: { readonly onSkip: (why: string) => void; readonly onClose: () => void }) {
  const { t } = useTranslation();
  const [why, setWhy] = useState('');
  return (
    <Input.Search
      autoFocus
      className="mc-walk-text"
      maxLength={500}
      value={why}
      aria-label={t('patrols.walk.skipWhy')}
      placeholder={t('patrols.walk.skipWhy')}
      enterButton={t('patrols.walk.skipGo')}
      onChange={(event) => setWhy(event.target.value)}
      onSearch={() => why.trim().length >= 2 && props.onSkip(why.trim())}
      onKeyDown={(event) => event.key === 'Escape' && props.onClose()}
    />
  );
}

interface WalkKeys {
  readonly digit: (nth: number) => void;
  readonly enter: () => void;
  readonly skip: () => void;
  readonly back: () => void;
  readonly on: () => void;
}

function useWalkKeys(keys: WalkKeys): void {
  const latest = useRef(keys);
  latest.current = keys;
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || typing(event) || inDialog())
        return;
      const { digit, enter, skip, back, on } = latest.current;
      // A button that was walked to by Tab means itself.
      const isOnButton = event.target instanceof Element && event.target.closest('button, a') !== null;
      if (/^[1-9]$/.test(event.key)) digit(Number(event.key) - 1);
      else if (event.key === 'Enter' && !isOnButton) enter();
      else if (event.key === 's' || event.key === 'S') skip();
      else if (event.key === 'ArrowLeft') back();
      else if (event.key === 'ArrowRight') on();
      else return;
      event.preventDefault();
    };
    window.addEventListener('keydown', pressed);
    return () => window.removeEventListener('keydown', pressed);
  }, []);
}
