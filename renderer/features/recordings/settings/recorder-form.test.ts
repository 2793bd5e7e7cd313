import { expect, test } from 'vitest';
import { defaultRecordingSettings, recordingSettingsSchema } from '../../../../shared/schemas/recording.ts';
import { recorderFormOf, recorderPatchOf, recorderProblems } from './recorder-form.ts';

test('settings go through the form unchanged', () => {
  const settings = { ...defaultRecordingSettings, archiveAfterDays: 7, maxBytes: 1_500_000_000, warnShare: 0.57 };
  expect(recorderPatchOf(recorderFormOf(settings))).toEqual(settings);
  expect(recordingSettingsSchema.partial().safeParse(recorderPatchOf(recorderFormOf(settings))).success).toBe(true);
  expect(recorderPatchOf({ ...recorderFormOf(settings), maxGb: '', archiveAfterDays: '' })).toMatchObject({
    maxBytes: null,
    archiveAfterDays: null,
  });
});

test('what the station would refuse is told at its field', () => {
  const good = recorderFormOf(defaultRecordingSettings);
  expect(recorderProblems(good)).toEqual({});
  expect(Object.keys(recorderProblems({ ...good, retentionDays: '', maxGb: 0, warnPercent: 40, freePercent: 100 })).sort()).toEqual([
    'freePercent',
    'maxGb',
    'retentionDays',
    'warnPercent',
  ]);
  expect(recorderProblems({ ...good, warnPercent: 96 })).toEqual({ warnPercent: 'recorder.warnFirst' });
});
