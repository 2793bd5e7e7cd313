/** Order matters: most browsers also claim to be those below them. */
const programs: readonly (readonly [RegExp, string])[] = [
  [/\bElectron\//, 'SENTRA'],
  [/\bEdgA?\//, 'Edge'],
  [/\bOPR\//, 'Opera'],
  [/\bSamsungBrowser\//, 'Samsung Internet'],
  [/\b(Firefox|FxiOS)\//, 'Firefox'],
  [/\b(Chrome|CriOS|HeadlessChrome)\//, 'Chrome'],
  [/\bSafari\//, 'Safari'],
];
const systems: readonly (readonly [RegExp, string])[] = [
  [/\bAndroid\b/, 'Android'],
  [/\b(iPhone|iPad)\b/, 'iOS'],
  [/\bWindows\b/, 'Windows'],
  [/\bMac OS X\b/, 'macOS'],
  [/\bCrOS\b/, 'ChromeOS'],
  [/\bLinux\b/, 'Linux'],
];

/** Browser and system by a User-Agent header, as people name them; anything else by its first word, or empty. */
export function deviceName(userAgent: string): { readonly program: string; readonly system: string } {
  const named = (list: typeof programs) => list.find(([pattern]) => pattern.test(userAgent))?.[1];
  const firstWord = /^[A-Za-z][\w.-]{0,30}/.exec(userAgent)?.[0] ?? '';
  return { program: named(programs) ?? firstWord, system: named(systems) ?? '' };
}
