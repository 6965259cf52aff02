import type { Page } from 'playwright-core'

/**
 * Milliseconds of processor time that the page's main thread spends on something, drawing included. Not the time on the
 * clock: what else runs on the machine adds to that.
 */
export async function cpuTime(page: Page, act: () => Promise<unknown>): Promise<number> {
  const session = await page.context().newCDPSession(page)
  await session.send('Performance.enable', { timeDomain: 'threadTicks' })
  const busy = async (): Promise<number> => {
    const { metrics } = await session.send('Performance.getMetrics')
    return (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN) * 1000
  }
  const before = await busy()
  await act()
  const spent = (await busy()) - before
  await session.detach()
  return spent
}

/** Does something in the page and waits until it has been drawn. */
export function drawn(page: Page, act: () => void): Promise<void> {
  return page.evaluate(
    `(${act.toString()})(); new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)))`,
  )
}
