import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../../shared/errors.ts';
import { AccidentRecogniser } from '../behaviour/recogniser.ts';
import { createAnalyser } from '../pipeline/analyser.ts';
import { readClipList } from './clip-list.ts';
import { findFfmpegProgram } from './ffmpeg-program.ts';
import { readOptions, type ScoreOptions } from './options.ts';
import { type ReportRow, rowText, totalText } from './report.ts';
import { runClip, type Sampling } from './run-clip.ts';
import { scoreClip, totalScore } from './scoring.ts';

/** Scores accident recognition on labelled clips: `npm run score -- <clips.json>`. */
async function main(): Promise<void> {
  const options = await readOptions(process.argv.slice(2), process.env, join(import.meta.dirname, '../../models'));
  const clips = await readClipList(options.listFile);
  const ffmpeg = await findFfmpegProgram();
  const analyser = await createAnalyser({
    model: options.model,
    threshold: options.threshold,
    createRecogniser: () => new AccidentRecogniser(),
  });
  const rows: ReportRow[] = [];
  const nameWidth = Math.max(...clips.map(({ name }) => name.length));
  try {
    for (const { name, path, impactsS } of clips) {
      for (const sampling of samplingsOf(options)) {
        const run = await runClip(analyser, ffmpeg, path, sampling);
        const row = { clip: name, sampling, run, score: scoreClip({ impactsS }, run.incidents) };
        rows.push(row);
        console.log(rowText(row, nameWidth));
      }
    }
  } finally {
    await analyser.close();
  }
  const total = totalScore(rows.map(({ score }) => score));
  console.log(`\n${totalText(total)}`);
  if (options.jsonFile)
    await writeFile(
      options.jsonFile,
      JSON.stringify({ model: options.model, fps: options.fps, movingFps: options.movingFps, total, rows }, null, 2),
    );
}

function samplingsOf({ fps: rates, movingFps, offsets }: ScoreOptions): Sampling[] {
  return rates.flatMap((fps) =>
    Array.from({ length: offsets }, (_, index) => ({ fps, movingFps, offsetMs: (index * 1000) / fps / offsets })),
  );
}

main().catch((error: unknown) => {
  // A person's mistake is told in words; anything else is a bug and shows where.
  console.error(error instanceof AppError ? error.message : error);
  process.exitCode = 1;
});
