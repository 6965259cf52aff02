/** A file that the page makes and the user keeps. */
export interface SavedFile {
  readonly name: string
  readonly mediaType: string
  readonly text: string
}

/** Hands the file to the browser, which saves it as it does downloads; in Electron, a dialog asks where. */
export function saveFile({ name, mediaType, text }: SavedFile): void {
  const url = URL.createObjectURL(new Blob([text], { type: mediaType }))
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  // The download has its own hold on the bytes once it has begun, which is after this task.
  setTimeout(() => {
    URL.revokeObjectURL(url)
  }, REVOKE_AFTER)
}

/** Milliseconds; a dialog that asks where to save keeps the download waiting. */
const REVOKE_AFTER = 60_000
