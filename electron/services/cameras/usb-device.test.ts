import { expect, test } from 'vitest';
import type { FfmpegBinary } from './ffmpeg-binary.ts';
import { dshowVideoDevices, usbInput } from './usb-device.ts';

const binary: FfmpegBinary = {
  path: '/no/such/ffmpeg',
  version: '',
  rtspTimeoutOption: '-timeout',
  frameSyncOption: '-vsync',
  resolvesNames: true,
};

test('DirectShow devices are read from the listing of an old ffmpeg', () => {
  const listing = [
    '[dshow @ 0x1] DirectShow video devices (some may be both video and audio devices)',
    '[dshow @ 0x1]  "Integrated Camera"',
    '[dshow @ 0x1]     Alternative name "@device_pnp_\\\\?\\usb#vid_04f2"',
    '[dshow @ 0x1]  "Logi C920"',
    '[dshow @ 0x1] DirectShow audio devices',
    '[dshow @ 0x1]  "Microphone (Realtek)"',
  ];
  expect(dshowVideoDevices(listing.join('\r\n'))).toEqual(['Integrated Camera', 'Logi C920']);
});

test('and from the listing of a new one', () => {
  const listing = [
    '[dshow @ 0x1] "Integrated Camera" (video)',
    '[dshow @ 0x1]   Alternative name "@device_pnp_x"',
    '[dshow @ 0x1] "Microphone (Realtek)" (audio)',
    '[dshow @ 0x1] "OBS Virtual Camera" (none)',
    '[dshow @ 0x1] "Logi C920" (video)',
  ];
  expect(dshowVideoDevices(listing.join('\n'))).toEqual(['Integrated Camera', 'Logi C920']);
});

test('a webcam on Windows may be named, on macOS numbered', async () => {
  expect(await usbInput('usb:Logi C920', binary, 'win32')).toMatchObject({ format: 'dshow', location: 'video=Logi C920' });
  expect(await usbInput('usb:1', binary, 'darwin')).toMatchObject({ format: 'avfoundation', location: '1:none' });
});

test.each(['usb:/etc/passwd', 'usb:../dev/video0', 'usb:/dev/video0 -f x', 'usb:97'])('%s is no webcam on Linux', async (url) => {
  await expect(usbInput(url, binary, 'linux')).rejects.toMatchObject({ details: { cause: 'file_missing' } });
});
