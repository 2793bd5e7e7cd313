import { Input } from '@mantine/core';
import { Fragment } from 'react';
import { useTranslation } from 'react-i18next';
import { toggleDay, toggleHour } from './toggle-hours.ts';
import classes from './week-grid.module.css';

export interface WeekGridProps {
  readonly value: readonly string[];
  readonly onChange: (schedule: string[]) => void;
}

const hours = Array.from({ length: 24 }, (_, hour) => hour);
const days = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;

/** A week of hours to switch on and off. */
export function WeekGrid({ value, onChange }: WeekGridProps) {
  const { t } = useTranslation();
  return (
    <Input.Wrapper label={t('recordings.schedule')} description={t('recordings.scheduleHelp')}>
      <fieldset className={classes.grid} aria-label={t('recordings.schedule')} style={{ border: 0, margin: '6px 0 0', padding: 0 }}>
        <span />
        {[0, 6, 12, 18].map((hour) => (
          <span key={hour} className={classes.mark} aria-hidden="true">
            {hour}
          </span>
        ))}
        {days.map((name, day) => (
          <Fragment key={name}>
            <button
              type="button"
              className={classes.day}
              aria-label={t(`recordings.days.${name}`)}
              onClick={() => onChange(toggleDay(value, day))}
            >
              {t(`recordings.daysShort.${name}`)}
            </button>
            {hours.map((hour) => (
              <button
                key={hour}
                type="button"
                className={classes.hour}
                aria-pressed={value[day]?.[hour] === '1'}
                aria-label={t('recordings.hour', { day: t(`recordings.days.${name}`), from: hour, to: hour + 1 })}
                onClick={() => onChange(toggleHour(value, day, hour))}
              />
            ))}
          </Fragment>
        ))}
      </fieldset>
    </Input.Wrapper>
  );
}
