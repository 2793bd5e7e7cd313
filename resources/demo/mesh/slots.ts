/** What each palette entry of a vehicle's mesh paints. */
export const SLOT = {
  paint: 0,
  glass: 1,
  trim: 2,
  tyre: 3,
  rim: 4,
  headLamp: 5,
  tailLamp: 6,
  plate: 7,
  second: 8,
  chrome: 9,
} as const;

/** What each palette entry of a person's mesh paints. */
export const WEAR = { skin: 0, top: 1, legs: 2, shoes: 3, hair: 4, bag: 5 } as const;
