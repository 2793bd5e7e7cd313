import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { WebSocket, WebSocketServer } from 'ws';
import { sighting } from '../electron/services/incidents/testing/rig.ts';
import type { Channel } from '../electron/services/notifications/channel.ts';
import { startRig } from '../electron/services/notifications/testing/rig.ts';
import { openStore } from '../electron/services/store/store.ts';
import { sampleContact } from '../electron/services/store/testing/samples.ts';
import { EventAudience } from '../electron/services/web/event-audience.ts';
import { createSocketHub, type SocketHub } from '../electron/services/web/socket-hub.ts';
import { atMost, type Bench, type BenchContext } from './bench.ts';
import { percentile } from './measure/summary.ts';
import { until } from './station.ts';

const viewers = 1_000;
const rounds = 30;
const betweenMs = 400;

/** From an incident's commit to the outside: a service over HTTP, and a thousand consoles. All in one process, viewers included. */
export const alertDeliveryBench: Bench = {
  name: 'alert-delivery',
  about: `incident committed to a request at a loopback HTTP service, and to ${viewers} Socket.IO viewers`,
  async run(context) {
    const folder = mkdtempSync(join(tmpdir(), 'sentra-bench-delivery-'));
    const store = await openStore({ file: join(folder, 'sentra.db') });
    const committedAtMs = new Map<string, number>();
    const accepted: number[] = [];
    const seen: number[] = [];
    const service = createServer((request, response) => {
      request.resume().on('end', () => {
        accepted.push(performance.now() - (committedAtMs.get(request.url?.slice(1) ?? '') ?? Number.NaN));
        response.end('taken');
      });
    });
    const web = createServer();
    const hub = createSocketHub(web, hubOptions());
    const consoles: WebSocket[] = [];
    try {
      await store.contacts.insert(sampleContact({ addresses: [{ channel: 'webhook', address: 'bench', enabled: true }] }));
      const insert: typeof store.incidents.insert = async (...args) => {
        const inserted = await store.incidents.insert(...args);
        committedAtMs.set(args[0].id, performance.now());
        return inserted;
      };
      const channel = httpChannel(await listen(service));
      const onAlert = (message: Parameters<SocketHub['broadcast']>[1]) => hub.broadcast('receive-message', message as never);
      const rig = await startRig({ ...store, incidents: { ...store.incidents, insert } }, folder, [channel], { onAlert });
      const raiseAll = async () => {
        for (let round = 0; round < rounds; round += 1) {
          await rig.incidents.raise(sighting());
          await pause(betweenMs);
        }
      };
      await raiseAll();
      await until(async () => accepted.length >= rounds);
      const alone = accepted.splice(0);
      await connect(await listen(web), consoles, (id) => seen.push(performance.now() - (committedAtMs.get(id) ?? Number.NaN)), context);
      await raiseAll();
      await until(async () => accepted.length >= rounds && seen.length >= rounds * viewers);
      await rig.close();
      for (const socket of consoles.splice(0)) socket.terminate();
      const bare = await bareBroadcast(JSON.stringify(rig.alerts.at(-1)), context);
      const http = percentile(alone, 0.95);
      const sockets = percentile(seen, 0.95);
      const floor = { name: 'a bare ws broadcast', value: percentile(bare, 0.95) };
      const ratio = sockets / floor.value;
      return {
        rows: [
          { metric: 'committed to HTTP service p50', value: percentile(alone, 0.5), unit: 'ms' },
          { metric: 'committed to HTTP service p95', value: http, unit: 'ms', target: atMost(http, 300, 'ms') },
          { metric: `the same beside ${viewers} viewers p95`, value: percentile(accepted, 0.95), unit: 'ms' },
          { metric: `committed to ${viewers} viewers p50`, value: percentile(seen, 0.5), unit: 'ms' },
          { metric: `committed to ${viewers} viewers p95`, value: sockets, unit: 'ms', against: floor, target: atMost(sockets, 500, 'ms') },
          { metric: 'that ratio', value: ratio, unit: 'x', target: atMost(ratio, 1.5, 'x') },
        ],
        notes: [`${rounds} incidents; station, service and viewers share one process and its one thread, for the floor too`],
      };
    } finally {
      for (const socket of consoles) socket.terminate();
      await hub.close();
      service.closeAllConnections();
      service.close();
      await store.close();
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

function httpChannel(url: string): Channel {
  return {
    name: 'webhook',
    limits: { perSecond: 1000, perRecipientMs: 0, parallel: 4 },
    unready: () => null,
    async send({ notice, idempotencyKey }, signal) {
      const id = 'incidentId' in notice ? notice.incidentId : '';
      await fetch(`${url}/${id}`, { method: 'POST', body: idempotencyKey, signal });
      return { reference: null };
    },
    close: () => undefined,
  };
}

function hubOptions(): Parameters<typeof createSocketHub>[1] {
  const user = { id: 'u', username: 'bench', role: 'admin' as const, reach: { all: true as const }, createdAtMs: 1 };
  const auth = {
    authenticate: async (_token: string, address: string) => ({ user, sessionId: null, address }) as never,
    touch: async () => true,
    onSessionEnded: () => () => undefined,
    onUserChanged: () => () => undefined,
  };
  const guard = { allows: () => true, onChanged: () => () => undefined };
  return { desk: {} as never, auth, guard, audience: new EventAudience([]), createLiveFeed: (() => undefined) as never };
}

/** Consoles as bare sockets that speak Socket.IO's protocol: what a client library costs is no part of the station. */
async function connect(url: string, consoles: WebSocket[], onAlert: (id: string) => void, { say }: BenchContext): Promise<void> {
  let joined = 0;
  for (let batch = 0; batch < viewers; batch += 50) {
    const fresh = Array.from({ length: 50 }, () => new WebSocket(`${url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`));
    consoles.push(...fresh);
    for (const socket of fresh) {
      socket.on('message', (data) => {
        const text = String(data);
        if (text.startsWith('0{')) socket.send('40{"token":"bench"}');
        else if (text === '2') socket.send('3');
        else if (text.startsWith('40')) joined += 1;
        else if (text.startsWith('42["receive-message"')) onAlert(/"id":"([^"]+)"/.exec(text)?.[1] ?? '');
      });
    }
    await until(async () => joined === consoles.length);
  }
  say(`${consoles.length} viewers are connected`);
}

/** The same bytes to as many sockets with nothing else around. */
async function bareBroadcast(payload: string, { say }: BenchContext): Promise<number[]> {
  const server = createServer();
  const sockets = new WebSocketServer({ server });
  const url = (await listen(server)).replace('http', 'ws');
  const clients: WebSocket[] = [];
  const times: number[] = [];
  let startedMs = 0;
  for (let batch = 0; batch < viewers; batch += 50) {
    const fresh = Array.from({ length: 50 }, () => new WebSocket(url));
    for (const client of fresh) client.on('message', () => times.push(performance.now() - startedMs));
    clients.push(...fresh);
    await Promise.all(fresh.map((client) => once(client, 'open')));
  }
  say('the floor: a bare ws broadcast');
  for (let round = 1; round <= rounds; round += 1) {
    startedMs = performance.now();
    for (const socket of sockets.clients) socket.send(payload);
    await until(async () => times.length >= round * viewers);
    await pause(betweenMs);
  }
  for (const client of clients) client.terminate();
  sockets.close();
  server.close();
  return times;
}

async function listen(server: Server): Promise<string> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
