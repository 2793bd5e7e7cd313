import type { WebhookEvent } from '../../../../../shared/schemas/webhook.ts';
import type { Logger } from '../../../logging/logger.ts';
import type { EventBus } from '../../../station/event-bus.ts';
import { AddressWatch, CameraWatch, incidentUpdated } from './station-events.ts';
import type { WebhookService } from './webhook-service.ts';

/**
 * Tells webhooks of changes that the station tells its consoles of. New incidents are not among them: their rows are written with them.
 * @returns a function that ends it.
 */
export function publishStationEvents(events: EventBus, webhooks: Pick<WebhookService, 'publish'>, log: Pick<Logger, 'error'>): () => void {
  const cameras = new CameraWatch();
  const address = new AddressWatch();
  const publish = (event: WebhookEvent | null) => {
    if (event) webhooks.publish(event).catch((error: unknown) => log.error({ err: error, event: event.event }, 'an event was not queued'));
  };
  const stops = [
    events.on('incident-changed', (incident) => publish(incidentUpdated(incident, Date.now()))),
    events.on('camera-changed', (camera) => publish(cameras.changed(camera))),
    events.on('public-address', ({ url }) => publish(address.changed(url, Date.now()))),
    events.on('camera-removed', ({ id }) => cameras.forget(id)),
  ];
  return () => {
    for (const stop of stops) stop();
  };
}
