import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseClassNames } from './class-names.ts';
import { cocoNames } from './coco-names.ts';

test.each([
  ["{0: 'person', 1: 'traffic light'}", ['person', 'traffic light']],
  ['{"0":"person","1":"car"}', ['person', 'car']],
  ['["person","car"]', ['person', 'car']],
  ["['person', 'car']", ['person', 'car']],
  ['{1: "car", 0: "three \'wheelers\'"}', ["three 'wheelers'", 'car']],
  ["{0: 'it\\'s'}", ["it's"]],
])('%s', (text, names) => {
  expect(parseClassNames(text)).toEqual(names);
});

test.each(['', '{}', '[]', "{0: 'a', 2: 'c'}", '{0: person}', "__import__('os')", '[1, 2]', '{"a":"b"}', 'null'])(
  '%s names no classes',
  (text) => {
    expect(parseClassNames(text)).toBeNull();
  },
);

test('any names survive the way Python writes them', () => {
  const name = fc.string({ minLength: 1, maxLength: 30 }).filter((text) => !/['"\\]/.test(text));
  fc.assert(
    fc.property(fc.array(name, { minLength: 1, maxLength: 20 }), (names) => {
      expect(parseClassNames(`{${names.map((each, index) => `${index}: '${each}'`).join(', ')}}`)).toEqual(names);
    }),
  );
});

test('any text is answered', () => {
  fc.assert(fc.property(fc.string({ maxLength: 300 }), (text) => void parseClassNames(text)));
});

test('COCO has its 80 classes', () => {
  expect([cocoNames.length, cocoNames[0], cocoNames[7], cocoNames[79]]).toEqual([80, 'person', 'truck', 'toothbrush']);
});
