import { cpus } from 'node:os';

/** Share of the processors that was idle since it was asked last, 0..1; 0 at the first time. */
export function idleMeter(read: typeof cpus = cpus): () => number {
  const sum = () => {
    let idle = 0;
    let all = 0;
    for (const { times } of read()) {
      idle += times.idle;
      all += times.idle + times.user + times.sys + times.irq + times.nice;
    }
    return { idle, all };
  };
  let before = sum();
  let isFirst = true;
  return () => {
    const now = sum();
    const share = now.all > before.all ? (now.idle - before.idle) / (now.all - before.all) : 0;
    before = now;
    if (isFirst) {
      isFirst = false;
      return 0;
    }
    return share;
  };
}
