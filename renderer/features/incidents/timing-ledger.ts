import { type ChannelName, channelNames } from '../../../shared/schemas/channel-name.ts';
import type { IncidentTiming } from '../../../shared/schemas/incident.ts';

export interface TimingStep {
  readonly step: 'frame' | 'detected' | 'stored' | 'shown' | 'queued' | 'accepted' | 'tap';
  /** Whose service took it, for `accepted`. */
  readonly channel: ChannelName | null;
  readonly atMs: number | null;
  /** Since the step it follows from; null for the first one and for what has not happened. */
  readonly tookMs: number | null;
}

/** How long each step of an alert took; messages and answers appear once there are any. */
export function timingLedger(timing: IncidentTiming): readonly TimingStep[] {
  const { frameAtMs, detectedAtMs, storedAtMs, shownAtMs, firstQueuedAtMs, acceptedAtMs, firstTapAtMs } = timing;
  const since = (atMs: number | null, fromMs: number) => (atMs === null ? null : atMs - fromMs);
  const accepted = channelNames.flatMap((channel): TimingStep[] => {
    const atMs = acceptedAtMs[channel];
    return atMs === undefined ? [] : [{ step: 'accepted', channel, atMs, tookMs: atMs - (firstQueuedAtMs ?? storedAtMs) }];
  });
  const plain = (step: TimingStep['step'], atMs: number | null, tookMs: number | null): TimingStep => ({
    step,
    channel: null,
    atMs,
    tookMs,
  });
  return [
    plain('frame', frameAtMs, null),
    plain('detected', detectedAtMs, detectedAtMs - frameAtMs),
    plain('stored', storedAtMs, storedAtMs - detectedAtMs),
    plain('shown', shownAtMs, since(shownAtMs, storedAtMs)),
    ...(firstQueuedAtMs === null ? [] : [plain('queued', firstQueuedAtMs, Math.max(0, firstQueuedAtMs - detectedAtMs))]),
    ...accepted,
    ...(firstTapAtMs === null ? [] : [plain('tap', firstTapAtMs, firstTapAtMs - storedAtMs)]),
  ];
}
