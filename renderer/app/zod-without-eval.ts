import { z } from 'zod';

/**
 * Imported before any schema is made: zod otherwise probes for `new Function`, which the console's Content-Security-Policy refuses
 * and reports.
 */
z.config({ jitless: true });
