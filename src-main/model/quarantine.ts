/** Directory of a storage root into which Plimsoll moves what is to go, until it is purged or put back. */
export const QUARANTINE = 'plimsoll-quarantine'
