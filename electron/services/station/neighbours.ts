import type { Incident } from '../../../shared/schemas/incident.ts';
import type { AnalysisService } from '../analysis/analysis-service.ts';
import type { CameraService } from '../cameras/camera-service.ts';
import type { IncidentService } from '../incidents/incident-service.ts';
import type { RecordingService } from '../recording/recording-service.ts';
import type { TunnelService } from '../tunnel/tunnel-service.ts';
import type { StationMetrics } from './metrics.ts';

/** What subjects of the station need of each other. They need one another: asked for when used, never while the station is put together. */
export interface Neighbours {
  readonly cameras: () => CameraService;
  readonly incidents: () => IncidentService;
  readonly recorder: () => RecordingService;
  readonly analysis: () => AnalysisService;
  readonly tunnel: () => TunnelService;
  readonly metrics: StationMetrics;
  /** An incident was seen at this time, for the first time or again. */
  readonly seen: (incident: Incident, atMs: number) => Promise<void>;
  /** Video of an incident for messengers; null while there is none. */
  readonly clipOf: (incidentId: string) => Promise<string | null>;
  /** The video of an incident is there. */
  readonly clipReady: (incidentId: string) => Promise<void>;
  /** The console's address on this machine or network. */
  readonly localUrl: () => string;
  /** Something of the station's status changed: consoles are told now. */
  readonly statusChanged: () => void;
}
