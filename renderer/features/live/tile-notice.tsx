import { IconPlugConnectedX, IconVideoOff, IconRefresh, IconPlayerPause } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Camera, CameraState } from '../../../shared/schemas/camera.ts';
import { useFormat } from '../../app/i18n/use-format.ts';
import classes from './camera-tile.module.css';
import type { TileCondition } from './tile-condition.ts';

export interface TileNoticeProps {
  readonly camera: Camera;
  readonly condition: Exclude<TileCondition, { kind: 'live' }> | TileCondition;
  readonly nowMs: number;
  readonly hasPicture: boolean;
}

/** Why there is no live picture: what, since when, for what reason, and when it is tried again. */
export function TileNotice({ camera, condition, nowMs }: TileNoticeProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const { cause, nextAttemptAtMs } = camera.state;
  const { kind } = condition;
  if (kind === 'live') return null;
  const since =
    'sinceMs' in condition
      ? t('live.since', { time: format.timeOrDate(condition.sinceMs, nowMs), ago: format.duration(nowMs - condition.sinceMs) })
      : null;
  const reason = cause && (kind === 'offline' || kind === 'connecting') ? t(`cause.${cause.code}`) : null;
  const next =
    kind === 'offline' && nextAttemptAtMs
      ? t('live.nextAttempt', { seconds: Math.max(0, Math.ceil((nextAttemptAtMs - nowMs) / 1000)) })
      : null;
  return (
    <div className={classes.notice} role="status">
      <NoticeIcon kind={kind} />
      <span className={classes.noticeTitle}>{t(`live.condition.${kind}`)}</span>
      {reason ? <span className={classes.noticeText}>{reason}</span> : null}
      {since || next ? <span className={classes.noticeText}>{[since, next].filter(Boolean).join(' · ')}</span> : null}
    </div>
  );
}

function NoticeIcon({ kind }: { readonly kind: TileCondition['kind'] }) {
  const props = { size: 26, stroke: 1.6, 'aria-hidden': true } as const;
  if (kind === 'disconnected') return <IconPlugConnectedX {...props} />;
  if (kind === 'disabled') return <IconPlayerPause {...props} />;
  if (kind === 'connecting' || kind === 'waiting') return <IconRefresh {...props} />;
  return <IconVideoOff {...props} />;
}

/** Said under a live picture whose boxes are missing: an empty street and a dead detector must not look the same. */
export function AnalysisNotice({ analysis, wanted }: { readonly analysis: CameraState['analysis']; readonly wanted: boolean }) {
  const { t } = useTranslation();
  if (analysis === 'running') return null;
  if (analysis === 'unavailable') {
    return (
      <div className={classes.analysis} role="status">
        {t('live.analysis.unavailable')}
      </div>
    );
  }
  if (analysis === 'off' && !wanted) return null;
  return (
    <div className={classes.analysis} data-quiet role="status">
      {t(`live.analysis.${analysis}`)}
    </div>
  );
}
