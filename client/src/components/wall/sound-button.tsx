/** Sound of the large picture: muted until asked for; where it cannot be had, the reason in words. Key `M`. */
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '../../lib/me.ts';
import { codeWords } from '../../lib/problem-words.ts';
import { inDialog, typing } from '../../lib/typing.ts';
import type { SoundState } from '../../media/sound.ts';

export function SoundButton(props: { state: SoundState; hallAllows: boolean; onToggle: () => void }) {
  const { t } = useTranslation();
  const may = useMay();
  const { state, onToggle } = props;
  const denied = !may('live:listen') ? 'forbidden' : props.hallAllows ? undefined : 'hall';
  useEffect(() => {
    if (denied !== undefined) return;
    const pressed = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || typing(event) || inDialog())
        return;
      if (event.key === 'm' || event.key === 'M') onToggle();
    };
    window.addEventListener('keydown', pressed);
    return () => window.removeEventListener('keydown', pressed);
  }, [denied, onToggle]);
  const reason =
    denied !== undefined
      ? t(`sound.${denied}`)
      : state.kind === 'refused'
        ? codeWords('sound', state.code, t)
        : undefined;
  const on = state.kind === 'on';
  return (
    <span className="mc-sound" data-testid="sound" data-state={denied === undefined ? state.kind : 'denied'}>
      {reason !== undefined && <span role="status">{reason}</span>}
      <button
        type="button"
        className="mc-tool"
        aria-pressed={on}
        disabled={denied !== undefined}
        title={reason ?? t(on ? 'sound.muteHint' : 'sound.listenHint')}
        onClick={onToggle}
      >
        <Speaker on={on} />
        {t(state.kind === 'asking' ? 'sound.asking' : on ? 'sound.on' : 'sound.off')}
      </button>
    </span>
  );
}

function Speaker({ on }: { on: boolean }) {
  return (
    <svg
      viewBox="0 0 16 16"
      width="15"
      height="15"
      aria-hidden="true"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.4"
    >
      <path d="M2 6h2.5L8 3v10L4.5 10H2z" fill="currentColor" stroke="none" />
      {on ? (
        <path d="M10.2 5.6a3.4 3.4 0 0 1 0 4.800M12 3.8a6 6 0 0 1 0 8.4" />
      ) : (
        <path d="M10.5 6l4 4m0-4-4 4" />
      )}
    </svg>
  );
}
