/** Bytes. With less free nothing is set aside: what waits in a quarantine would keep the disk full. */
export const QUARANTINE_ROOM = 5_000_000_000
