/**
 * Notes what is seen at a window in two keys: which window (where there are several), then what; text if one likes.
 * Without Ant Design, which walls do not load.
 */
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type FindingKind, findingKind } from '../../../../server/contract/findings.ts';
import { problemWords } from '../../lib/problem-words.ts';
import { instantText } from '../../lib/time.ts';
import { typing } from '../../lib/typing.ts';
import '../key-caps.css';
import './finding-dialog.css';

export interface FindingWindow {
  readonly id: string;
  readonly code: string;
  readonly name?: string | undefined;
}

export interface PickedFinding {
  readonly window: FindingWindow;
  readonly kind: FindingKind;
  readonly text: string;
}

export interface FindingDialogProps {
  /** In the picture, from left to right; one alone is not asked for. */
  readonly windows: readonly FindingWindow[];
  /** What is looked at, in words: hall and camera. */
  readonly about: string;
  readonly atMs: number;
  readonly onPick: (picked: PickedFinding) => Promise<void>;
  readonly onClose: () => void;
}

/** `1` … `9`, then `0`. */
const digitOf = (index: number): string => String((index + 1) % 10);
const indexOf = (key: string): number => (/^\d$/.test(key) ? (Number(key) + 9) % 10 : -1);
const KINDS = findingKind.options;

export function FindingDialog({ windows, about, atMs, onPick, onClose }: FindingDialogProps) {
  const { t } = useTranslation();
  const [only] = windows.length === 1 ? windows : [];
  const [window, setWindow] = useState<FindingWindow | undefined>(only);
  const [text, setText] = useState('');
  const [fault, setFault] = useState<unknown>(undefined);
  const [isSaving, setSaving] = useState(false);
  const save = async (kind: FindingKind) => {
    if (window === undefined || isSaving) return;
    setSaving(true);
    try {
      await onPick({ window, kind, text: text.trim() });
      // By the dialog's own way out, which gives the focus back to where it was.
      dialog.current?.close();
    } catch (error) {
      setFault(error);
      setSaving(false);
    }
  };
  const pressed = (key: string): boolean => {
    const index = indexOf(key);
    if (window === undefined) {
      const chosen = windows[index];
      if (chosen !== undefined) setWindow(chosen);
      return chosen !== undefined;
    }
    const kind = KINDS[index];
    if (kind !== undefined) void save(kind);
    return kind !== undefined;
  };
  const latest = useRef(pressed);
  latest.current = pressed;
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || typing(event)) return;
      if (!latest.current(event.key)) return;
      event.preventDefault();
      event.stopPropagation();
    };
    // Before the page under it: a digit is a layout there.
    globalThis.addEventListener('keydown', onKey, true);
    return () => globalThis.removeEventListener('keydown', onKey, true);
  }, []);
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    dialog.current?.showModal();
    // The digits are the dialog's, not its first button's.
    dialog.current?.focus();
  }, []);
  return (
    <dialog
      ref={dialog}
      tabIndex={-1}
      className="mc-finding-dialog"
      aria-label={t('findings.dialog.title')}
      data-testid="finding-dialog"
      onClose={onClose}
    >
      <header>
        <h2>{t('findings.dialog.title')}</h2>
        <button
          type="button"
          className="mc-button"
          aria-label={t('common.close')}
          onClick={() => dialog.current?.close()}
        >
          ✕
        </button>
      </header>
      <p className="mc-muted mc-finding-about">
        {about} · {instantText(atMs)}
        {window !== undefined && (
          <>
            {' · '}
            <b>{t('findings.dialog.windowNumber', { code: window.code })}</b>
            {windows.length > 1 && (
              <button type="button" className="mc-button" onClick={() => setWindow(undefined)}>
                {t('findings.dialog.back')}
              </button>
            )}
          </>
        )}
      </p>
      {windows.length === 0 ? (
        <p>{t('findings.dialog.noWindow')}</p>
      ) : window === undefined ? (
        <Choices
          label={t('findings.dialog.which')}
          choices={windows.map((one) => ({
            key: one.id,
            text: t('findings.dialog.windowNumber', { code: one.code }),
            choose: () => setWindow(one),
          }))}
        />
      ) : (
        <>
          <Choices
            label={t('findings.dialog.kinds')}
            disabled={isSaving}
            choices={KINDS.map((kind) => ({
              key: kind,
              text: t(`findings.kind.${kind}`),
              choose: () => void save(kind),
            }))}
          />
          <textarea
            rows={2}
            maxLength={1000}
            value={text}
            aria-label={t('findings.dialog.text')}
            placeholder={`${t('findings.dialog.text')}\n${t('findings.dialog.textExample')}`}
            onChange={(event) => setText(event.target.value)}
          />
        </>
      )}
      {fault !== undefined && (
        <p className="mc-finding-fault" role="alert">
          {problemWords(fault, t)}
        </p>
      )}
    </dialog>
  );
}

interface Choice {
  readonly key: string;
  readonly text: string;
  readonly choose: () => void;
}

function Choices(props: {
  readonly label: string;
  readonly choices: readonly Choice[];
  readonly disabled?: boolean;
}) {
  return (
    <>
      <p className="mc-finding-label" id="mc-finding-label">
        {props.label}
      </p>
      <ul className="mc-finding-choices" aria-labelledby="mc-finding-label">
        {props.choices.map(({ key, text, choose }, index) => (
          <li key={key}>
            <button type="button" className="mc-button" disabled={props.disabled === true} onClick={choose}>
              {index < 10 && <kbd>{digitOf(index)}</kbd>} {text}
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}
