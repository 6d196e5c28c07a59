import { PlusOutlined } from '@ant-design/icons'
import { useState } from 'react'
import { readPrices } from '../../../api/prices.ts'
import { quantityText } from '../../../core/quote/offer.ts'
import { pricesText } from '../../../text/web/prices.ts'
import { type ReplyOf, useData } from '../../api.ts'
import { usePrices } from '../../parts/use-prices.ts'
import '../../parts/parts.css'
import { CanButton } from '../../ui/can-button.tsx'
import { type Column, DataTable } from '../../ui/data-table.tsx'
import { Moment } from '../../ui/day.tsx'
import { FilterBar, UrlSearch, UrlSelect } from '../../ui/filters.tsx'
import { useText } from '../../ui/language.tsx'
import { laterOpened } from '../../ui/later.tsx'
import { Money } from '../../ui/money.tsx'
import { PageHead } from '../../ui/page-head.tsx'
import { EmptyState } from '../../ui/refusal.tsx'
import { useUrl } from '../../ui/url.tsx'
import { pricesQuery } from './queries.ts'

const PublishDrawer = laterOpened(async () => (await import('./publish-drawer.tsx')).PublishDrawer)

type Reply = ReplyOf<typeof readPrices>
type Row = Reply['rows'][number]

/** What may be sold for how much, and every version there was [C063]. */
export function PricesPage() {
  const t = useText(pricesText)
  const { values } = useUrl()
  const reply = useData(readPrices, { query: pricesQuery(values) })
  const [publishing, setPublishing] = useState(false)
  const q = (values.q ?? '').toLowerCase()
  const rows = reply.rows.filter(({ code, name }) => `${code} ${name}`.toLowerCase().includes(q))
  const { list, can } = reply
  const word = list === null ? 'publishFirst' : 'publish'
  const publish = (
    <CanButton
      can={can.publish ?? 'forbidden'}
      type="primary"
      icon={<PlusOutlined />}
      onClick={() => setPublishing(true)}
    >
      {t(word)}
    </CanButton>
  )
  return (
    <>
      <PageHead
        title={t('title')}
        note={t('note')}
        actions={can.publish === true && list !== null && publish}
      />
      {reply.control === 'expired' && <p className="biz-draft">{t('expired')}</p>}
      {list !== null && <Versions lists={reply.lists} list={list} />}
      <DataTable
        columns={useColumns(can.seeCost)}
        rows={rows}
        rowKey={(row) => `${row.code}|${row.grade}|${row.fromMilli}`}
        empty={
          list === null ? (
            <EmptyState
              title={t('emptyTitle')}
              text={t('emptyText')}
              action={can.publish === true && publish}
            />
          ) : (
            <EmptyState title={t('noMatchTitle')} text={t('noMatchText')} />
          )
        }
      />
      {publishing && <Publish onClose={() => setPublishing(false)} />}
    </>
  )
}

/** Starts from the list in force, whichever version is being looked at. */
function Publish({ onClose }: { onClose: () => void }) {
  const scene = usePrices('CNY', 'normal')
  if (!scene) return null
  return <PublishDrawer open rows={scene.rows ?? []} onClose={onClose} />
}

function Versions({ lists, list }: { lists: Reply['lists']; list: NonNullable<Reply['list']> }) {
  const t = useText(pricesText)
  const spanOf = ({ validFrom, validTo }: Reply['lists'][number]) =>
    validTo === null
      ? t('validFrom', { day: validFrom })
      : t('validBetween', { from: validFrom, to: validTo })
  return (
    <>
      <FilterBar>
        <UrlSearch label={t('search')} />
        {lists.length > 1 && (
          <UrlSelect
            name="listId"
            label={t('versions')}
            options={lists.map((one) => ({
              value: one.id,
              label: `${t('version', { n: one.number })} · ${spanOf(one)} · ${t(one.state)}`,
            }))}
          />
        )}
      </FilterBar>
      <p className="bw-row bw-wrap biz-price-head">
        <strong>{t('version', { n: list.number })}</strong>
        <span className={list.state === 'current' ? 'bw-tag bw-tag-good' : 'bw-tag'}>{t(list.state)}</span>
        <span>{spanOf(list)}</span>
        {list.actorName && (
          <span className="bw-muted">
            {t('publishedBy', { name: list.actorName })} <Moment at={list.recordedAt} />
          </span>
        )}
        <span className="bw-soft">{list.note}</span>
      </p>
    </>
  )
}

function useColumns(seeCost: boolean): Column<Row>[] {
  const t = useText(pricesText)
  const money = (key: 'floorFen' | 'listFen' | 'ceilingFen' | 'costFen', title: string): Column<Row> => ({
    key,
    title,
    align: 'right',
    cell: (row) => (row[key] === null ? null : <Money fen={row[key]} />),
  })
  return [
    {
      key: 'name',
      title: t('name'),
      card: 'title',
      cell: (row) => (
        <span className="biz-two-lines">
          {row.name}
          <span className="bw-muted">{row.code}</span>
        </span>
      ),
    },
    { key: 'unit', title: t('unit'), cell: (row) => row.unit },
    { key: 'grade', title: t('customers'), cell: (row) => t(row.grade ?? 'everybody') },
    {
      key: 'from',
      title: t('from'),
      align: 'right',
      cell: (row) => (row.fromMilli === 0 ? null : `${quantityText(BigInt(row.fromMilli))} ${row.unit}`),
    },
    money('floorFen', t('floor')),
    { ...money('listFen', t('list')), card: 'side' },
    money('ceilingFen', t('ceiling')),
    ...(seeCost
      ? [
          money('costFen', t('cost')),
          {
            key: 'margin',
            title: t('marginTitle'),
            align: 'right' as const,
            cell: (row: Row) =>
              row.costFen === null || row.listFen === 0
                ? null
                : `${(((row.listFen - row.costFen) / row.listFen) * 100).toFixed(1)}%`,
          },
        ]
      : []),
  ]
}
