const withValue: ReadonlySet<string> = new Set(['--port', '--data', '--model']);
const alone: ReadonlySet<string> = new Set(['--demo']);

/**
 * Picks the station's own options out of a command line that also carries the app's path and Chromium's switches
 * (`electron . --remote-debugging-port=0 --demo`), which the strict reader of the station's settings would refuse.
 */
export function stationArguments(argv: readonly string[]): string[] {
  const picked: string[] = [];
  for (let i = 0; i < argv.length; i += 1) {
    const word = argv[i] ?? '';
    const name = word.split('=')[0] ?? '';
    if (alone.has(word) || (withValue.has(name) && word.includes('='))) picked.push(word);
    else if (withValue.has(word)) {
      i += 1;
      const value = argv[i];
      picked.push(word, ...(value === undefined ? [] : [value]));
    }
  }
  return picked;
}
