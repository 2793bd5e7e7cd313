import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Incident } from '../../../shared/schemas/incident.ts';
import { placeLabels } from '../live/place-labels.ts';
import classes from './incident-photo.module.css';

export interface IncidentPhotoProps {
  readonly photoUrl: string | null;
  readonly boxes: Incident['boxes'];
  readonly alt: string;
  readonly onLoad?: () => void;
}

/** The very frame that raised the alert, with those involved. */
export function IncidentPhoto({ photoUrl, boxes, alt, onLoad }: IncidentPhotoProps) {
  const { t } = useTranslation();
  const [size, setSize] = useState<{ readonly width: number; readonly height: number } | null>(null);
  const [broken, setBroken] = useState(false);
  if (!photoUrl || broken) return <div className={classes.none}>{t('incidents.noPhoto')}</div>;
  return (
    <div className={classes.frame} style={size ? { aspectRatio: `${size.width} / ${size.height}` } : undefined}>
      <img
        className={classes.photo}
        src={photoUrl}
        alt={alt}
        onError={() => setBroken(true)}
        onLoad={({ currentTarget }) => {
          setSize({ width: currentTarget.naturalWidth, height: currentTarget.naturalHeight });
          onLoad?.();
        }}
      />
      {size ? <Boxes boxes={boxes} {...size} /> : null}
    </div>
  );
}

/** About how wide a letter is, in font sizes. */
const letterWidth = 0.62;

function Boxes({ boxes, width, height }: { readonly boxes: Incident['boxes']; readonly width: number; readonly height: number }) {
  const stroke = Math.max(1.5, width / 320);
  const font = Math.max(9, width / 42);
  const wishes = boxes.map(({ label, bbox: [x, y, w, h] }) => ({
    box: { x, y, width: w, height: h },
    width: label.length * font * letterWidth,
    important: true,
  }));
  const spots = placeLabels(wishes, font * 1.3, { x: 0, y: 0, width, height });
  return (
    <svg className={classes.boxes} viewBox={`0 0 ${width} ${height}`} aria-hidden="true">
      {boxes.map(({ label, bbox: [x, y, w, h] }, index) => {
        const spot = spots[index];
        return (
          <g key={`${label}-${x}-${y}`}>
            <rect x={x} y={y} width={w} height={h} fill="none" stroke="#ff5a4f" strokeWidth={stroke} />
            {spot ? (
              <text x={spot.x} y={spot.y + font} fontSize={font} fontWeight={700} className={classes.label}>
                {label}
              </text>
            ) : null}
          </g>
        );
      })}
    </svg>
  );
}
