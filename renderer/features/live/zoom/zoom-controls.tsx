import { ActionIcon, UnstyledButton } from '@mantine/core';
import { IconMinus, IconPlus } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Zoom } from './use-zoom.ts';
import classes from './zoom-controls.module.css';
import { mostZoom } from './zoom-view.ts';

/** Buttons for those who have no wheel, and how far it is zoomed; the number goes back to the whole picture. */
export function ZoomControls({ zoom }: { readonly zoom: Zoom }) {
  const { t } = useTranslation();
  const { scale } = zoom.view;
  return (
    <div className={classes.controls}>
      <ActionIcon variant="subtle" color="gray" onClick={zoom.zoomOut} disabled={scale <= 1} aria-label={t('video.zoomOut')}>
        <IconMinus size={16} />
      </ActionIcon>
      <UnstyledButton className={classes.level} onClick={zoom.reset} aria-label={t('video.wholePicture')} disabled={scale <= 1}>
        {scale.toFixed(1)}×
      </UnstyledButton>
      <ActionIcon variant="subtle" color="gray" onClick={zoom.zoomIn} disabled={scale >= mostZoom} aria-label={t('video.zoomIn')}>
        <IconPlus size={16} />
      </ActionIcon>
    </div>
  );
}
