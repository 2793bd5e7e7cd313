import { useCallback, useEffect, useState } from 'react';

export interface Answer<T> {
  /** Null until it came. */
  readonly value: T | null;
  readonly error: unknown;
  reload(): void;
  /** Puts a newer value in its place. */
  set(value: T): void;
}

/** Asks once the question is mounted, and again on `reload`. `ask` must be stable. */
export function useAnswer<T>(ask: () => Promise<T>): Answer<T> {
  const [value, setValue] = useState<T | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [attempt, setAttempt] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `attempt` asks for the same again
  useEffect(() => {
    let wanted = true;
    ask().then(
      (answer) => {
        if (!wanted) return;
        setValue(answer);
        setError(null);
      },
      (failure: unknown) => wanted && setError(failure),
    );
    return () => {
      wanted = false;
    };
  }, [ask, attempt]);
  const reload = useCallback(() => setAttempt((n) => n + 1), []);
  return { value, error, reload, set: setValue };
}
