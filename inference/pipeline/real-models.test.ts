import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { iou } from '../../shared/domain/boxes.ts';
import type { Box } from '../../shared/schemas/primitives.ts';
import { openModel } from '../model/open-model.ts';
import { Detector, liveDetection } from './detector.ts';
import { readJpegHeader } from './jpeg-header.ts';

const assets = fileURLToPath(new URL('../../../shared/assets/', import.meta.url));
const present = existsSync(assets);

/** What a person sees on the photos, boxes within a few pixels: only plain objects every detector should find. */
const expectations: { photo: string; label: string; bbox: Box }[] = [
  { photo: 'coco_000000001584', label: 'bus', bbox: [131, 85, 390, 455] },
  { photo: 'coco_000000002006', label: 'bus', bbox: [46, 78, 555, 362] },
  { photo: 'coco_000000005037', label: 'bus', bbox: [100, 20, 480, 365] },
  { photo: 'coco_000000001532', label: 'car', bbox: [1, 377, 113, 100] },
  { photo: 'coco_000000001532', label: 'car', bbox: [220, 355, 200, 123] },
  { photo: 'coco_000000007088', label: 'person', bbox: [181, 204, 92, 261] },
  { photo: 'coco_000000008211', label: 'person', bbox: [326, 207, 80, 148] },
  { photo: 'coco_000000008211', label: 'person', bbox: [414, 186, 66, 160] },
  { photo: 'coco_000000009891', label: 'person', bbox: [208, 92, 136, 330] },
  { photo: 'coco_000000007816', label: 'motorcycle', bbox: [241, 150, 226, 212] },
];

describe.skipIf(!present).each(['yolox_nano_416', 'yolov8n_640_int8qdq', 'yolo26n_640_f32deq', 'picodet_s_416'])(
  '%s (needs ../shared/assets)',
  (name) => {
    let detector: Detector;
    beforeAll(async () => {
      detector = new Detector(await openModel(`${assets}models/${name}.onnx`, { provider: 'cpu', threads: 0, avoid: [] }), liveDetection);
    });
    afterAll(() => detector.close());

    test.each(expectations)('finds the $label on $photo', async ({ photo, label, bbox }) => {
      const jpeg = readFileSync(`${assets}photos/${photo}.jpg`);
      const { width, height } = readJpegHeader(jpeg);
      const { boxes } = await detector.detect(jpeg, width, height);
      const fitting = boxes.filter((box) => box.label === label && box.score >= 0.35 && iou(box.bbox, bbox) > 0.7);
      expect(fitting).toHaveLength(1);
    });
  },
);

test.skipIf(!present)('models of other kinds are refused by name (needs ../shared/assets)', async () => {
  const request = { provider: 'cpu', threads: 1, avoid: [] } as const;
  for (const name of ['face_yunet_n_dynamic', 'face_embed_mobilefacenet_128d']) {
    await expect(openModel(`${assets}models/${name}.onnx`, request)).rejects.toMatchObject({
      code: 'model_refused',
      message: expect.stringContaining(name),
    });
  }
});
