import { Button } from 'antd'
import { useState } from 'react'
import { listWriteOffs } from '../../../api/write-offs.ts'
import { lossesText } from '../../../text/web/losses.ts'
import { useLater } from '../../api.ts'
import { paths } from '../../paths.ts'
import { useMay } from '../../session.tsx'
import { type Column, DataTable } from '../../ui/data-table.tsx'
import { useText } from '../../ui/language.tsx'
import { laterOpened } from '../../ui/later.tsx'
import { Money, moneyText } from '../../ui/money.tsx'
import { EmptyState } from '../../ui/refusal.tsx'
import { TextLink, useAsOf, useUrl } from '../../ui/url.tsx'
import { WriteOffDetail } from './write-off-detail.tsx'
import { type WriteOff, WriteOffState } from './write-off-state.tsx'

const WriteOffDraft = laterOpened(async () => (await import('./write-off-draft.tsx')).WriteOffDraft)

const SIZE = 100

/** The register (账销案存): off the books, and still claimed [C097]. */
export function WriteOffs() {
  const t = useText(lossesText)
  const { values, set } = useUrl()
  const may = useMay()
  const asOf = useAsOf()
  const writes = may('receivable.write') && !asOf
  const [drafting, setDrafting] = useState(false)
  const { data } = useLater(listWriteOffs, {
    query: { asOf: values.asOf, known: values.known, size: SIZE },
  })
  const columns = useColumns()
  const shown = useOne(data?.items ?? null)
  if (!data) return null
  const prepare = writes && (
    <Button size="small" onClick={() => setDrafting(true)}>
      {t('prepare')}
    </Button>
  )
  return (
    <section>
      <div className="bw-row biz-between">
        <h3>{t('register')}</h3>
        {data.total > 0 && prepare}
      </div>
      {data.total > 0 && (
        <p className="bw-muted biz-detail-sum">
          {t('registerNote', { sum: moneyText(data.sumFen), left: moneyText(data.sumLeftFen) })}
        </p>
      )}
      <DataTable
        columns={columns}
        rows={data.items}
        rowKey={(row) => row.id}
        rowTone={(row) => (row.status === 'ended' ? 'muted' : undefined)}
        empty={<EmptyState title={t('registerNone')} text={t('registerNoneText')} action={prepare} />}
      />
      <WriteOffDetail row={shown} onClose={() => set({ writeOff: undefined })} />
      <WriteOffDraft
        open={drafting}
        onClose={(id) => {
          setDrafting(false)
          if (id) set({ writeOff: id })
        }}
      />
    </section>
  )
}

/** The one the URL names; one that a link points at may stand far down in a long register. */
function useOne(listed: readonly WriteOff[] | null): WriteOff | null {
  const { values } = useUrl()
  const { writeOff: wanted } = values
  const found = listed?.find(({ id }) => id === wanted)
  const { data } = useLater(listWriteOffs, {
    query: { asOf: values.asOf, known: values.known, id: wanted },
    enabled: wanted !== undefined && listed !== null && !found,
  })
  if (wanted === undefined) return null
  return found ?? data?.items[0] ?? null
}

function useColumns(): Column<WriteOff>[] {
  const t = useText(lossesText)
  const { values } = useUrl()
  return [
    {
      key: 'customer',
      title: t('customer'),
      card: 'title',
      cell: (row) => (
        <span className="biz-two-lines">
          <TextLink href={paths.receivables({ ...values, writeOff: row.id })}>{row.customer.name}</TextLink>
          <span className="bw-muted">{t(`ground_${row.ground}`)}</span>
        </span>
      ),
    },
    { key: 'state', title: t('state'), cell: (row) => <WriteOffState row={row} /> },
    {
      key: 'evidence',
      title: t('evidence'),
      cell: ({ evidence }) => t('evidenceOf', { files: evidence.files.length, steps: evidence.dunningSteps }),
    },
    {
      key: 'amount',
      title: t('amount'),
      align: 'right',
      card: 'side',
      cell: (row) => <Money fen={row.amountFen} />,
    },
    {
      key: 'recovered',
      title: t('recovered'),
      align: 'right',
      cell: (row) => (row.recoveredFen > 0 ? <Money fen={row.recoveredFen} /> : null),
    },
    {
      key: 'left',
      title: t('left'),
      align: 'right',
      cell: (row) => (row.leftFen > 0 ? <Money fen={row.leftFen} /> : null),
    },
  ]
}
