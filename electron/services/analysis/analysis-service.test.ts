import { Counter, Histogram } from 'prom-client';
import { expect, test, vi } from 'vitest';
import { defaultCameraRecording } from '../../../shared/schemas/recording.ts';
import { defaultCameraAnalysis } from '../../../shared/schemas/camera.ts';
import type { InferenceHealth } from '../../../shared/schemas/model.ts';
import type { CameraRecord } from '../cameras/camera-record.ts';
import { FrameHub } from '../live/frame-hub.ts';
import { AnalysisService, type CandidateSighting } from './analysis-service.ts';

const record = (change: Partial<CameraRecord> = {}): CameraRecord => ({
  id: 'c1',
  name: 'Gate',
  url: 'push:',
  siteId: null,
  location: '',
  latitude: null,
  longitude: null,
  enabled: true,
  analysis: defaultCameraAnalysis,
  recording: defaultCameraRecording,
  createdAtMs: 1,
  deviceTokenHash: null,
  ...change,
});
const frame = (seq: number) => ({ cameraId: 'c1', seq, capturedAtMs: 1000 + seq, jpeg: new Uint8Array([seq]) });
const observation = (seq: number) => ({
  cameraId: 'c1',
  seq,
  capturedAtMs: 1000 + seq,
  width: 64,
  height: 48,
  tracks: [],
  mode: 'detected' as const,
  motion: 0,
  tookMs: { total: 1, network: 1 },
});
const candidate = { kind: 'accident' as const, confidence: 0.8, boxes: [], evidence: [] };
const word = (seq: number) => ({
  type: 'observation' as const,
  observation: observation(seq),
  detectedAtMs: 1500,
  incidents: [candidate],
  vehiclesMoving: false,
});

function rig() {
  const hub = new FrameHub();
  const detector = {
    setCamera: vi.fn(),
    forgetCamera: vi.fn(),
    offer: vi.fn(),
    health: { state: 'running' } as InferenceHealth,
    isBehind: vi.fn(() => false),
  };
  const raised: CandidateSighting[] = [];
  const told: number[] = [];
  const analysis = new AnalysisService({
    hub,
    detector,
    onObservation: ({ seq }) => told.push(seq),
    raise: async (sighting) => raised.push(sighting),
    metrics: {
      observations: new Counter({ name: 'a', help: 'a', labelNames: ['mode'], registers: [] }),
      droppedFrames: new Counter({ name: 'b', help: 'b', registers: [] }),
      incidents: new Counter({ name: 'c', help: 'c', labelNames: ['kind'], registers: [] }),
      analysisSeconds: new Histogram({ name: 'd', help: 'd', registers: [] }),
    },
    log: { error: vi.fn(), debug: vi.fn() },
    nowMs: () => 2000,
  });
  return { hub, detector, analysis, raised, told };
}

test('an incident carries the very frame it was decided on', () => {
  const { analysis, raised, told } = rig();
  analysis.setCamera(record());
  analysis.submitted(frame(1));
  analysis.submitted(frame(2));
  analysis.observed(word(2));
  expect(raised).toEqual([{ candidate, camera: record(), frame: frame(2), detectedAtMs: 1500 }]);
  expect(told).toEqual([2]);
});

test('frames reach the detector only while the camera is enabled and analysed', () => {
  const { hub, detector, analysis } = rig();
  analysis.setCamera(record());
  hub.publish(frame(1));
  analysis.setCamera(record({ name: 'Gate 2' }));
  hub.publish(frame(2));
  expect(detector.offer).toHaveBeenCalledTimes(2);
  analysis.setCamera(record({ analysis: { ...defaultCameraAnalysis, enabled: false } }));
  hub.publish(frame(3));
  expect(detector.offer).toHaveBeenCalledTimes(2);
  expect(detector.forgetCamera).toHaveBeenCalledWith('c1');
});

test('moving vehicles are looked at more often only where accidents are to be recognised', () => {
  const { detector, analysis } = rig();
  analysis.setCamera(record({ analysis: { ...defaultCameraAnalysis, fps: 4, movingFps: 12 } }));
  expect(detector.setCamera).toHaveBeenLastCalledWith(expect.anything(), { fps: 4, movingFps: 12 });
  analysis.setCamera(record({ analysis: { ...defaultCameraAnalysis, fps: 4, movingFps: 12, accidents: false } }));
  expect(detector.setCamera).toHaveBeenLastCalledWith(expect.anything(), { fps: 4, movingFps: 4 });
});

test('a detector that cannot keep up makes a camera behind, a dead one unavailable, a switched-off one off', () => {
  const { detector, analysis } = rig();
  analysis.setCamera(record());
  expect([analysis.stateOf(record()), analysis.isAnalysed('c1')]).toEqual(['running', true]);
  detector.isBehind.mockReturnValueOnce(true);
  expect(analysis.stateOf(record())).toBe('behind');
  detector.health = { ...detector.health, state: 'restarting' };
  expect([analysis.stateOf(record()), analysis.isAnalysed('c1')]).toEqual(['unavailable', false]);
  expect(analysis.stateOf(record({ enabled: false }))).toBe('off');
});

test('a late word on a removed camera is dropped', () => {
  const { analysis, raised, told } = rig();
  analysis.setCamera(record());
  analysis.submitted(frame(1));
  analysis.removeCamera('c1');
  analysis.observed(word(1));
  expect([raised, told]).toEqual([[], []]);
});
