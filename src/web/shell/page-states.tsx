import { type ErrorComponentProps, useRouter } from '@tanstack/react-router'
import { CallError } from '../api.ts'
import { paths } from '../paths.ts'
import { Refusal } from '../ui/refusal.tsx'

/** A page that takes longer than a moment: its outline, not a spinner. */
export function PagePending() {
  return (
    <div className="bw-stack" aria-busy>
      <Outline lines={[220, 380]} />
      <div className="bw-panel bw-panel-body">
        <Outline lines={['100%', '100%', '100%', '100%', '100%', '100%', '100%', '61%']} />
      </div>
    </div>
  )
}

function Outline({ lines }: { lines: readonly (number | string)[] }) {
  return (
    <div className="bw-outline">
      {lines.map((width, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the lines say nothing and never change.
        <span key={index} style={{ width }} />
      ))}
    </div>
  )
}

/** Before the frame is there: the sign of the house, quietly. */
export function FirstPending() {
  return (
    <div className="bw-first" aria-busy>
      <img src="/favicon.svg" alt="" width={44} height={44} />
    </div>
  )
}

export function PageError({ error, reset }: ErrorComponentProps) {
  const router = useRouter()
  if (error instanceof CallError && error.status === 401) {
    window.location.assign(paths.signIn(window.location.pathname + window.location.search))
    return null
  }
  const shown =
    error instanceof CallError ? error : { code: 'internal', detail: { reference: String(error) } }
  const retry = () => {
    reset()
    void router.invalidate()
  }
  return <Refusal error={shown} retry={retry} />
}

export function PageMissing() {
  return <Refusal error={{ code: 'not_found', status: 404 }} />
}
