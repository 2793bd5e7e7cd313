import { type CSSProperties, type KeyboardEvent, useEffect, useRef, useState } from 'react';
import classes from './hold-button.module.css';

export interface HoldButtonProps {
  readonly label: string;
  readonly holdingLabel: string;
  readonly disabled?: boolean;
  readonly onHeld: () => void;
  /** How long it has to be held, milliseconds. */
  readonly holdMs?: number;
}

/** Does something grave: only when held, by finger, mouse, space or enter. */
export function HoldButton({ label, holdingLabel, disabled = false, onHeld, holdMs = 1_200 }: HoldButtonProps) {
  const [holding, setHolding] = useState(false);
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null);
  const stop = () => {
    if (timer.current) clearTimeout(timer.current);
    timer.current = null;
    setHolding(false);
  };
  const start = () => {
    if (disabled || timer.current) return;
    setHolding(true);
    timer.current = setTimeout(() => {
      stop();
      onHeld();
    }, holdMs);
  };
  useEffect(() => () => void (timer.current && clearTimeout(timer.current)), []);
  const onKey = (event: KeyboardEvent, act: () => void) => {
    if (event.key !== ' ' && event.key !== 'Enter') return;
    event.preventDefault();
    if (!event.repeat) act();
  };
  return (
    <button
      type="button"
      className={classes.button}
      style={{ '--hold-ms': `${holdMs}ms` } as CSSProperties}
      data-holding={holding || undefined}
      disabled={disabled}
      onPointerDown={(event) => event.button === 0 && start()}
      onPointerUp={stop}
      onPointerLeave={stop}
      onPointerCancel={stop}
      onContextMenu={(event) => event.preventDefault()}
      onKeyDown={(event) => onKey(event, start)}
      onKeyUp={(event) => onKey(event, stop)}
      onBlur={stop}
    >
      <span className={classes.fill} aria-hidden="true" />
      <span className={classes.label}>{holding ? holdingLabel : label}</span>
    </button>
  );
}
