import type { FollowedObject } from '../behaviour/recogniser-port.ts';

type ObjectKind = FollowedObject['kind'];

/** Single words that make a class a road vehicle, whatever a data set calls it: `three wheelers -CNG-`, `policecar`, `minivan`. */
const vehicleWords =
  /\b(car|cars|bus|buses|truck|trucks|lorry|van|vans|minivan|minibus|pickup|suv|taxi|ambulance|policecar|motorcycle|motorbike|scooter|bicycle|bike|rickshaw|tricycle|cng|wheelers?|vehicles?|tram|train|tractor|trailer|human ?hauler|garbagevan)\b/i;
const personWords = /\b(person|people|pedestrian|rider|cyclist|man|woman|child|kid)\b/i;
/** Happenings rather than things; `car accident` is no car. */
const eventWords = /\b(accidents?|crash|collision|fire(?! ?hydrant)|flame|smoke|fall|fallen|emergency)\b/i;

const known = new Map<string, ObjectKind>();

/** What a class name stands for on a road. */
export function objectKind(label: string): ObjectKind {
  const cached = known.get(label);
  if (cached !== undefined) return cached;
  const plain = label.replaceAll(/[_-]+/g, ' ');
  const kind = eventWords.test(plain) ? 'other' : personWords.test(plain) ? 'person' : vehicleWords.test(plain) ? 'vehicle' : 'other';
  known.set(label, kind);
  return kind;
}

/** Whether a class names a happening (accident, fire, smoke) rather than a thing that can be followed. */
export function isEventLabel(label: string): boolean {
  return eventWords.test(label.replaceAll(/[_-]+/g, ' '));
}
