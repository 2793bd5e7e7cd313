import type { ClassResult } from './average-precision.ts';
import type { SetResult } from './evaluate.ts';

/** Results as a table for people. */
export function table(sets: readonly SetResult[], all: Readonly<Record<string, ClassResult | null>>): string {
  const rows = [['set', 'class', 'objects', 'AP50', 'AP50-95', 'precision', 'recall']];
  for (const set of sets) {
    for (const [name, result] of Object.entries(set.classes)) rows.push([set.name, name, ...cells(result)]);
    rows.push([set.name, `mean of ${knownOf(set.classes).length}`, '', ...means(set.classes)]);
  }
  if (sets.length > 1) {
    for (const [name, result] of Object.entries(all)) rows.push(['all sets', name, ...cells(result)]);
    rows.push(['all sets', `mean of ${knownOf(all).length}`, '', ...means(all)]);
  }
  return align(rows);
}

function cells(result: ClassResult | null): string[] {
  if (result === null) return ['', 'class unknown to the model', '', '', ''];
  const { objects, ap50, ap50to95, precision, recall } = result;
  return [String(objects), share(ap50), share(ap50to95), precision === null ? '-' : share(precision), share(recall)];
}

function means(classes: Readonly<Record<string, ClassResult | null>>): string[] {
  const { ap50, ap50to95 } = meanOf(classes);
  return [ap50 === null ? '-' : share(ap50), ap50to95 === null ? '-' : share(ap50to95), '', ''];
}

/** Means over the classes the model knows; null when it knows none. */
export function meanOf(classes: Readonly<Record<string, ClassResult | null>>): { ap50: number | null; ap50to95: number | null } {
  const known = knownOf(classes);
  const mean = (pick: (result: ClassResult) => number) =>
    known.length === 0 ? null : known.reduce((sum, result) => sum + pick(result), 0) / known.length;
  return { ap50: mean(({ ap50 }) => ap50), ap50to95: mean(({ ap50to95 }) => ap50to95) };
}

function knownOf(classes: Readonly<Record<string, ClassResult | null>>): ClassResult[] {
  return Object.values(classes).filter((result) => result !== null);
}

function share(value: number): string {
  return value.toFixed(3);
}

function align(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => (column < 2 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
