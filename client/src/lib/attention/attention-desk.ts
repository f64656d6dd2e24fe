/**
 * Draws a person's attention to what happened, as they chose: of all their open pages one shows it, sounds, and sends a
 * desktop notification. What repeats sounds until somebody takes the thing on.
 */
import type { Attention, AttentionKind } from '../../../../server/contract/duty.ts';
import type { AttentionSound, RingSound } from './attention-sound.ts';
import { decideRing, minuteOfDay, SILENT } from './decide-ring.ts';
import type { OneVoice } from './one-voice.ts';
import { Repeats } from './repeats.ts';

export interface Telling {
  readonly kind: AttentionKind;
  /** Names the thing: `lead <id>`. */
  readonly key: string;
  /** What distinguishes this telling from an earlier one of the same thing. */
  readonly about?: string;
  /** Shows it in the page, in the page that tells; answers what a desktop notification says. */
  readonly show: () => { readonly title: string; readonly text: string; readonly open: () => void };
}

export interface AttentionDeskOptions {
  readonly sound: Pick<AttentionSound, 'play'>;
  readonly voice: OneVoice;
  readonly notify?: (title: string, text: string, open: () => void) => void;
  readonly now?: () => Date;
}

export class AttentionDesk {
  readonly #options: AttentionDeskOptions;
  readonly #repeats: Repeats;
  #chosen: Attention | undefined;

  constructor(options: AttentionDeskOptions) {
    this.#options = options;
    this.#repeats = new Repeats({ play: (sound) => this.#play(sound), now: () => Date.now() });
  }

  /** Until it is known what was chosen, nothing sounds. */
  choose(attention: Attention | undefined): void {
    this.#chosen = attention;
  }

  tell({ kind, key, about = '', show }: Telling): void {
    const { voice, now = () => new Date(), notify = desktop } = this.#options;
    voice.claim(`${key} ${about}`, () => {
      // Not known yet: shown, so that nothing is missed, without a sound.
      const ring =
        this.#chosen === undefined
          ? { ...SILENT, shown: true }
          : decideRing(kind, this.#chosen, minuteOfDay(now()));
      if (!ring.shown) return;
      const { title, text, open } = show();
      if (ring.sound !== undefined) this.#play(ring.sound);
      if (ring.desktop) notify(title, text, open);
      if (ring.repeat && ring.sound !== undefined) this.#repeats.add(key, ring.sound);
    });
  }

  /** Somebody took it on, here or elsewhere. */
  settle(key: string): void {
    this.#repeats.settle(key);
  }

  settleAll(prefix: string): void {
    this.#repeats.settleAll(prefix);
  }

  close(): void {
    this.#repeats.close();
  }

  #play(sound: RingSound): void {
    if (this.#chosen !== undefined) this.#options.sound.play(sound, this.#chosen.volume);
  }
}

/** Over other programs, where the person has allowed it; one at a time. */
function desktop(title: string, body: string, open: () => void): void {
  if (typeof Notification === 'undefined' || Notification.permission !== 'granted') return;
  const shown = new Notification(title, { body, tag: 'mingchuang' });
  shown.onclick = () => {
    window.focus();
    shown.close();
    open();
  };
}
