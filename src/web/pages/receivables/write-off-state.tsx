import type { listWriteOffs } from '../../../api/write-offs.ts'
import { lossesText } from '../../../text/web/losses.ts'
import type { ReplyOf } from '../../api.ts'
import { useText } from '../../ui/language.tsx'

export type WriteOff = ReplyOf<typeof listWriteOffs>['items'][number]

const TONES = { draft: '', asked: ' bw-tag-warn', in_effect: ' bw-tag-danger', ended: '' } as const

export function WriteOffState({ row }: { row: WriteOff }) {
  const t = useText(lossesText)
  // Whoever may ask once more is told that it came back.
  const isBack = row.status === 'asked' && row.can.ask === true
  return (
    <span>
      <span className={`bw-tag${TONES[row.status]}`}>
        {row.endReason ? t(`end_${row.endReason}`) : t(isBack ? 'status_returned' : `status_${row.status}`)}
      </span>{' '}
      <span className="bw-muted">{row.status === 'in_effect' ? row.on : row.endNote}</span>
    </span>
  )
}
