import { expect, test } from 'vitest';
import { type RaisedIncident, scoreClip, totalScore } from './scoring.ts';

const raised = (atS: number, kind: RaisedIncident['kind'] = 'accident'): RaisedIncident => ({ atS, kind, confidence: 0.8, evidence: [] });

test.each([
  ['just in the window before the impact', 3.5, true],
  ['just in the window after it', 12, true],
  ['too early', 3.4, false],
  ['too late', 12.1, false],
])('an incident %s', (_, atS, found) => {
  const score = scoreClip({ impactsS: [4] }, [raised(atS)]);
  expect(score).toMatchObject({ found, falseAlarms: found ? 0 : 1, delayS: found ? expect.closeTo(atS - 4) : null });
});

test('two impacts of one event are found by one incident, timed from the first', () => {
  expect(scoreClip({ impactsS: [4.25, 5.2] }, [raised(6)])).toMatchObject({ found: true, delayS: 1.75, falseAlarms: 0, repeats: 0 });
});

test('a second incident for one event is a repetition, not a false alarm', () => {
  expect(scoreClip({ impactsS: [4] }, [raised(5), raised(6)])).toMatchObject({ found: true, falseAlarms: 0, repeats: 1 });
});

test('any incident where nothing happened is a false alarm, of whatever kind', () => {
  expect(scoreClip({ impactsS: [] }, [raised(5), raised(9, 'smoke')])).toMatchObject({ impacts: false, found: false, falseAlarms: 2 });
});

test('smoke after an impact does not find the accident', () => {
  expect(scoreClip({ impactsS: [4] }, [raised(5, 'smoke')])).toMatchObject({ found: false, delayS: null, falseAlarms: 0 });
});

test('totals count passes, and times only where something was found', () => {
  const scores = [scoreClip({ impactsS: [4] }, [raised(5)]), scoreClip({ impactsS: [4] }, []), scoreClip({ impactsS: [] }, [raised(1)])];
  expect(totalScore(scores)).toEqual({
    ...{ passes: 3, withImpact: 2, found: 1, falseAlarms: 1, repeats: 0, meanDelayS: 1, longestDelayS: 1 },
  });
  expect(totalScore([])).toMatchObject({ meanDelayS: null, longestDelayS: null });
});
