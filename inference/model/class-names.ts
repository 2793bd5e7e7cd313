import { z } from 'zod';

const nameSchema = z.string().min(1).max(60);
const listSchema = z.array(nameSchema).min(1).max(1000);
const recordSchema = z.record(z.string().regex(/^\d{1,3}$/), nameSchema);

/**
 * Class names out of a model's metadata: a JSON list, a JSON object `{"0":"person"}`, or the Python dict `{0: 'person'}` that
 * Ultralytics writes.
 * @returns names in class order, or null when the text is none of these or leaves a class out.
 */
export function parseClassNames(text: string): string[] | null {
  const value = parseJson(text) ?? parseJson(pythonToJson(text));
  const list = listSchema.safeParse(value);
  if (list.success) return list.data;
  const record = recordSchema.safeParse(value);
  if (!record.success) return null;
  const names = Array.from({ length: Object.keys(record.data).length }, (_, index) => record.data[String(index)]);
  return names.length > 0 && names.every((name) => name !== undefined) ? names : null;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Python literals of strings and integer keys only; whatever else comes out is refused by JSON and the schema. */
function pythonToJson(text: string): string {
  return text.replace(/'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"|(\d+)\s*:/g, (whole, single, double, key) => {
    if (key !== undefined) return `"${key}":`;
    const content: unknown = single ?? double;
    return typeof content === 'string' ? JSON.stringify(content.replace(/\\(.)/g, '$1')) : whole;
  });
}
