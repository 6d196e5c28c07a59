import { PlusOutlined } from '@ant-design/icons'
import { useState } from 'react'
import { readPrices } from '../../../api/prices.ts'
import { COMPANY_CURRENCY, FOREIGN_CURRENCIES } from '../../../core/exchange/rate.ts'
import { quantityText } from '../../../core/quote/offer.ts'
import { pricesText } from '../../../text/web/prices.ts'
import { type ReplyOf, useData } from '../../api.ts'
import { useCurrencyName } from '../../parts/currency-name.ts'
import { usePrices } from '../../parts/use-prices.ts'
import '../../parts/parts.css'
import { CanButton } from '../../ui/can-button.tsx'
import { Choice } from '../../ui/choice.tsx'
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
  const isForeign = reply.currency !== COMPANY_CURRENCY
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
      {reply.control === 'elsewhere' && (
        <p className="biz-draft">{t('elsewhere', { currency: reply.currency })}</p>
      )}
      <FilterBar>
        {list !== null && <UrlSearch label={t('search')} />}
        <CurrencyChoice reply={reply} />
        {reply.lists.length > 1 && <VersionChoice lists={reply.lists} />}
      </FilterBar>
      {list !== null && <Head list={list} />}
      <DataTable
        columns={useColumns(reply)}
        rows={rows}
        rowKey={(row) => `${row.code}|${row.grade}|${row.fromMilli}`}
        empty={
          list === null ? (
            <EmptyState
              title={t(isForeign ? 'emptyForeign' : 'emptyTitle', { currency: reply.currency })}
              text={t(isForeign ? 'emptyForeignText' : 'emptyText')}
              action={can.publish === true && publish}
            />
          ) : (
            <EmptyState title={t('noMatchTitle')} text={t('noMatchText')} />
          )
        }
      />
      {publishing && <Publish currency={reply.currency} onClose={() => setPublishing(false)} />}
    </>
  )
}

/** Starts from the list in force, whichever version is being looked at. */
function Publish({ currency, onClose }: { currency: string; onClose: () => void }) {
  const scene = usePrices(currency, 'normal')
  if (!scene) return null
  return <PublishDrawer open currency={currency} rows={scene.rows ?? []} onClose={onClose} />
}

/** The currencies that have a list; for those who publish the others too, where a first one may begin. */
function CurrencyChoice({ reply }: { reply: Reply }) {
  const t = useText(pricesText)
  const nameOf = useCurrencyName()
  const { set } = useUrl()
  const all = reply.can.publish === true ? FOREIGN_CURRENCIES : []
  const codes = [...new Set([COMPANY_CURRENCY, ...reply.currencies, reply.currency, ...all])]
  if (codes.length === 1) return null
  return (
    <Choice
      value={reply.currency}
      options={codes.map((code) => ({ value: code, label: nameOf(code) }))}
      label={t('currency')}
      className="bw-filter-select"
      // A version belongs to its currency.
      onChange={(next) => set({ currency: next === COMPANY_CURRENCY ? undefined : next, listId: undefined })}
    />
  )
}

function VersionChoice({ lists }: { lists: Reply['lists'] }) {
  const t = useText(pricesText)
  const spanOf = useSpan()
  return (
    <UrlSelect
      name="listId"
      label={t('versions')}
      options={lists.map((one) => ({
        value: one.id,
        label: `${t('version', { n: one.number })} · ${spanOf(one)} · ${t(one.state)}`,
      }))}
    />
  )
}

function useSpan(): (list: Reply['lists'][number]) => string {
  const t = useText(pricesText)
  return ({ validFrom, validTo }) =>
    validTo === null
      ? t('validFrom', { day: validFrom })
      : t('validBetween', { from: validFrom, to: validTo })
}

function Head({ list }: { list: NonNullable<Reply['list']> }) {
  const t = useText(pricesText)
  const spanOf = useSpan()
  return (
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
  )
}

function useColumns({ currency, rate, can: { seeCost } }: Reply): Column<Row>[] {
  const t = useText(pricesText)
  const isForeign = currency !== COMPANY_CURRENCY
  type Key = 'floorFen' | 'listFen' | 'ceilingFen' | 'costFen'
  const money = (key: Key, title: string): Column<Row> => ({
    key,
    title,
    align: 'right',
    cell: (row) =>
      row[key] === null ? null : <Money fen={row[key]} {...(key === 'costFen' ? {} : { currency })} />,
  })
  const marginOf = ({ listFen, costFen }: Row) => {
    if (costFen === null || listFen === 0 || (isForeign && rate === null)) return null
    const yuan = rate === null ? listFen : (listFen * rate.micro) / (rate.per * 1_000_000)
    return `${((1 - costFen / yuan) * 100).toFixed(1)}%`
  }
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
          money('costFen', t(isForeign ? 'costYuan' : 'cost')),
          {
            key: 'margin',
            title: isForeign && rate ? t('marginAt', { day: rate.day }) : t('marginTitle'),
            align: 'right' as const,
            cell: marginOf,
          },
        ]
      : []),
  ]
}
