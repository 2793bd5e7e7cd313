import type { Language } from '../../../../shared/schemas/notification.ts';
import { en, type NoticeTexts } from './en.ts';
import { id } from './id.ts';
import { ru } from './ru.ts';

/** Texts of notices by language. */
export const noticeTexts: Readonly<Record<Language, NoticeTexts>> = { en, id, ru };
