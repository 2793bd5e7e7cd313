import { createStore, type StoreApi } from 'zustand/vanilla';
import { type Alerts, noAlerts } from './alert-queue.ts';

export type AlertsStore = StoreApi<Alerts>;

export const createAlertsStore = (): AlertsStore => createStore<Alerts>(() => noAlerts);
