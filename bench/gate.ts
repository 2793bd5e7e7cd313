import { setTimeout as pause } from 'node:timers/promises';
import { type MjpegServer, startMjpegServer } from '../e2e/servers/mjpeg-server.ts';
import { atMost, type Bench, type BenchContext, type Row } from './bench.ts';
import { motionIsHere, startMotion } from './motion-peer.ts';
import { unchangingPictures } from './scenes.ts';
import { addLiveCamera, cpuPercent, startStation } from './station.ts';

const settleS = 12;
const measureS = 30;
const fps = 5;
const most = 16;

/** What watching nothing costs: CPU of the whole station, inference included, on cameras whose picture does not change. */
export const gateBench: Bench = {
  name: 'gate',
  about: 'CPU of the whole station on unchanging 640x360 MJPEG cameras at 5 fps, against motion 4.5 on the same streams',
  async run(context) {
    const pictures = await unchangingPictures(25);
    const cameras = await Promise.all(Array.from({ length: most }, () => startMjpegServer({ pictures, fps })));
    try {
      const motionOne = await motionCost(cameras.slice(0, 1), context);
      const motionMost = await motionCost(cameras, context);
      const station = await stationCost(cameras, context);
      const rows: Row[] = [
        { metric: 'station without a camera', value: station.none, unit: '% of a core' },
        { metric: '1 camera', value: station.one, unit: '% of a core', ...against(motionOne), target: atMost(station.one, 1.5, '%') },
        {
          metric: '1 camera, above no camera',
          value: station.one - station.none,
          unit: '% of a core',
          ...against(motionOne),
        },
        {
          metric: `${most} cameras`,
          value: station.most,
          unit: '% of a core',
          ...against(motionMost),
          target: atMost(station.most, 25, '%'),
        },
      ];
      const notes = [
        `every picture differs by sensor noise (25 of them, repeated); ${measureS} s each after ${settleS} s to settle`,
        context.modelFile === null ? 'no model here: the station watched motion only' : 'the network is loaded and sleeps behind the gate',
        ...(motionIsHere() ? [] : ['motion is not installed here (apt-get install motion): no peer']),
      ];
      return { rows, notes };
    } finally {
      await Promise.all(cameras.map((camera) => camera.close()));
    }
  },
};

const against = (value: number | null): Pick<Row, 'against'> => (value === null ? {} : { against: { name: 'motion 4.5', value } });

async function motionCost(cameras: readonly MjpegServer[], { say }: BenchContext): Promise<number | null> {
  if (!motionIsHere()) return null;
  say(`motion on ${cameras.length}`);
  const motion = startMotion(cameras.map(({ url }) => url));
  try {
    await pause(settleS * 1000);
    if (!cameras.every((camera) => camera.viewers() > 0)) throw new Error('motion did not open every stream');
    return await cpuPercent(motion.pid, measureS);
  } finally {
    await motion.close();
  }
}

async function stationCost(cameras: readonly MjpegServer[], context: BenchContext): Promise<{ none: number; one: number; most: number }> {
  const station = await startStation(context);
  try {
    const measured = async (count: number) => {
      context.say(`station on ${count}`);
      await pause(settleS * 1000);
      return cpuPercent(station.pid, measureS);
    };
    const none = await measured(0);
    await addLiveCamera(station, { url: cameras[0]?.url ?? '' });
    const one = await measured(1);
    for (const camera of cameras.slice(1)) await addLiveCamera(station, { url: camera.url });
    return { none, one, most: await measured(most) };
  } finally {
    await station.dispose();
  }
}
