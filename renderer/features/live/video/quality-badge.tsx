import { Badge, Tooltip } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { VideoState } from './video-session.ts';

export interface QualityBadgeProps {
  readonly state: VideoState;
  /** Size of the camera's pictures, pixels; 0 before the first. */
  readonly pictures: { readonly width: number; readonly height: number };
}

/** Says whether the camera's own video or its pictures are on the screen, how large they are, and why it is not the video. */
export function QualityBadge({ state, pictures }: QualityBadgeProps) {
  const { t } = useTranslation();
  const isFull = state.kind === 'playing';
  const size = sizeText(isFull ? state : pictures);
  const codec = isFull ? codecName(state.codec) : '';
  const words = isFull ? `${t('video.full')} ${size} ${codec}` : `${t('video.pictures')} ${size}`;
  const why = state.kind === 'playing' ? t('video.fullTitle', { size, codec }) : reasonOf(state, t);
  const badge = (
    <Badge
      variant={isFull ? 'light' : 'default'}
      tt="none"
      tabIndex={0}
      aria-label={why ? `${words.trim()}. ${why}` : words.trim()}
      data-quality={state.kind}
    >
      {words.trim()}
    </Badge>
  );
  return why ? (
    <Tooltip label={why} multiline maw={320} events={{ hover: true, focus: true, touch: true }}>
      {badge}
    </Tooltip>
  ) : (
    badge
  );
}

function reasonOf(
  state: VideoState,
  t: (key: 'video.starting' | `video.reason.${Extract<VideoState, { kind: 'pictures' }>['reason']}`) => string,
) {
  if (state.kind === 'pictures') return t(`video.reason.${state.reason}`);
  return state.kind === 'starting' ? t('video.starting') : null;
}

function sizeText({ width, height }: { readonly width: number; readonly height: number }): string {
  return width > 0 ? `${width}×${height}` : '';
}

/** @param codec RFC 6381 */
function codecName(codec: string): string {
  return /^avc/.test(codec) ? 'H.264' : /^h(vc|ev)/.test(codec) ? 'H.265' : codec;
}
