/**
 * What the recogniser takes for ordinary and what not. Lengths are in box heights of the object itself, so that they hold near and far,
 * for any lens and resolution: a car is about 1.5 m high, so 1 height/s is about 1.5 m/s (5 km/h) across the picture, and braking with
 * full grip (8 m/s²) is about 5 heights/s². A lorry counts as slower than it is, and movement along the line of sight is foreshortened:
 * both err towards silence.
 */
export const limits = {
  /** More of the picture than this changed at once: light, a bumped camera, a cut; positions before and after do not connect. */
  sceneChange: 0.65,
  unsettledMs: 1_000,
  /** How far back a track's boxes are kept. */
  memoryMs: 4_000,
  /** Velocities before and after an instant are fitted over this long, from at least so many detections that span at least so long. */
  fitMs: 500,
  fitSamples: 3,
  fitSpanMs: 380,
  /** Scatter of a fit, in heights, above which the track is not one object moving steadily: jumps, id switches, flicker. */
  fitScatter: 0.2,
  /** An edge nearer to the picture's border than this share of the width may be cut off. */
  border: 0.01,
  /** Vehicles lower than this share of the picture are too few pixels to judge. */
  leastHeight: 0.06,
  /** From this speed on, heights/s, a vehicle is driving. */
  drivingFrom: 0.9,
  /** A vehicle stands when its centre has stayed within this many heights for so long. */
  standingStray: 0.25,
  standingForMs: 750,
  /** Change of velocity within one fit, heights/s: ordinary braking (3 m/s²) stays under the first; the second takes a blow or full grip. */
  suddenFrom: 1.2,
  suddenFull: 2.5,
  /** A stop leaves less than this share of the speed. */
  stopShare: 0.65,
  /** What an engine can add to the speed within one fit, heights/s; more is a shove. */
  engine: 0.8,
  /** Deceleration, heights/s², from contact to standstill: brakes reach the first, only an obstacle the second. */
  brakesReach: 2.5,
  brakesFromSpeed: 1.5,
  obstacleFull: 6,
  /** Two vehicles touch when the gap between their boxes is under this share of the smaller height ... */
  contactGap: 0.15,
  /** ... and they came together at this speed or more, heights/s. */
  closingFrom: 0.9,
  closingFull: 3,
  /** Bottom edges of vehicles that can touch differ by less than this many heights; more = one behind the other in perspective. */
  contactDepth: 0.7,
  /** Height of the larger over the smaller: beyond it they are at different distances from the camera. */
  contactScale: 2.5,
  /** A standing vehicle that is hit moves by so many heights or more; one that traffic closes up to does not. */
  pushed: 0.35,
  pushedWithinMs: 2_000,
  /** A sudden change belongs to a contact when it happened so long before or after. */
  changeBeforeMs: 400,
  changeAfterMs: 800,
  /** A vehicle had to be driving so shortly before it was involved. */
  droveWithinMs: 1_500,
  /** A lost track's successor appears within this time, at the place. */
  heirWithinMs: 2_000,
  /** Both may be seen at once for so long. */
  overlapMs: 250,
  /** ... and has come so many heights before it stands; otherwise it stood there all the time. */
  heirTravels: 0.4,
  /**
   * Between these times after a contact both vehicles should be where they were heading, if they drove this fast (heights/s): ordinary
   * braking (3 m/s²) and steering take them up to 1.5 heights from there. Some vehicle must still be within so many heights of the contact.
   */
  pathFromMs: 600,
  pathUntilMs: 1_250,
  pathSpeed: 1.5,
  offPath: 1.5,
  offPathFull: 2.5,
  pathAround: 5,
  /** A standing vehicle that is hidden is remembered so long, and known again within so many heights. */
  placeKeptMs: 15_000,
  samePlace: 0.6,
  /** Evidence is collected so long after the contact; then the suspicion is dropped. */
  suspicionMs: 7_000,
  /** Confidence from which an incident is raised, and for how long it must hold. */
  raiseFrom: 0.73,
  holdMs: 150,
  /** Boxes of vehicles seen this recently go with an incident. */
  shownMs: 1_000,
  /** A person has been followed so long before counting. */
  personSeenMs: 300,
  /**
   * Classes of the model that name an event: least score on a frame, share of the frames on which it must be seen, longest gap, frames
   * remembered; how long an accident, and how long fire or smoke must have been seen, and with which mean score.
   */
  sightingScore: 0.25,
  sightingShare: 0.6,
  sightingGapMs: 1_500,
  sightingFrames: 30,
  accidentSeenMs: 600,
  burningSeenMs: 3_000,
  burningScore: 0.6,
  /** What looks like fire or smoke so soon after the camera came into sight is part of the scene: a lamp, a wet road, mist. */
  burningFromMs: 5_000,
  /** More of the picture than this is mist, glare or bare ground. */
  burningArea: 0.35,
  /** After an incident nothing new is raised on the camera for this long, and at its place until it has been clear for as long as that. */
  quietMs: 20_000,
  placeClearMs: 60_000,
} as const;
