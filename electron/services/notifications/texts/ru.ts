import type { NoticeTexts } from './en.ts';

/** What text channels say, in Russian. */
export const ru: NoticeTexts = {
  kind: { accident: 'Авария', fire: 'Пожар', smoke: 'Дым', emergency: 'ТРЕВОГА' },
  emergencyCall: 'Помощь нужна сейчас.',
  confidence: (percent) => `уверенность ${percent} %`,
  waiting: 'Пока никто не принял.',
  takenBy: (who, time) => `Принято: ${who}, ${time}`,
  resolvedBy: (who, time) => `Решено: ${who}, ${time}`,
  falseAlarmBy: (who, time) => `Ложная тревога: ${who}, ${time}`,
  expired: 'Никто не принял вовремя; происшествие закрыто.',
  somebody: 'кто-то',
  clip: 'Видео готово.',
  addressTitle: 'У консоли новый адрес',
  testTitle: 'Проверка связи SENTRA',
  test: 'Сообщения о происшествиях будут приходить сюда.',
};
