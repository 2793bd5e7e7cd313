import type { PublicModel } from '../../../../shared/schemas/model-download.ts';

const apache = { licence: 'Apache-2.0', terms: 'permissive' } as const;
const agpl = { licence: 'AGPL-3.0', terms: 'copyleft' } as const;
const yolox = {
  ...apache,
  publisher: 'Megvii',
  licenceUrl: 'https://github.com/Megvii-BaseDetection/YOLOX/blob/main/LICENSE',
  classes: 'COCO, 80',
} as const;
const yoloxRelease = 'https://github.com/Megvii-BaseDetection/YOLOX/releases/download/0.1.1rc0';

/**
 * Models of others, by the publishers' own addresses. Sizes and hashes are those that several independent public projects state for
 * the same address; the files were not downloaded to establish them. Where no such agreement was found, the hash stays null and the
 * console says "not verified". float16 exports (YOLOv5 releases) are left out: the decoder takes float32 input.
 */
export const publicModels: readonly PublicModel[] = [
  {
    ...yolox,
    id: 'yolox-nano',
    name: 'YOLOX-Nano',
    url: `${yoloxRelease}/yolox_nano.onnx`,
    bytes: 3_659_407,
    sha256: 'c789161ed43c8269fcd4e67c67eeeb4e80c622da2eb296a20bc6007bd18a0b7d',
    inputPx: 416,
  },
  {
    ...yolox,
    id: 'yolox-tiny',
    name: 'YOLOX-Tiny',
    url: `${yoloxRelease}/yolox_tiny.onnx`,
    bytes: 20_219_662,
    sha256: '427cc366d34e27ff7a03e2899b5e3671425c262ea2291f88bb942bc1cc70b0f7',
    inputPx: 416,
  },
  {
    ...yolox,
    id: 'yolox-s',
    name: 'YOLOX-S',
    url: `${yoloxRelease}/yolox_s.onnx`,
    bytes: 35_858_002,
    sha256: 'c5c2d13e59ae883e6af3b45daea64af4833a4951c92d116ec270d9ddbe998063',
    inputPx: 640,
  },
  {
    ...apache,
    id: 'picodet-s',
    name: 'PicoDet-S 416',
    publisher: 'PaddlePaddle',
    licenceUrl: 'https://github.com/PaddlePaddle/PaddleDetection/blob/develop/LICENSE',
    url: 'https://paddledet.bj.bcebos.com/deploy/third_engine/picodet_s_416_coco_lcnet.onnx',
    bytes: null,
    sha256: null,
    inputPx: 416,
    classes: 'COCO, 80',
  },
  {
    ...agpl,
    id: 'yolo11n',
    name: 'YOLO11n',
    publisher: 'Ultralytics',
    licenceUrl: 'https://github.com/ultralytics/ultralytics/blob/main/LICENSE',
    url: 'https://github.com/ultralytics/assets/releases/download/v8.3.0/yolo11n.onnx',
    bytes: 10_930_182,
    sha256: '634279b40c07c6391472c51ad45b81ebc48706a9a1fe72dd3396322acd0c053b',
    inputPx: 640,
    classes: 'COCO, 80',
  },
  {
    ...agpl,
    id: 'yolo26n',
    name: 'YOLO26n',
    publisher: 'Ultralytics',
    licenceUrl: 'https://github.com/ultralytics/ultralytics/blob/main/LICENSE',
    url: 'https://github.com/ultralytics/assets/releases/download/v8.4.0/yolo26n.onnx',
    bytes: 9_941_957,
    sha256: '2e947b787d9e787b93a16772a5f55b1d4d8c4d86f53146149c5d6a642442d6f7',
    inputPx: 640,
    classes: 'COCO, 80',
  },
  {
    ...agpl,
    id: 'yolov10n',
    name: 'YOLOv10n',
    publisher: 'Tsinghua University',
    licenceUrl: 'https://github.com/THU-MIG/yolov10/blob/main/LICENSE',
    url: 'https://github.com/THU-MIG/yolov10/releases/download/v1.1/yolov10n.onnx',
    bytes: 9_386_466,
    sha256: '7025ea1913f9a259cf8a8465ed608e10610d1bb376db2e0348b13e3bd286e0d3',
    inputPx: 640,
    classes: 'COCO, 80',
  },
];

/** Hosts that a download may come from: the publishers' own, and those that GitHub sends release files from. */
export const downloadHosts: readonly string[] = [
  'github.com',
  'objects.githubusercontent.com',
  'release-assets.githubusercontent.com',
  'paddledet.bj.bcebos.com',
];
