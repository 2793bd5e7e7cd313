export interface GridShape {
  readonly columns: number;
  /** Height of a tile, pixels. */
  readonly tileHeight: number;
}

const aspect = 16 / 9;
/** A tile narrower than this shows nothing useful: the wall scrolls instead. */
const leastTileWidth = 220;

/** The columns that make tiles largest when all are to be seen at once; as many as are useful, and scrolling, where that is too small. */
export function gridShape(count: number, width: number, height: number, gap: number): GridShape {
  const tileWidth = (columns: number) => (width - gap * (columns - 1)) / columns;
  let best: GridShape | null = null;
  for (let columns = 1; columns <= Math.max(1, count); columns += 1) {
    const rows = Math.ceil(count / columns);
    const tileHeight = Math.min(tileWidth(columns) / aspect, (height - gap * (rows - 1)) / rows);
    const usable = tileHeight * aspect >= Math.min(leastTileWidth, width);
    if (usable && (!best || tileHeight > best.tileHeight)) best = { columns, tileHeight: Math.floor(tileHeight) };
  }
  if (best) return best;
  const columns = Math.max(1, Math.floor((width + gap) / (leastTileWidth + gap)));
  return { columns, tileHeight: Math.floor(tileWidth(columns) / aspect) };
}
