import { Drawer, Segmented, Spin } from 'antd'
import { useState } from 'react'
import { listComparedRows } from '../../../api/periods.ts'
import { periodsText } from '../../../text/web/periods.ts'
import { useLater } from '../../api.ts'
import { Evidence } from '../../parts/evidence-rows.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { useBoth, useText } from '../../ui/language.tsx'
import { useAsOf } from '../../ui/url.tsx'
import type { AskedRows, Comparison } from './compared.ts'

type Props = { data: Comparison; asked: AskedRows; onClose: () => void }

/** The rows behind one figure of one period: of a ratio those that count, or all of them. */
export function ComparedRows({ data, asked: { row, which }, onClose }: Props) {
  const t = useText(periodsText)
  const both = useBoth()
  const asOf = useAsOf()
  const isRatio = row[which].den !== null
  const [side, setSide] = useState<'num' | 'den'>(isRatio && row[which].num === 0 ? 'den' : 'num')
  const { from, to } = data[which]
  const { kind, id } = data.subject
  const found = useLater(listComparedRows, {
    query: {
      ...{ subjectKind: kind as 'org', subjectId: id, basis: data.basis, metric: row.metric, from, to, side },
      ...(asOf ? { asOf } : {}),
    },
  })
  return (
    <Drawer
      open
      size={520}
      title={t('rowsTitle', { figure: both(row.title), which: t('span', { from, to }) })}
      onClose={onClose}
    >
      {isRatio && (
        <Segmented
          value={side}
          options={[
            { value: 'num', label: t(row.isShare ? 'counted' : 'numMoney') },
            { value: 'den', label: t(row.isShare ? 'all' : 'denMoney') },
          ]}
          onChange={setSide}
        />
      )}
      <ErrorNote error={found.error as never} />
      {found.isLoading && <Spin />}
      {found.data && (
        <Evidence
          key={side}
          leaf={{ metric: row.metric, rows: found.data.items, moreRows: found.data.more }}
        />
      )}
    </Drawer>
  )
}
