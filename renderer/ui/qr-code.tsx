import { create } from 'qrcode';
import { useMemo } from 'react';

export interface QrCodeProps {
  readonly text: string;
  /** What it leads to, for those who cannot see it. */
  readonly label: string;
  /** Side, CSS pixels. */
  readonly size?: number;
}

/** Free modules around the code that readers need. @see ISO/IEC 18004 */
const quiet = 4;

/** A QR code, dark on white whatever the theme: many readers know no other. */
export function QrCode({ text, label, size = 208 }: QrCodeProps) {
  const { path, side } = useMemo(() => drawn(text), [text]);
  return (
    <svg role="img" aria-label={label} width={size} height={size} viewBox={`0 0 ${side} ${side}`} shapeRendering="crispEdges">
      <rect width={side} height={side} fill="#fff" />
      <path d={path} fill="#000" />
    </svg>
  );
}

function drawn(text: string): { readonly path: string; readonly side: number } {
  const { modules } = create(text, { errorCorrectionLevel: 'M' });
  const dark: string[] = [];
  for (let row = 0; row < modules.size; row += 1)
    for (let column = 0; column < modules.size; column += 1)
      if (modules.get(row, column)) dark.push(`M${column + quiet} ${row + quiet}h1v1h-1z`);
  return { path: dark.join(''), side: modules.size + 2 * quiet };
}
