import { describe, expect, test } from 'vitest';
import { languages, type Notice } from '../../../../shared/schemas/notification.ts';
import { incidentOf } from '../../store/incident-record.ts';
import { sampleIncident } from '../../store/testing/samples.ts';
import { noticeText, wholeText } from './notice-text.ts';
import { stationTime } from './station-time.ts';

const time = stationTime('Asia/Jakarta');
const incident = incidentOf(sampleIncident({ id: 'i-1', confidence: 0.87, detectedAtMs: Date.UTC(2026, 10, 28, 7, 3, 9) }));
const alert = (language: Notice['language']): Notice => ({ kind: 'alert', incidentId: 'i-1', language });
const surroundings = { incident, publicUrl: 'https://gate.example', time };

describe('an alert', () => {
  test('says what, where, when in the time of the station, how sure, and where to look', () => {
    expect(wholeText(noticeText(alert('en'), surroundings))).toBe(
      ['Accident: Gate 2, Harbour Road', '28 Nov 2026, 14:03:09 GMT+7, confidence 87 %', 'https://gate.example/#/incidents/i-1'].join('\n'),
    );
    expect(wholeText(noticeText(alert('id'), surroundings))).toContain('Kecelakaan: Gate 2, Harbour Road\n28 Nov 2026, 14.03.09 WIB');
    expect(wholeText(noticeText(alert('ru'), surroundings))).toContain('Авария: Gate 2, Harbour Road\n28 нояб. 2026');
  });

  test('that is sent late tells who has it by now', () => {
    const taken = { ...incident, status: 'acknowledged' as const, acknowledgedBy: 'Ann', acknowledgedAtMs: Date.UTC(2026, 10, 28, 7, 5) };
    expect(noticeText(alert('en'), { ...surroundings, incident: taken }).lines).toContain('Taken by Ann at 14:05');
  });

  test('of an emergency calls for help instead of telling a confidence', () => {
    const emergency = { ...incident, kind: 'emergency' as const, cameraName: '', location: '' };
    const text = noticeText(alert('en'), { ...surroundings, incident: emergency });
    expect(text.title).toBe('EMERGENCY');
    expect(text.lines).toEqual(['Help is needed now.', '28 Nov 2026, 14:03:09 GMT+7']);
  });

  test('without a public address carries no link', () => {
    expect(noticeText(alert('en'), { ...surroundings, publicUrl: null }).link).toBeNull();
  });
});

test('an update tells the present state', () => {
  const update: Notice = { kind: 'update', incidentId: 'i-1', language: 'en' };
  expect(noticeText(update, surroundings).lines).toContain('Nobody has taken it yet.');
  const closed = { ...incident, status: 'false_alarm' as const, closedBy: 'Bob', closedAtMs: Date.UTC(2026, 10, 28, 8, 0) };
  expect(noticeText(update, { ...surroundings, incident: closed }).lines).toContain('False alarm, says Bob at 15:00');
});

test.each(languages)('every notice has words in %s', (language) => {
  const notices: Notice[] = [
    alert(language),
    { kind: 'update', incidentId: 'i-1', language },
    { kind: 'clip', incidentId: 'i-1', language },
    { kind: 'address', url: 'https://new.example', language },
    { kind: 'test', language },
  ];
  for (const notice of notices) expect(wholeText(noticeText(notice, surroundings)).length).toBeGreaterThan(20);
});
