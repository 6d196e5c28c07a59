import { type ComponentType, lazy, type ReactNode, Suspense, useState } from 'react'

type Loader<P> = () => Promise<ComponentType<P>>

/**
 * A part of a page whose code comes after the page: what opens on a click, what stands below the fold. It is
 * fetched as soon as the browser has nothing better to do, so that the click does not wait for it.
 */
export function later<P extends object>(load: Loader<P>, waiting: ReactNode = null): ComponentType<P> {
  whenIdle(load)
  return part(load, waiting)
}

/**
 * One of several parts of a page, chosen by its address: comes with the page when it is the one, and is
 * counted with it (bench/page-weight.ts).
 */
export function part<P extends object>(load: Loader<P>, waiting: ReactNode = null): ComponentType<P> {
  const Part = lazy(async () => ({ default: await load() }))
  return function Later(props: P) {
    return (
      <Suspense fallback={waiting}>
        <Part {...props} />
      </Suspense>
    )
  }
}

/**
 * The same for a dialog or drawer that its page holds closed: it is not there until what opens it (`open`, or
 * the row that it is about) is first given.
 */
export function laterOpened<P extends object>(
  load: Loader<P>,
  by: keyof P = 'open' as keyof P,
): ComponentType<P> {
  const Part = later(load)
  return function LaterOpened(props: P) {
    const isOpen = Boolean(props[by])
    const [wasOpened, setWasOpened] = useState(isOpen)
    if (isOpen && !wasOpened) setWasOpened(true)
    return wasOpened || isOpen ? <Part {...props} /> : null
  }
}

/** What may be needed next, in the order in which its parts were named. */
const waitingForIdle: (() => Promise<unknown>)[] = []
let isFetching = false

export function whenIdle(load: () => Promise<unknown>): void {
  waitingForIdle.push(load)
  if (isFetching) return
  isFetching = true
  if (document.readyState === 'complete') nextWhenIdle()
  else window.addEventListener('load', nextWhenIdle, { once: true })
}

function nextWhenIdle(): void {
  idle(async () => {
    const load = waitingForIdle.shift()
    if (!load) {
      isFetching = false
      return
    }
    // Fetched ahead only; if it fails, whoever opens the part asks again and is told.
    await load().catch(() => undefined)
    nextWhenIdle()
  })
}

/** Safari has no idle callback: a second later is late enough there. */
function idle(work: () => void): void {
  if ('requestIdleCallback' in window) window.requestIdleCallback(work, { timeout: 5_000 })
  else setTimeout(work, 1_000)
}
