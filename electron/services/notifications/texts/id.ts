import type { NoticeTexts } from './en.ts';

/** What text channels say, in Indonesian. */
export const id: NoticeTexts = {
  kind: { accident: 'Kecelakaan', fire: 'Kebakaran', smoke: 'Asap', emergency: 'DARURAT' },
  emergencyCall: 'Bantuan dibutuhkan sekarang.',
  confidence: (percent) => `keyakinan ${percent} %`,
  waiting: 'Belum ada yang menangani.',
  takenBy: (who, time) => `Ditangani oleh ${who} pukul ${time}`,
  resolvedBy: (who, time) => `Diselesaikan oleh ${who} pukul ${time}`,
  falseAlarmBy: (who, time) => `Alarm palsu menurut ${who} pukul ${time}`,
  expired: 'Tidak ada yang menangani tepat waktu; kejadian ditutup.',
  somebody: 'seseorang',
  clip: 'Videonya sudah siap.',
  addressTitle: 'Konsol memiliki alamat baru',
  testTitle: 'Uji coba dari SENTRA',
  test: 'Peringatan akan sampai kepada Anda di sini.',
};
