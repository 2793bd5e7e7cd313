import { once } from 'node:events';
import { expect, test } from './console-test.ts';

interface Incident {
  id: string;
  kind: string;
  status: string;
  cameraName: string;
  acknowledgedBy: string | null;
  confidence: number;
  timing: { frameAtMs: number; detectedAtMs: number; storedAtMs: number; shownAtMs: number | null };
}

test('the demo raises one accident that every console shows, one person takes and the list keeps', async ({
  startStation,
  openConsole,
}) => {
  test.setTimeout(360_000);
  const station = await startStation({ args: ['--demo'] });
  const socket = station.socket();
  await once(socket as never, 'connect');
  const alerts: { id: string; kind: string; photoUrl: string; cameraId: string }[] = [];
  socket.on('receive-message', (message) => alerts.push(message));
  const observed = new Set<string>();
  socket.on('observation', ({ tracks }: { tracks: { label: string }[] }) => {
    for (const { label } of tracks) observed.add(label);
  });
  const first = await openConsole(station);
  const second = await openConsole(station);

  const popup = first.getByRole('alertdialog', { name: /^Accident at/ });
  await expect(popup).toBeVisible({ timeout: 200_000 });
  await expect(second.getByRole('alertdialog', { name: /^Accident at/ })).toBeVisible();
  await expect(popup.getByRole('img').first()).toBeVisible();
  expect([...observed]).toContain('car');

  const [alert] = alerts;
  if (!alert) throw new Error('the consoles show an alert that no socket client was told of');
  const photo = await fetch(station.address + alert.photoUrl, { headers: { authorization: `Bearer ${station.token}` } });
  expect([photo.status, photo.headers.get('content-type')]).toEqual([200, 'image/jpeg']);
  expect(new Set(alerts.map(({ id }) => id)).size).toBe(alerts.length);

  await popup.getByRole('button', { name: /Acknowledge/ }).click();
  await expect
    .poll(async () => (await station.api<Incident>('GET', `/api/incidents/${alert.id}`)).body)
    .toMatchObject({ status: 'acknowledged', acknowledgedBy: 'admin' });
  const { body: incident } = await station.api<Incident>('GET', `/api/incidents/${alert.id}`);
  expect(incident.kind).toBe('accident');
  expect(incident.timing.shownAtMs).not.toBeNull();
  const { frameAtMs, detectedAtMs, storedAtMs, shownAtMs } = incident.timing;
  expect([frameAtMs, detectedAtMs, storedAtMs, shownAtMs ?? 0].toSorted((a, b) => a - b)).toEqual([
    frameAtMs,
    detectedAtMs,
    storedAtMs,
    shownAtMs,
  ]);

  // Taken once is taken everywhere: the other console's alarm for this incident is gone.
  await expect(second.getByRole('alertdialog', { name: /^Accident at/ })).toHaveCount(0);
  await second.getByRole('link', { name: 'Incidents' }).click();
  await expect(second.getByText('Acknowledged').first()).toBeVisible();
  socket.disconnect();

  // Killed without warning, the station has lost nothing and tells nothing twice.
  const before = (await station.api<{ incidents: Incident[] }>('GET', '/api/incidents')).body.incidents;
  await station.stop('SIGKILL');
  const revived = await startStation({ dataDir: station.dataDir });
  const again: string[] = [];
  const listener = revived.socket();
  listener.on('receive-message', ({ id }: { id: string }) => again.push(id));
  await once(listener as never, 'connect');
  const after = (await revived.api<{ incidents: Incident[] }>('GET', '/api/incidents')).body.incidents;
  expect(after.map(({ id, status }) => [id, status])).toEqual(before.map(({ id, status }) => [id, status]));
  expect(again).toEqual([]);
  listener.disconnect();
});
