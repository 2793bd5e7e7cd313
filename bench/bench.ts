/** One measured number, and what it is held against. */
export interface Row {
  readonly metric: string;
  readonly value: number;
  readonly unit: string;
  /** Floor or peer of the same run that the value is divided by. */
  readonly against?: { readonly name: string; readonly value: number };
  /** In words with its number: `<= 1.5`. `met` is null where it could not be judged. */
  readonly target?: { readonly text: string; readonly met: boolean | null };
}

export interface BenchResult {
  readonly rows: readonly Row[];
  /** What a reader must know to judge the numbers. */
  readonly notes: readonly string[];
}

export interface BenchContext {
  /** ONNX file the station is to use; null = none here: it watches motion only. */
  readonly modelFile: string | null;
  /** How long the memory is watched (`--minutes N`, `--hour`). */
  readonly memoryMinutes: number;
  readonly say: (line: string) => void;
}

export interface Bench {
  readonly name: string;
  readonly about: string;
  run(context: BenchContext): Promise<BenchResult>;
}

/** `value <= limit` as a target. */
export const atMost = (value: number, limit: number, unit = ''): NonNullable<Row['target']> => ({
  text: `<= ${limit}${unit && ` ${unit}`}`,
  met: Number.isFinite(value) ? value <= limit : null,
});
/** `value >= limit` as a target. */
export const atLeast = (value: number, limit: number, unit = ''): NonNullable<Row['target']> => ({
  text: `>= ${limit}${unit && ` ${unit}`}`,
  met: Number.isFinite(value) ? value >= limit : null,
});
