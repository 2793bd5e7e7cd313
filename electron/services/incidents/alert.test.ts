import { expect, test } from 'vitest';
import { alertMessageSchema } from '../../../shared/schemas/incident.ts';
import { incidentOf } from '../store/incident-record.ts';
import { sampleIncident } from '../store/testing/samples.ts';
import { alertOf, alertText } from './alert.ts';

test('the text names kind, camera, place and confidence', () => {
  expect(alertText(incidentOf(sampleIncident({ confidence: 0.873 })))).toBe('Accident at Gate 2, Harbour Road, confidence 87 %');
});

test('what is not known is left out', () => {
  expect(alertText(incidentOf(sampleIncident({ kind: 'smoke', location: '' })))).toBe('Smoke at Gate 2, confidence 81 %');
  expect(alertText(incidentOf(sampleIncident({ kind: 'emergency', cameraName: '', location: '', confidence: 1 })))).toBe('Emergency');
});

test('what went wrong is said in the text', () => {
  expect(alertOf(incidentOf(sampleIncident({ photoPath: null })), 'without photo')).toMatchObject({
    photoUrl: null,
    text: expect.stringMatching(/ \(without photo\)$/),
  });
});

test('the longest names still make a valid message', () => {
  const longest = sampleIncident({ cameraName: 'n'.repeat(80), location: 'l'.repeat(200) });
  expect(alertMessageSchema.safeParse(alertOf(incidentOf(longest), 'p'.repeat(2000))).success).toBe(true);
});
