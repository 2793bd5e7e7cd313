import type { DemoCamera } from '../station/demo-cameras.ts';

/** The cameras of `npm start -- --demo`. What they show is drawn; what is found in it is not. */
export const demoCameras: readonly DemoCamera[] = [
  { id: 'demo-collision', name: 'Demo 1 · Junction', url: 'demo:collision', location: 'Jl. Sudirman – Jl. Karet, Jakarta (drawn)' },
  { id: 'demo-rear-end', name: 'Demo 2 · Ring road', url: 'demo:rear-end', location: 'Jl. Gatot Subroto, Jakarta (drawn)' },
  { id: 'demo-traffic', name: 'Demo 3 · Traffic lights', url: 'demo:traffic', location: 'Jl. Cikini Raya, Jakarta (drawn)' },
  { id: 'demo-car-park', name: 'Demo 4 · Car park', url: 'demo:car-park', location: 'Blok M, Jakarta (drawn)' },
];
