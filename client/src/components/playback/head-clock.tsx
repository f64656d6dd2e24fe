/** The instant of the playhead, large; typed into, it jumps there. */
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { clockText, dateText } from '../../lib/time.ts';
import { type Playback, usePlayheadAt } from './use-playback.ts';

/** `datetime-local` to the second, in the reader's zone. */
function localText(atMs: number): string {
  return `${dateText(atMs)}T${clockText(atMs)}`;
}

export function HeadClock({ playback }: { playback: Playback }) {
  const { t } = useTranslation();
  const atMs = usePlayheadAt(playback, 40);
  const [typing, setTyping] = useState<string | undefined>();
  const input = useRef<HTMLInputElement>(null);
  const go = () => {
    const at = new Date(typing ?? '').getTime();
    setTyping(undefined);
    if (!Number.isNaN(at)) playback.jump(at);
  };
  if (typing !== undefined)
    return (
      <form
        className="mc-head-clock"
        onSubmit={(event) => {
          event.preventDefault();
          go();
        }}
      >
        <input
          ref={input}
          // biome-ignore lint/a11y/noAutofocus: it takes the place of the button that was just pressed
          autoFocus
          type="datetime-local"
          step={1}
          value={typing}
          aria-label={t('playback.goTo')}
          onChange={(event) => setTyping(event.target.value)}
          onKeyDown={(event) => event.key === 'Escape' && setTyping(undefined)}
        />
        <button type="submit" className="mc-tool" data-primary="">
          {t('playback.go')}
        </button>
      </form>
    );
  return (
    <button
      type="button"
      className="mc-head-clock"
      data-testid="head-clock"
      data-at={Math.round(atMs)}
      title={`${t('playback.goTo')}（G）`}
      onClick={() => setTyping(localText(playback.playhead.atMs))}
    >
      <span>{dateText(atMs)}</span> <strong>{clockText(atMs)}</strong>
      <small>.{String(Math.floor(atMs % 1000)).padStart(3, '0')}</small>
    </button>
  );
}
