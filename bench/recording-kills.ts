import { type KilledLives, killedLives } from './killed-lives.ts';
import { killedStations } from './killed-stations.ts';

/**
 * `node bench/recording-kills.ts [LIVES] [--station]`: kills a recorder of a real RTSP camera at random and prints what is left; with
 * `--station` a whole station that records an RTSP and an MJPEG camera.
 */
const [lives = 20] = process.argv.slice(2).map(Number).filter(Number.isFinite);
const told = ({ lostMs, ...found }: KilledLives) => ({
  ...found,
  lostMs: lostMs.map(Math.round),
  worstLostMs: Math.round(Math.max(...lostMs)),
});
if (process.argv.includes('--station')) {
  const { rtsp, mjpeg } = await killedStations(lives);
  console.log(JSON.stringify({ rtsp: told(rtsp), mjpeg: told(mjpeg) }, null, 2));
} else {
  console.log(JSON.stringify(told(await killedLives(lives)), null, 2));
}
