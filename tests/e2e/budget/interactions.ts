import type { CDPSession, Page } from 'playwright-core'

/** Milliseconds of one deed. */
export interface Timed {
  /** The longest from an input to the picture after it; rounded to 8, as browsers do. 0: all were below 16. */
  readonly latency: number
  /** Time of a core that the page's main thread took for all of it: the same whatever else the machine does. */
  readonly work: number
}

export interface Stopwatch {
  /** Does something, and measures it. */
  time(act: () => Promise<void>): Promise<Timed>
}

/** Watches what is done on a page, and what that costs. Before the page loads. */
export async function createStopwatch(page: Page): Promise<Stopwatch> {
  await watchInteractions(page)
  const session = await page.context().newCDPSession(page)
  await session.send('Performance.enable', { timeDomain: 'threadTicks' })
  return {
    async time(act) {
      const before = await mainThreadTime(session)
      const latency = await latencyOf(page, act)
      return { latency, work: (await mainThreadTime(session)) - before }
    },
  }
}

async function mainThreadTime(session: CDPSession): Promise<number> {
  const { metrics } = await session.send('Performance.getMetrics')
  return 1000 * (metrics.find(({ name }) => name === 'ThreadTime')?.value ?? Number.NaN)
}

async function watchInteractions(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const durations: number[] = []
    Reflect.set(window, 'plimsollInteractions', durations)
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) {
        const { interactionId, duration } = entry as PerformanceEventTiming
        if (interactionId > 0) durations.push(duration)
      }
    }).observe({ type: 'event', durationThreshold: 16, buffered: true } as PerformanceObserverInit)
  })
}

async function latencyOf(page: Page, act: () => Promise<void>): Promise<number> {
  await page.evaluate(() => {
    ;(Reflect.get(window, 'plimsollInteractions') as number[]).length = 0
  })
  await act()
  return page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        // What was drawn is told of only after the picture, which two frames are sure to have shown.
        const told = (): void => {
          resolve(Math.max(0, ...(Reflect.get(window, 'plimsollInteractions') as number[])))
        }
        requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(told, 50)))
      }),
  )
}

/** Bytes of JavaScript objects that are alive, after everything that is not was collected. */
export async function heapBytes(page: Page): Promise<number> {
  const session = await page.context().newCDPSession(page)
  await session.send('HeapProfiler.enable')
  await session.send('HeapProfiler.collectGarbage')
  await session.send('Performance.enable')
  const { metrics } = await session.send('Performance.getMetrics')
  await session.detach()
  return metrics.find(({ name }) => name === 'JSHeapUsedSize')?.value ?? Number.NaN
}

/** Milliseconds from the first byte of the page's answer to the first text or picture on the screen. */
export async function firstPaintAfterAnswer(page: Page): Promise<number> {
  await page.waitForFunction(() => performance.getEntriesByName('first-contentful-paint').length > 0)
  return page.evaluate(() => {
    const [navigation] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[]
    const [paint] = performance.getEntriesByName('first-contentful-paint')
    return (paint?.startTime ?? Number.NaN) - (navigation?.responseStart ?? 0)
  })
}
