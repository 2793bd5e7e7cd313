import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';

/** Draws the PNG icons from the SVG ones beside this file: `node resources/icons/render-icons.ts`, run after changing an SVG. */
const folder = import.meta.dirname;

const pictures: readonly (readonly [svg: string, png: string, sidePx: number])[] = [
  // The console as an app on a phone. Maskable: launchers cut a circle out of it; badge: Android paints its alpha channel white.
  ['icon.svg', '../../renderer/public/icons/icon-192.png', 192],
  ['icon.svg', '../../renderer/public/icons/icon-512.png', 512],
  ['icon-maskable.svg', '../../renderer/public/icons/icon-maskable-512.png', 512],
  ['tray-template.svg', '../../renderer/public/icons/badge-96.png', 96],
  // electron-builder makes .ico and .icns from the largest.
  ['icon.svg', 'icon.png', 1024],
  ['icon.svg', 'icon-256.png', 256],
  ['tray.svg', 'tray.png', 24],
  ['tray.svg', 'tray@2x.png', 48],
  ['tray-template.svg', 'trayTemplate.png', 16],
  ['tray-template.svg', 'trayTemplate@2x.png', 32],
];

for (const [svg, png, sidePx] of pictures) {
  // 72 dpi is 1 px a unit; drawn larger first so that edges stay smooth.
  const drawn = await sharp(join(folder, svg), { density: 600 })
    .resize(sidePx, sidePx)
    .png({ compressionLevel: 9, palette: sidePx > 64 })
    .toBuffer();
  await writeFile(join(folder, png), drawn);
}
