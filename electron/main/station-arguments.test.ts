import { expect, test } from 'vitest';
import { readStationConfig } from '../services/config/station-config.ts';
import { stationArguments } from './station-arguments.ts';

test.each([
  [['electron', '.', '--demo'], ['--demo']],
  [
    ['/opt/SENTRA/sentra', '--data', '/tmp/x', '--port=0'],
    ['--data', '/tmp/x', '--port=0'],
  ],
  [
    ['electron', '--inspect=0', '--remote-debugging-port=0', '.', '--model', 'a.onnx'],
    ['--model', 'a.onnx'],
  ],
  [['electron', '.', '--hidden', '--no-sandbox', '--database=postgres://x'], []],
  [['electron', '.', '--port'], ['--port']],
])('%j gives the station %j', (argv, expected) => {
  expect(stationArguments(argv)).toEqual(expected);
});

test('what is picked, the reader of the settings understands', () => {
  const config = readStationConfig(stationArguments(['electron', '--inspect=0', '.', '--demo', '--port', '0', '--data=/tmp/d']), {});
  expect(config).toMatchObject({ demo: true, port: 0, dataDir: '/tmp/d' });
});
