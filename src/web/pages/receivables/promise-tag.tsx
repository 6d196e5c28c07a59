import type { listDunning } from '../../../api/dunning.ts'
import { dunningText } from '../../../text/web/dunning.ts'
import type { ReplyOf } from '../../api.ts'
import { useText } from '../../ui/language.tsx'
import { moneyText } from '../../ui/money.tsx'

/** What became of the day the customer named last. */
export function PromiseTag({
  promise,
}: {
  promise: ReplyOf<typeof listDunning>['items'][number]['promise']
}) {
  const t = useText(dunningText)
  if (!promise || promise.state === 'moved') return null
  const tone = promise.state === 'broken' ? 'bw-danger' : promise.state === 'kept' ? 'bw-good' : 'bw-soft'
  return (
    <span className={tone}>
      {t(`promise_${promise.state}`, { day: promise.on })}
      {promise.fen !== null && ` · ${moneyText(promise.fen)}`}
    </span>
  )
}
