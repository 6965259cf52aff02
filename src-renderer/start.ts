/** Milliseconds after which the application starts in a window that is not painted at all, such as a hidden one. */
const UNPAINTED = 100

/**
 * Lets the browser paint what the page holds before the application takes the thread for a while. What it is made of is
 * fetched meanwhile.
 */
function start(): void {
  window.clearTimeout(timer)
  cancelAnimationFrame(frame)
  void import('./main.ts')
}

let timer = window.setTimeout(start, UNPAINTED)
const frame = requestAnimationFrame(() => {
  window.clearTimeout(timer)
  timer = window.setTimeout(start)
})
