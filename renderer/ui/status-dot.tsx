import classes from './status-dot.module.css';

export interface StatusDotProps {
  readonly status: 'live' | 'connecting' | 'offline' | 'disabled' | 'stale';
  readonly label: string;
}

export function StatusDot({ status, label }: StatusDotProps) {
  return <span className={classes.dot} data-status={status} role="img" aria-label={label} title={label} />;
}
