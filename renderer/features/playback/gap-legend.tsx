import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { gapCauses } from '../../../shared/schemas/recording.ts';
import { GapSwatch } from './gap-swatch.tsx';
import classes from './playback.module.css';
import type { PlaybackModel } from './playback-model.ts';

/** What the colours and lines mean that are on the timeline now. */
export function GapLegend({ model }: { readonly model: PlaybackModel }) {
  const { t } = useTranslation();
  const { timeline, window } = useStore(model.store);
  const seen = new Set(
    timeline?.cameras.flatMap(({ gaps }) =>
      gaps.filter((gap) => gap.fromMs < window.toMs && gap.toMs > window.fromMs).map(({ cause }) => cause),
    ),
  );
  return (
    <ul className={classes.legend} aria-label={t('playback.legend')}>
      <li>
        <span className={classes.video} aria-hidden="true" />
        {t('playback.recorded')}
      </li>
      {gapCauses
        .filter((cause) => seen.has(cause))
        .map((cause) => (
          <li key={cause} data-cause={cause}>
            <GapSwatch cause={cause} />
            {t(`playback.gap.${cause}`)}
          </li>
        ))}
    </ul>
  );
}
