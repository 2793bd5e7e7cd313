import { z } from 'zod';
import { idSchema, timeMsSchema } from '../../../shared/schemas/primitives.ts';
import type { Database } from './database.ts';

const answerSchema = z.object({
  incidentId: idSchema,
  contactId: idSchema,
  answer: z.enum(['taken', 'declined']),
  chatId: z.string(),
  who: z.string(),
  atMs: timeMsSchema,
});
/** What a contact answered to an alert. */
export type IncidentAnswer = z.infer<typeof answerSchema>;

export interface AnswerRepository {
  /** The same answer again changes who said it where, and when. */
  record(answer: IncidentAnswer): Promise<void>;
  /** Oldest first. */
  ofIncident(incidentId: string): Promise<IncidentAnswer[]>;
}

/** @see AnswerRepository */
export function answerRepository(database: Database): AnswerRepository {
  return {
    async record(answer) {
      const { chatId, who, atMs } = answer;
      await database
        .insertInto('incidentAnswers')
        .values(answer)
        .onConflict((conflict) => conflict.columns(['incidentId', 'contactId', 'answer']).doUpdateSet({ chatId, who, atMs }))
        .execute();
    },
    async ofIncident(incidentId) {
      const rows = await database
        .selectFrom('incidentAnswers')
        .selectAll()
        .where('incidentId', '=', incidentId)
        .orderBy('atMs')
        .orderBy('contactId')
        .execute();
      return rows.map((row) => answerSchema.parse(row));
    },
  };
}
