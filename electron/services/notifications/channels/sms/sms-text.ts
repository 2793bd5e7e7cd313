/** Characters of the SMS alphabet that take one septet. @see 3GPP TS 23.038, 6.2.1 */
const basic = new Set(
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà',
);
/** Those that take two. */
const extended = new Set('^{}\\[~]|€\f');

/** One SMS: 160 septets of the SMS alphabet, or 70 UTF-16 units of anything else. */
const maxSeptets = 160;
const maxUnits = 70;
/** A link that leaves less than this for the news is left out. */
const leastHead = 20;

/** Typographic characters for which the alphabet has a plain one: worth 90 more characters. */
const plain: readonly (readonly [RegExp, string])[] = [
  [/[‘’‚`´]/g, "'"],
  [/[“”„«»]/g, '"'],
  [/[–—−]/g, '-'],
  [/…/g, '...'],
  [/[\u00a0\u202f\u2009]/g, ' '],
];

/** True when the text fits the SMS alphabet. */
export function isGsm(text: string): boolean {
  return [...text].every((character) => basic.has(character) || extended.has(character));
}

/**
 * What fits one SMS. The link is kept whole or left out: half a link is none.
 * @param link null = there is none
 */
export function smsText(text: string, link: string | null): string {
  const head = plain.reduce((kept, [pattern, by]) => kept.replace(pattern, by), text).trim();
  if (link === null) return cut(head, isGsm(head));
  const tail = `\n${link}`;
  const gsm = isGsm(head + tail);
  const room = roomOf(gsm) - lengthOf(tail, gsm);
  if (lengthOf(head, gsm) <= room || room >= leastHead) return cut(head, gsm, room) + tail;
  return cut(head, isGsm(head));
}

const roomOf = (gsm: boolean) => (gsm ? maxSeptets : maxUnits);

/** Septets, or UTF-16 units. */
function lengthOf(text: string, gsm: boolean): number {
  return gsm ? [...text].reduce((sum, character) => sum + (extended.has(character) ? 2 : 1), 0) : text.length;
}

/** Cut between characters, never inside one that takes two units. */
function cut(text: string, gsm: boolean, room = roomOf(gsm)): string {
  if (lengthOf(text, gsm) <= room) return text;
  const mark = gsm ? '...' : '…';
  let kept = '';
  for (const character of text) {
    if (lengthOf(kept + character, gsm) > room - mark.length) break;
    kept += character;
  }
  return `${kept.trimEnd()}${mark}`;
}
