import type { Camera, CameraState } from '../../shared/schemas/camera.ts';
import { defaultCameraAnalysis } from '../../shared/schemas/camera.ts';
import { defaultCameraRecording, type RecordingStatus } from '../../shared/schemas/recording.ts';
import type { AlertMessage, Incident } from '../../shared/schemas/incident.ts';
import type { Observation, Track } from '../../shared/schemas/observation.ts';
import type { StationStatus } from '../../shared/schemas/station.ts';

/** Whole records for tests; each test says only what it is about. */

export const sampleState = (over: Partial<CameraState> = {}): CameraState => ({
  status: 'live',
  sinceMs: 1_000,
  cause: null,
  nextAttemptAtMs: null,
  lastFrameAtMs: 2_000,
  fps: 10,
  width: 640,
  height: 360,
  reconnects: 0,
  analysis: 'running',
  ...over,
});

export const sampleCamera = (over: Partial<Camera> = {}): Camera => ({
  id: 'cam1',
  name: 'North gate',
  url: 'http://10.0.0.7:81/stream',
  siteId: null,
  location: 'lane 2',
  latitude: null,
  longitude: null,
  enabled: true,
  analysis: { ...defaultCameraAnalysis },
  recording: { ...defaultCameraRecording },
  createdAtMs: 1,
  state: sampleState(),
  ...over,
});

export const sampleTrack = (over: Partial<Track> = {}): Track => ({
  id: 1,
  label: 'car',
  score: 0.9,
  bbox: [0, 0, 100, 50],
  state: 'moving',
  ...over,
});

export const sampleObservation = (over: Partial<Observation> = {}): Observation => ({
  cameraId: 'cam1',
  seq: 1,
  capturedAtMs: 1_000,
  width: 640,
  height: 360,
  tracks: [sampleTrack()],
  mode: 'detected',
  motion: 0.1,
  tookMs: { total: 20, network: 12 },
  ...over,
});

export const sampleIncident = (over: Partial<Incident> = {}): Incident => ({
  id: 'inc1',
  kind: 'accident',
  status: 'new',
  cameraId: 'cam1',
  cameraName: 'North gate',
  location: 'lane 2',
  siteId: null,
  confidence: 0.8,
  boxes: [],
  evidence: [],
  photoUrl: '/api/incidents/inc1/photo.jpg',
  timing: {
    frameAtMs: 1_000,
    detectedAtMs: 1_150,
    storedAtMs: 1_157,
    shownAtMs: null,
    firstQueuedAtMs: null,
    acceptedAtMs: {},
    firstTapAtMs: null,
  },
  escalation: { level: 0, nextAtMs: null, sirenAtMs: null },
  acknowledgedBy: null,
  acknowledgedAtMs: null,
  closedBy: null,
  closedAtMs: null,
  note: '',
  revision: 1,
  ...over,
});

export const sampleAlert = (over: Partial<AlertMessage> = {}): AlertMessage => ({
  id: 'inc1',
  kind: 'accident',
  cameraId: 'cam1',
  cameraName: 'North gate',
  location: 'lane 2',
  confidence: 0.8,
  detectedAtMs: 1_150,
  photoUrl: null,
  text: 'Accident',
  ...over,
});

export const sampleStatus = (): StationStatus => ({
  version: '0.1.0',
  startedAtMs: 1,
  nowMs: 2,
  inference: {
    state: 'running',
    sinceMs: 1,
    model: null,
    provider: 'cpu',
    problem: null,
    restarts: 0,
    pid: 1,
    framesPerSecond: 5,
    networkMsP50: 12,
    droppedFrames: 0,
    camerasBehind: 0,
    measuredMs: {},
  },
  cameras: { total: 1, live: 1 },
  publicAddress: {
    state: 'off',
    url: null,
    provider: null,
    sinceMs: 1,
    problem: null,
    nextAttemptAtMs: null,
    lastCheckedAtMs: null,
    visitorPassword: null,
  },
  database: 'sqlite',
  ffmpeg: null,
});

export const sampleRecordingStatus = (over: Partial<RecordingStatus> = {}): RecordingStatus => ({
  folder: '/recordings',
  disk: { totalBytes: 100, freeBytes: 50, state: 'ok' },
  bytes: 5,
  oldestMs: 1,
  cameras: [{ cameraId: 'cam1', recording: true, cause: null, sinceMs: 1, override: 'auto', bytes: 5, oldestMs: 1 }],
  quarantine: { count: 0, files: [] },
  freed: { segments: 0, bytes: 0, upToMs: null, atMs: null },
  archive: { state: 'off', segments: 0, savedBytes: 0, failed: 0 },
  rebuilding: false,
  ...over,
});
