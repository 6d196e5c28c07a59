import { Button } from 'antd'
import { useState } from 'react'
import { listDunning } from '../../../api/dunning.ts'
import { exportDunning } from '../../../api/list-exports.ts'
import { STAGE_CODES } from '../../../core/dunning/stage.ts'
import { dunningText } from '../../../text/web/dunning.ts'
import { type ReplyOf, useLater } from '../../api.ts'
import { useExportHref } from '../../parts/export-href.ts'
import { InhibitedTag } from '../../parts/inhibition.tsx'
import { paths } from '../../paths.ts'
import { useMay } from '../../session.tsx'
import { type Column, DataTable } from '../../ui/data-table.tsx'
import { Day } from '../../ui/day.tsx'
import { FilterBar, UrlSelect, UrlTabs } from '../../ui/filters.tsx'
import { useText } from '../../ui/language.tsx'
import { laterOpened } from '../../ui/later.tsx'
import { Money, moneyText } from '../../ui/money.tsx'
import { Person } from '../../ui/person.tsx'
import { EmptyState } from '../../ui/refusal.tsx'
import { TextLink, useUrl } from '../../ui/url.tsx'
import { PromiseTag } from './promise-tag.tsx'

const DunningDrawer = laterOpened(
  async () => (await import('./dunning-drawer.tsx')).DunningDrawer,
  'customerId',
)

const DunningEffect = laterOpened(async () => (await import('./dunning-effect.tsx')).DunningEffect)
const DunningPlan = laterOpened(async () => (await import('./dunning-plan.tsx')).DunningPlan)
const DunningTexts = laterOpened(async () => (await import('./dunning-texts.tsx')).DunningTexts)

export type DunningRow = ReplyOf<typeof listDunning>['items'][number]

const SIZE = 50

/** The list of a morning: whom to call, write to or visit, by what waiting would cost [C087 C088]. */
export function Dunning() {
  const t = useText(dunningText)
  const { values, set } = useUrl()
  const [shown, setShown] = useState<'plan' | 'texts' | 'effect' | null>(null)
  const { data } = useLater(listDunning, {
    query: {
      view: values.status,
      stage: values.stage,
      mine: values.mine,
      page: Number(values.page ?? 1),
      size: SIZE,
    },
  })
  const columns = useColumns((row) => set({ dunning: row.customer.id }))
  const exportHref = useExportHref(exportDunning, {
    view: values.status,
    stage: values.stage,
    mine: values.mine,
  })
  return (
    <>
      <FilterBar>
        <UrlTabs
          name="status"
          fallback="due"
          options={(['due', 'paused', 'held', 'all'] as const).map((value) => ({
            value,
            label: value === 'held' && data?.held ? `${t('view_held')} ${data.held}` : t(`view_${value}`),
          }))}
        />
        <UrlTabs
          name="mine"
          fallback="false"
          options={[
            { value: 'false', label: t('everyone') },
            { value: 'true', label: t('mine') },
          ]}
        />
        <UrlSelect
          name="stage"
          label={t('allStages')}
          options={STAGE_CODES.map((value) => ({ value, label: t(`stage_${value}`) }))}
        />
        <span className="bw-row biz-push">
          <Button onClick={() => setShown('plan')}>{t('plan')}</Button>
          <Button onClick={() => setShown('texts')}>{t('texts')}</Button>
          <Button onClick={() => setShown('effect')}>{t('effect')}</Button>
        </span>
      </FilterBar>
      <p className="bw-soft biz-detail-sum">{t('note')}</p>
      {data && (
        <DataTable
          columns={columns}
          rows={data.items}
          rowKey={(row) => row.customer.id}
          total={data.total}
          pageSize={SIZE}
          exportHref={exportHref}
          rowTone={(row) => (row.promise?.state === 'broken' ? 'danger' : undefined)}
          toolbar={
            data.total > 0 && (
              <span className="bw-muted" title={t('waitingWhy')}>
                {t('sum', {
                  n: data.total,
                  amount: moneyText(data.sumFen),
                  waiting: moneyText(data.sumWaitingFen),
                })}
              </span>
            )
          }
          empty={<Nothing view={values.status} />}
        />
      )}
      <DunningDrawer customerId={values.dunning ?? null} onClose={() => set({ dunning: undefined })} />
      <DunningPlan open={shown === 'plan'} onClose={() => setShown(null)} />
      <DunningTexts open={shown === 'texts'} onClose={() => setShown(null)} />
      <DunningEffect open={shown === 'effect'} onClose={() => setShown(null)} />
    </>
  )
}

function Nothing({ view }: { view: string | undefined }) {
  const t = useText(dunningText)
  if (view === 'paused') return <EmptyState title={t('emptyPaused')} />
  if (view === 'held') return <EmptyState title={t('emptyHeld')} text={t('emptyHeldText')} />
  if (view === 'all') return <EmptyState title={t('emptyAll')} />
  return <EmptyState title={t('emptyDue')} text={t('emptyDueText')} />
}

function useColumns(onOpen: (row: DunningRow) => void): Column<DunningRow>[] {
  const t = useText(dunningText)
  const may = useMay()
  const waiting = useWaitingColumn()
  return [
    {
      key: 'customer',
      title: t('customer'),
      card: 'title',
      cell: (row) => (
        <span className="biz-two-lines">
          <TextLink href={paths.customer(row.customer.id)}>{row.customer.name}</TextLink>
          <span className="bw-muted">
            <Person name={row.responsible?.name} />
          </span>
        </span>
      ),
    },
    { key: 'step', title: t('step'), cell: (row) => <Step row={row} /> },
    {
      key: 'amount',
      title: t('overdue'),
      align: 'right',
      card: 'side',
      cell: (row) => (
        <span className="biz-two-lines">
          <Money fen={row.due?.fen ?? row.held?.fen ?? row.overdueFen} />
          <span className="bw-muted">
            {row.due && `${t('count', { n: row.due.count })} · `}
            {row.oldestDays > 0 ? t('oldest', { n: row.oldestDays }) : t('notOverdue')}
          </span>
        </span>
      ),
    },
    waiting,
    {
      key: 'last',
      title: t('history'),
      cell: (row) => (
        <span className="biz-two-lines">
          <PromiseTag promise={row.promise} />
          <span className="bw-muted">
            {row.last ? t('last', { day: row.last.on, stage: t(`stage_${row.last.stage}`) }) : t('never')}
          </span>
        </span>
      ),
    },
    {
      key: 'do',
      title: '',
      align: 'right',
      card: 'foot',
      cell: (row) =>
        may('receivable.read') && (
          <Button
            size="small"
            type={row.due ? 'primary' : 'default'}
            aria-label={`${t('open')} ${row.customer.name}`}
            onClick={() => onOpen(row)}
          >
            {t('open')}
          </Button>
        ),
    },
  ]
}

function useWaitingColumn(): Column<DunningRow> {
  const t = useText(dunningText)
  return {
    key: 'waiting',
    title: t('waiting'),
    align: 'right',
    cell: (row) => (
      <span className="biz-two-lines" title={t('waitingWhy')}>
        <Money fen={row.waitingFen} />
        <span className="bw-muted">
          {t('chance', { share: `${Math.round(row.chanceBp / 100)}%` })} · {t('chanceN', { n: row.chanceN })}
        </span>
      </span>
    ),
  }
}

function Step({ row }: { row: DunningRow }) {
  const t = useText(dunningText)
  if (row.held)
    return (
      <span className="biz-two-lines">
        <span className="bw-soft">{t(`stage_${row.held.stage}`)}</span>
        <span>
          <InhibitedTag reason={row.held.reason} />
        </span>
      </span>
    )
  if (!row.due)
    return row.pausedUntil ? (
      <span className="bw-soft">{t('pausedUntil', { day: row.pausedUntil })}</span>
    ) : (
      <span className="bw-muted">{t('nothingDue')}</span>
    )
  return (
    <span className="biz-two-lines">
      <strong>{t(`stage_${row.due.stage}`)}</strong>
      {row.due.lateDays > 0 ? (
        <span className="bw-danger">{t('lateBy', { n: row.due.lateDays })}</span>
      ) : (
        <span className="bw-muted">
          <Day day={row.due.dueOn} />
        </span>
      )}
    </span>
  )
}
