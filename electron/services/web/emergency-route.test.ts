import fc from 'fast-check';
import { expect, test } from 'vitest';
import { emergencyInputSchema } from '../../../shared/schemas/emergency.ts';
import { emergencyInputOf } from './emergency-route.ts';

test.each([
  [{}, { text: '', location: '' }],
  [
    { message: 'Fire in the kitchen', location: 'Floor 2' },
    { text: 'Fire in the kitchen', location: 'Floor 2' },
  ],
  [
    { type: 'medical', description: 'man down', name: 'Ani', phone: 62811 },
    { text: 'medical: man down (Ani, 62811)', location: '' },
  ],
  [
    { text: 'help', lat: -6.2, lng: 106.8 },
    { text: 'help', location: '-6.2, 106.8' },
  ],
  [
    { message: 'help', camera_id: 'gate', id: 'r-1' },
    { text: 'help', location: '', cameraId: 'gate', requestId: 'r-1' },
  ],
])('%j becomes %j', (body, expected) => {
  expect(emergencyInputOf(body)).toEqual(expected);
});

test.each([[['message']], ['help'], [7], [{ message: { nested: true } }]])('%j is refused in words', (body) => {
  expect(() => emergencyInputOf(body)).toThrowError(expect.objectContaining({ code: 'invalid_input' }));
});

test('whatever is taken is a valid call', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.constantFrom('message', 'location', 'name', 'lat', 'lng', 'id', 'other'), fc.string()), (body) => {
      expect(emergencyInputSchema.safeParse(emergencyInputOf(body)).success).toBe(true);
    }),
  );
});
