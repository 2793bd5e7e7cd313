import { IconPlugConnectedX, IconVideoOff, IconRefresh, IconPlayerPause } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Camera, CameraState } from '../../../shared/schemas/camera.ts';
import { useFormat } from '../../app/i18n/use-format.ts';
import { useStation } from '../../app/state/console-context.tsx';
import classes from './camera-tile.module.css';
import type { TileCondition } from './tile-condition.ts';

export interface TileNoticeProps {
  readonly camera: Camera;
  readonly condition: TileCondition;
  readonly nowMs: number;
}

/** Why there is no live picture: what, since when, for what reason, and when it is tried again. */
export function TileNotice({ camera, condition, nowMs }: TileNoticeProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const { cause, nextAttemptAtMs } = camera.state;
  const { kind } = condition;
  // The station's times are compared with the station's clock, this console's own with its own.
  const stationNowMs = nowMs + useStation(({ clockOffsetMs }) => clockOffsetMs);
  if (kind === 'live') return null;
  const comparedMs = kind === 'disconnected' || kind === 'silent' ? nowMs : stationNowMs;
  const reason = cause && (kind === 'offline' || kind === 'connecting') ? t(`cause.${cause.code}`) : null;
  const times = [
    'sinceMs' in condition
      ? t('live.since', { time: format.timeOrDate(condition.sinceMs, comparedMs), ago: format.duration(comparedMs - condition.sinceMs) })
      : null,
    kind === 'offline' && nextAttemptAtMs
      ? t('live.nextAttempt', { seconds: Math.max(0, Math.ceil((nextAttemptAtMs - stationNowMs) / 1000)) })
      : null,
  ].filter(Boolean);
  return (
    <div className={classes.notice}>
      <NoticeIcon kind={kind} />
      <div role="status" className={classes.noticeWords}>
        <span className={classes.noticeTitle}>{t(`live.condition.${kind}`)}</span>
        {reason ? <span className={classes.noticeText}>{reason}</span> : null}
      </div>
      {times.length > 0 ? <span className={classes.noticeText}>{times.join(' · ')}</span> : null}
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

export interface AnalysisNoticeProps {
  readonly analysis: CameraState['analysis'];
  readonly wanted: boolean;
  /** Analysed frames come too rarely to show only those. */
  readonly slow: boolean;
}

/** Said under a live picture whose boxes are missing: an empty street and a dead detector must not look the same. */
export function AnalysisNotice({ analysis, wanted, slow }: AnalysisNoticeProps) {
  const { t } = useTranslation();
  if (analysis === 'running' && !slow) return null;
  if (analysis === 'off' && !wanted) return null;
  return (
    <div className={classes.analysis} data-quiet={analysis === 'off' || analysis === 'motion_only' || undefined} role="status">
      {t(`live.analysis.${analysis === 'running' ? 'slow' : analysis}`)}
    </div>
  );
}
