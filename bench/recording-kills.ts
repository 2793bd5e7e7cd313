import { killedLives } from './killed-lives.ts';

/** `node bench/recording-kills.ts [LIVES]`: kills a recorder of a real RTSP camera at random and prints what is left. */
const lives = Number(process.argv[2] ?? 20);
const found = await killedLives(lives);
console.log(
  JSON.stringify({ ...found, lostMs: found.lostMs.map(Math.round), worstLostMs: Math.round(Math.max(...found.lostMs)) }, null, 2),
);
