import { createTheme, type MantineColorsTuple } from '@mantine/core';

/** Near-black blue greys: a control room is dark, and pictures are the brightest things in it. */
const night: MantineColorsTuple = [
  '#dbe4ec',
  '#b9c6d2',
  '#95a5b4',
  '#6b7c8b',
  '#3d4a57',
  '#2a3541',
  '#1c252f',
  '#121920',
  '#0b0f14',
  '#06090c',
];

export const theme = createTheme({
  colors: { dark: night },
  primaryColor: 'cyan',
  primaryShade: { light: 6, dark: 7 },
  autoContrast: true,
  defaultRadius: 'sm',
  fontFamily: 'ui-sans-serif, system-ui, "Segoe UI", Roboto, "Noto Sans", "DejaVu Sans", sans-serif',
  fontFamilyMonospace: 'ui-monospace, "Cascadia Mono", "DejaVu Sans Mono", monospace',
  respectReducedMotion: true,
  cursorType: 'pointer',
});
