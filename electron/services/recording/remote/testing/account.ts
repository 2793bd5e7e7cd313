/** The one account of the tests' S3 server. */
export const account = { accessKeyId: 'STATION-1', secret: 'not-for-anybody-else' };
