import { LeftOutlined, RightOutlined } from '@ant-design/icons'
import { Button, Spin } from 'antd'
import { useState } from 'react'
import { exportCommissions, getCommissionOf, listCommissions } from '../../../api/commission.ts'
import { addMonths, formatInstant, monthOf } from '../../../core/calendar.ts'
import { commissionText } from '../../../text/web/commission.ts'
import { type CallError, type ReplyOf, useLater } from '../../api.ts'
import { CommissionLines } from '../../parts/commission-lines.tsx'
import { useExportHref } from '../../parts/export-href.ts'
import { FormDrawer } from '../../parts/form-drawer.tsx'
import { paths } from '../../paths.ts'
import { useMay } from '../../session.tsx'
import { type Column, DataTable } from '../../ui/data-table.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { useText } from '../../ui/language.tsx'
import { Money } from '../../ui/money.tsx'
import { Person } from '../../ui/person.tsx'
import { EmptyState } from '../../ui/refusal.tsx'
import { useToday } from '../../ui/today.tsx'
import { TextLink, useUrl } from '../../ui/url.tsx'

type Reply = ReplyOf<typeof listCommissions>
type Row = Reply['items'][number]

/** What each person has earned in a month; once finance has closed it, it no longer moves (C273). */
export function Commission() {
  const t = useText(commissionText)
  const today = useToday()
  const { values, set } = useUrl()
  const month = values.month ?? monthOf(today)
  const { data, error } = useLater(listCommissions, { query: { month } })
  const exportHref = useExportHref(exportCommissions, { month })
  const [shown, setShown] = useState<Row | null>(null)
  const columns = useColumns(setShown)
  const turn = (to: string) => set({ month: to })
  if (error) return <ErrorNote error={error as CallError} />
  if (!data) return <Spin />
  return (
    <>
      <p className="bw-soft biz-detail-sum">{t('tabNote')}</p>
      <DataTable
        columns={columns}
        rows={data.items}
        rowKey={(row) => row.person.id}
        exportHref={exportHref}
        toolbar={
          <span className="bw-row bw-wrap">
            <Button
              icon={<LeftOutlined />}
              aria-label={t('before')}
              onClick={() => turn(addMonths(month, -1))}
            />
            <strong>{month}</strong>
            <Button
              icon={<RightOutlined />}
              aria-label={t('after')}
              disabled={month >= monthOf(today)}
              onClick={() => turn(addMonths(month, 1))}
            />
            <Standing reply={data} />
          </span>
        }
        empty={<Nothing reply={data} />}
        {...(data.items.length > 1
          ? {
              summary: {
                person: t('sum'),
                collected: <Money fen={data.collectedFen} />,
                earns: <Money fen={data.earnsFen} />,
              },
            }
          : {})}
      />
      <Detail row={shown} month={month} onClose={() => setShown(null)} />
    </>
  )
}

function Standing({ reply }: { reply: Reply }) {
  const t = useText(commissionText)
  if (reply.closedAt === null) return <span className="bw-soft">{t('moving', { day: reply.until })}</span>
  return <span className="bw-tag bw-tag-accent">{t('frozen', { at: formatInstant(reply.closedAt) })}</span>
}

function Nothing({ reply }: { reply: Reply }) {
  const t = useText(commissionText)
  const may = useMay()
  if (reply.rule !== null) return <EmptyState title={t('linesNone')} text={t('linesNoneText')} />
  return (
    <EmptyState
      title={t('noRuleThen')}
      text={t('noRuleText')}
      action={may('setting.write') && <TextLink href={paths.settings('commission')}>{t('setRule')}</TextLink>}
    />
  )
}

function useColumns(onShow: (row: Row) => void): Column<Row>[] {
  const t = useText(commissionText)
  return [
    { key: 'person', title: t('person'), card: 'title', cell: (row) => <Person name={row.person.name} /> },
    {
      key: 'collected',
      title: t('collected'),
      align: 'right',
      cell: (row) => <Money fen={row.collectedFen} />,
    },
    {
      key: 'earns',
      title: t('earns'),
      align: 'right',
      card: 'side',
      cell: (row) => <Money fen={row.earnsFen} />,
    },
    {
      key: 'carried',
      title: t('carriedLines'),
      align: 'right',
      cell: (row) => (row.carried > 0 ? t('linesCount', { n: row.carried }) : null),
    },
    {
      key: 'lines',
      title: t('lines'),
      align: 'right',
      card: 'foot',
      cell: (row) => (
        <Button size="small" onClick={() => onShow(row)}>
          {t('linesCount', { n: row.lines })}
        </Button>
      ),
    },
  ]
}

function Detail({ row, month, onClose }: { row: Row | null; month: string; onClose: () => void }) {
  const t = useText(commissionText)
  const { data, error, isLoading } = useLater(getCommissionOf, {
    params: { userId: row?.person.id ?? '' },
    query: { month },
    enabled: row !== null,
  })
  return (
    <FormDrawer
      open={row !== null}
      title={`${row?.person.name ?? ''} · ${t('tab')} ${month}`}
      onClose={onClose}
    >
      <ErrorNote error={error as CallError | null} />
      {isLoading && <Spin />}
      {data && !(data.estimate && data.rule) && <EmptyState title={t('detailNone')} />}
      {data?.estimate && data.rule && (
        <div className="bw-stack">
          <strong>
            <Money fen={data.estimate.earnsFen} />
          </strong>
          <CommissionLines estimate={data.estimate} rule={data.rule} />
        </div>
      )}
    </FormDrawer>
  )
}
