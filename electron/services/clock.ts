/** Unix time in milliseconds; injected so that tests can set it. */
export type NowMs = () => number;
