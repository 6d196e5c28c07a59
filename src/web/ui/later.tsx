import { Component, type ComponentType, lazy, type ReactNode, Suspense, useState } from 'react'
import { PartMissing } from './part-missing.tsx'

type Loader<P> = () => Promise<ComponentType<P>>
/** What stands there until the code has come. */
type Waiting<P> = ReactNode | ((props: P) => ReactNode)

/**
 * A part of a page whose code comes after the page: what opens on a click, what stands below the fold. It is
 * fetched as soon as the browser has nothing better to do, so that the click does not wait for it.
 */
export function later<P extends object>(load: Loader<P>, waiting?: Waiting<P>): ComponentType<P> {
  whenIdle(load)
  return part(load, waiting)
}

/**
 * One of several parts of a page, chosen by its address: comes with the page when it is the one, and is
 * counted with it (bench/page-weight.ts).
 */
export function part<P extends object>(load: Loader<P>, waiting?: Waiting<P>): ComponentType<P> {
  const made = { Part: lazily(load) }
  return function Later(props: P) {
    const [tries, setTries] = useState(0)
    const { Part } = made
    const again = () => {
      made.Part = lazily(load)
      setTries(tries + 1)
    }
    return (
      <Arrival key={tries} again={again}>
        <Suspense fallback={typeof waiting === 'function' ? waiting(props) : waiting}>
          <Part {...props} />
        </Suspense>
      </Arrival>
    )
  }
}

class NotArrived extends Error {}

function lazily<P>(load: Loader<P>) {
  return lazy(async () => {
    const Part = await load().catch((cause) => {
      throw new NotArrived('a part of the page did not come', { cause })
    })
    return { default: Part }
  })
}

type ArrivalProps = { again: () => void; children: ReactNode }

/** Code that does not come takes nothing else of the page away: what is typed stays. */
class Arrival extends Component<ArrivalProps, { error: unknown }> {
  override state = { error: null }

  static getDerivedStateFromError(error: unknown) {
    return { error }
  }

  override render() {
    const error: unknown = this.state.error
    if (error === null) return this.props.children
    // What the part itself says is the page's to answer.
    if (!(error instanceof NotArrived)) throw error
    return <PartMissing again={this.props.again} />
  }
}

/**
 * The same for a dialog or drawer that its page holds closed: it is not there until what opens it (`open`, or
 * the property that it is about, which must then be named) is first given.
 */
export function laterOpened<P extends object>(
  load: Loader<P>,
  ...[named]: 'open' extends keyof P ? [by?: keyof P] : [by: keyof P]
): ComponentType<P> {
  const by = named ?? ('open' as keyof P)
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
