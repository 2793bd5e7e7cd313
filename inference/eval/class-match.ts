/** Other names of the same thing in well-known data sets. */
const synonyms: Readonly<Record<string, string>> = {
  motorbike: 'motorcycle',
  people: 'person',
  pedestrian: 'person',
  bike: 'bicycle',
  lorry: 'truck',
};

/** Whether two data sets mean the same thing. */
export function canonicalClass(name: string): string {
  const plain = name.trim().toLowerCase().replaceAll(/[_-]+/g, ' ');
  return synonyms[plain] ?? plain;
}
