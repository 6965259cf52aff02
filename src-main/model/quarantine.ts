/** Directory of a storage root into which Plimsoll moves what is to go, until it is purged or put back. */
export const QUARANTINE = 'plimsoll-quarantine'

/** Ending of the note beside each thing in it, which says where it was. */
export const QUARANTINE_NOTE = '.plimsoll.json'
