import { useMediaQuery } from '@mantine/hooks';

/** True on a phone: one column, navigation at the bottom. */
export function useNarrow(): boolean {
  return useMediaQuery('(max-width: 47.99em)', undefined, { getInitialValueInEffect: false }) ?? false;
}
