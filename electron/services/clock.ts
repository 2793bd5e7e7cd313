/** Unix time in milliseconds; injected so that tests can set it. */
export type NowMs = () => number;

export const dayMs = 86_400_000;
