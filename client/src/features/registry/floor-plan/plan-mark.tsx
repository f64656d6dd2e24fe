/** One thing on the plan: a camera with the cone it looks into, or a window's number. */
import type { KeyboardEvent, PointerEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { CameraState, PlanWindowState } from './use-plan-states.ts';

interface MarkProps {
  readonly x: number;
  readonly y: number;
  readonly selected: boolean;
  readonly onOpen: () => void;
  readonly onKey: (event: KeyboardEvent) => void;
  /** While arranging: the mark is taken hold of. */
  readonly onHold: ((event: PointerEvent) => void) | undefined;
}

export interface CameraMarkProps extends MarkProps {
  readonly name: string;
  readonly state: CameraState;
  readonly direction: number | null;
  readonly onTurn: ((event: PointerEvent) => void) | undefined;
}

const percent = (part: number): string => `${part * 100}%`;

export function CameraMark(props: CameraMarkProps) {
  const { t } = useTranslation();
  const { name, state, direction, onTurn } = props;
  const label = t('plan.camera', { name, state: t(`plan.state.${state}`) });
  return (
    <div className="mc-plan-mark" style={{ left: percent(props.x), top: percent(props.y) }}>
      {direction !== null && (
        <svg
          className="mc-plan-cone"
          data-state={state}
          viewBox="-50 -50 100 100"
          style={{ transform: `rotate(${direction}deg)` }}
          aria-hidden="true"
        >
          <path d="M0 0 L-24 -44 A50 50 0 0 1 24 -44 Z" />
        </svg>
      )}
      <button
        type="button"
        className="mc-plan-dot"
        data-state={state}
        data-selected={props.selected}
        data-held={props.onHold !== undefined}
        aria-label={label}
        title={label}
        onClick={props.onOpen}
        onKeyDown={props.onKey}
        onPointerDown={props.onHold}
      >
        <svg className="mc-plan-glyph" viewBox="0 0 24 24" aria-hidden="true">
          <path d="M4 8h11v8H4zM15 11l5-3v8l-5-3z" />
          {state === 'offline' && <path d="M3 3l18 18" />}
        </svg>
      </button>
      {onTurn !== undefined && props.selected && (
        <span
          className="mc-plan-turn"
          title={t('plan.turn')}
          aria-hidden="true"
          style={{ transform: `rotate(${direction ?? 0}deg) translateY(-46px)` }}
          onPointerDown={onTurn}
        />
      )}
      <span className="mc-plan-name">{name}</span>
    </div>
  );
}

export interface WindowMarkProps extends MarkProps {
  readonly code: string;
  readonly name: string;
  readonly state: PlanWindowState;
}

export function WindowMark(props: WindowMarkProps) {
  const { t } = useTranslation();
  const label = t('plan.window', { code: props.code, state: t(`plan.windowState.${props.state}`) });
  return (
    <div className="mc-plan-mark" style={{ left: percent(props.x), top: percent(props.y) }}>
      <button
        type="button"
        className="mc-plan-chip"
        data-state={props.state}
        data-selected={props.selected}
        data-held={props.onHold !== undefined}
        aria-label={label}
        title={`${label}\n${props.name}`}
        onClick={props.onOpen}
        onKeyDown={props.onKey}
        onPointerDown={props.onHold}
      >
        {props.code}
        {(props.state === 'near' || props.state === 'over') && (
          <i className="mc-plan-bang" aria-hidden="true">
            !
          </i>
        )}
      </button>
    </div>
  );
}
