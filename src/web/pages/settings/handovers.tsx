import { PlusOutlined } from '@ant-design/icons'
import { useState } from 'react'
import { listHandovers } from '../../../api/handovers.ts'
import { handoverText } from '../../../text/web/handovers.ts'
import { type ReplyOf, useData } from '../../api.ts'
import { paths } from '../../paths.ts'
import { CanButton } from '../../ui/can-button.tsx'
import { type Column, DataTable } from '../../ui/data-table.tsx'
import { Day } from '../../ui/day.tsx'
import { useText } from '../../ui/language.tsx'
import { laterOpened } from '../../ui/later.tsx'
import { Person } from '../../ui/person.tsx'
import { Progress } from '../../ui/progress.tsx'
import { EmptyState } from '../../ui/refusal.tsx'
import { TextLink } from '../../ui/url.tsx'
import { AreaHead } from './area-head.tsx'

const LeaveDialog = laterOpened(async () => (await import('./leave-dialog.tsx')).LeaveDialog, 'person')

type Handover = ReplyOf<typeof listHandovers>['items'][number]

/** Departures that run or are over; whoever keeps the accounts begins one here [C187]. */
export function Handovers() {
  const t = useText(handoverText)
  const { items, can } = useData(listHandovers)
  const [starting, setStarting] = useState(false)
  const start = (
    <CanButton can={can.start} type="primary" icon={<PlusOutlined />} onClick={() => setStarting(true)}>
      {t('start')}
    </CanButton>
  )
  const empty =
    can.start === true ? (
      <EmptyState title={t('none')} text={t('noneText')} />
    ) : (
      <EmptyState title={t('noneOwn')} />
    )
  return (
    <>
      <AreaHead title={t('title')} note={t('note')} action={start} />
      <DataTable
        columns={useColumns()}
        rows={items}
        rowKey={(row) => row.id}
        rowHref={(row) => paths.handover(row.id)}
        rowTone={(row) => (row.status === 'done' ? 'muted' : undefined)}
        empty={empty}
      />
      <LeaveDialog person={starting ? 'ask' : null} onClose={() => setStarting(false)} />
    </>
  )
}

function useColumns(): Column<Handover>[] {
  const t = useText(handoverText)
  return [
    {
      key: 'who',
      title: t('person'),
      card: 'title',
      cell: (row) => (
        <span className="biz-two-lines">
          <TextLink href={paths.handover(row.id)}>{row.person.name}</TextLink>
          <span className="bw-muted">{row.reason}</span>
        </span>
      ),
    },
    { key: 'manager', title: t('manager'), cell: (row) => <Person name={row.manager.name} bare /> },
    {
      key: 'lastDay',
      title: t('lastDay'),
      cell: (row) => <Day day={row.lastDay} near={row.status === 'open'} />,
    },
    {
      key: 'progress',
      title: t('progress'),
      cell: (row) => {
        const words = t('progressOf', { done: row.done, items: row.items })
        return (
          <span className="biz-handover-bar">
            <Progress
              bp={row.items === 0 ? 10_000 : Math.round((10_000 * row.done) / row.items)}
              label={words}
            />
            <span className="bw-muted">{words}</span>
          </span>
        )
      },
    },
    {
      key: 'account',
      title: t('account'),
      cell: (row) => (row.accessEndedAt === null ? t('accountOn') : t('accountOff')),
    },
    {
      key: 'status',
      title: t('status'),
      card: 'side',
      cell: (row) => (
        <span className={`bw-tag ${row.status === 'open' ? 'bw-tag-warn' : ''}`}>
          {t(`status_${row.status}`)}
        </span>
      ),
    },
  ]
}
