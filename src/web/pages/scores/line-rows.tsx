import { Drawer, Segmented, Spin } from 'antd'
import { useState } from 'react'
import { listScoreRows } from '../../../api/scores.ts'
import { scoresText } from '../../../text/web/scores.ts'
import { useLater } from '../../api.ts'
import { Evidence } from '../../parts/evidence-rows.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { useBoth, useText } from '../../ui/language.tsx'
import { useAsOf } from '../../ui/url.tsx'
import type { AskedLine } from './cards.ts'

type Props = { asked: AskedLine; month: string; onClose: () => void }

/** The rows behind one line of a card: of a share those that count, or all of them. */
export function LineRows({ asked: { card, line, def }, month, onClose }: Props) {
  const t = useText(scoresText)
  const both = useBoth()
  const asOf = useAsOf()
  const isRatio = line.den !== null
  const [side, setSide] = useState<'num' | 'den'>(isRatio && line.num === 0 ? 'den' : 'num')
  const found = useLater(listScoreRows, {
    params: { userId: card.person.id },
    query: { month, line: line.line, side, ...(asOf ? { asOf } : {}) },
  })
  return (
    <Drawer
      open
      size={520}
      title={t('rowsTitle', { person: card.person.name, line: both(def.title) })}
      onClose={onClose}
    >
      {isRatio && (
        <Segmented
          value={side}
          options={[
            { value: 'num', label: t('counted') },
            { value: 'den', label: t('all') },
          ]}
          onChange={setSide}
        />
      )}
      <ErrorNote error={found.error as never} />
      {found.isLoading && <Spin />}
      {found.data && (
        <Evidence
          key={side}
          leaf={{
            metric: def.isMoney ? 'bad_debt_bp' : '',
            rows: found.data.items.map(({ label, ...row }) => ({
              ...row,
              label: typeof label === 'string' ? label : both(label),
            })),
            moreRows: found.data.more,
          }}
        />
      )}
    </Drawer>
  )
}
