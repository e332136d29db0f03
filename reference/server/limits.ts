/** The limits of a server that are not options; README.md beside this file has the table of all of them. */
export const LIMITS = {
  headerBytes: 64 * 1024,
  /** Of bodies that are being read, all together. */
  heldBytes: 512 * 1024 * 1024,
  /** Connections that wait to be accepted. */
  backlog: 4096,
  headerMs: 30_000,
  requestMs: 120_000,
  /** Longer than the 20 s of a long poll and than what SDKs keep a connection for, so that the client is the one who closes it. */
  idleMs: 75_000,
  handshakeMs: 30_000,
  /** Requests at a time on one HTTP/2 connection. */
  streams: 1_000,
  /** What one HTTP/2 connection may make the server keep, in megabytes. */
  sessionMegabytes: 64,
} as const
