import { App, Button, Checkbox } from 'antd'
import { useState } from 'react'
import { type HandoverDetail, listHandoverItems, tickHandover } from '../../../api/handovers.ts'
import { dayOf } from '../../../core/calendar.ts'
import type { HandoverKind } from '../../../core/handover/receiver.ts'
import { handoverText } from '../../../text/web/handovers.ts'
import { type ReplyOf, useData, useSend } from '../../api.ts'
import { paths } from '../../paths.ts'
import { type Column, DataTable } from '../../ui/data-table.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { FilterBar, UrlSelect, UrlTabs } from '../../ui/filters.tsx'
import { useText } from '../../ui/language.tsx'
import { Money } from '../../ui/money.tsx'
import { Panel } from '../../ui/page-head.tsx'
import { Person } from '../../ui/person.tsx'
import { EmptyState } from '../../ui/refusal.tsx'
import { TextLink, useUrl } from '../../ui/url.tsx'
import { type Batch, BatchButtons } from './batch-buttons.tsx'
import { ITEMS_PAGE_SIZE, itemsQuery } from './queries.ts'

type Item = ReplyOf<typeof listHandoverItems>['items'][number]

/** The list, divided by kind: one by one, the chosen ones, or all of a filter [C187]. */
export function Items({ handover }: { handover: HandoverDetail }) {
  const t = useText(handoverText)
  const { values } = useUrl()
  const query = itemsQuery(values)
  const { items, total } = useData(listHandoverItems, { params: { id: handover.id }, query })
  const [chosen, setChosen] = useState<readonly string[]>([])
  const here = chosen.filter((id) => items.some((item) => item.id === id))
  const isOpen = query.state === 'open'
  const all: Batch = {
    ...(query.kind === undefined ? {} : { kind: query.kind as HandoverKind }),
    ...(query.receiverId === undefined ? {} : { fromReceiverId: String(query.receiverId) }),
  }
  const left = handover.items - handover.done
  return (
    <Panel
      flush
      title={t('title')}
      extra={
        isOpen &&
        handover.status === 'open' && (
          <BatchButtons
            handover={handover}
            batch={here.length > 0 ? { itemIds: [...here] } : all}
            count={here.length > 0 ? here.length : total}
            onDone={() => setChosen([])}
          />
        )
      }
    >
      <div className="biz-handover-filters">
        <Filters handover={handover} />
      </div>
      <DataTable
        columns={useColumns(handover, {
          chosen: here,
          onChoose: (id, on) => setChosen(on ? [...here, id] : here.filter((one) => one !== id)),
        })}
        rows={items}
        rowKey={(row) => row.id}
        total={total}
        pageSize={ITEMS_PAGE_SIZE}
        empty={<EmptyState title={t(left === 0 && handover.items === 0 ? 'itemsNoneAny' : 'itemsNone')} />}
      />
    </Panel>
  )
}

function Filters({ handover }: { handover: HandoverDetail }) {
  const t = useText(handoverText)
  const states = (['open', 'done', 'untouched', 'all'] as const).map((state) => ({
    value: state,
    label: t(`state_${state}`),
  }))
  return (
    <FilterBar>
      <UrlTabs name="state" fallback="open" options={states} />
      <UrlSelect
        name="kind"
        label={t('kind')}
        options={handover.kinds.map(({ kind, items, done }) => ({
          value: kind,
          label: `${t(`kind_${kind}`)} ${done} / ${items}`,
        }))}
      />
      {handover.receivers.length > 1 && (
        <UrlSelect
          name="receiverId"
          label={t('receiver')}
          options={handover.receivers.map(({ person }) => ({ value: person.id, label: person.name }))}
        />
      )}
    </FilterBar>
  )
}

type Choosing = { chosen: readonly string[]; onChoose: (id: string, on: boolean) => void }

function useColumns(handover: HandoverDetail, { chosen, onChoose }: Choosing): Column<Item>[] {
  const t = useText(handoverText)
  const acts = handover.status === 'open' && handover.can.tick === true
  return [
    {
      key: 'title',
      title: t('item'),
      card: 'title',
      cell: (row) => (
        <span className="bw-row">
          {acts && row.doneAt === null && (
            <Checkbox
              checked={chosen.includes(row.id)}
              aria-label={t('select', { title: row.title })}
              onChange={(event) => onChoose(row.id, event.target.checked)}
            />
          )}
          <ItemTitle item={row} />
        </span>
      ),
    },
    { key: 'kind', title: t('kind'), cell: (row) => t(`kind_${row.kind}`) },
    {
      key: 'amount',
      title: t('amount'),
      align: 'right',
      cell: (row) => (row.amountFen === null ? null : <Money fen={row.amountFen} />),
    },
    { key: 'receiver', title: t('receiver'), cell: (row) => <Person name={row.receiver.name} /> },
    {
      key: 'act',
      title: '',
      align: 'right',
      card: 'side',
      cell: (row) =>
        row.doneAt !== null ? (
          <span className="bw-muted">
            {row.atClosing ? t('atClosing') : t('doneOn', { day: dayOf(row.doneAt) })}
          </span>
        ) : acts ? (
          <TickOne handoverId={handover.id} itemId={row.id} />
        ) : null,
    },
  ]
}

function ItemTitle({ item }: { item: Item }) {
  const t = useText(handoverText)
  const href = hrefOf(item)
  return (
    <span>
      {href ? <TextLink href={href}>{item.title}</TextLink> : item.title}
      {item.isKey && <span className="bw-tag bw-tag-accent biz-handover-key">{t('key')}</span>}
    </span>
  )
}

function hrefOf({ kind, subjectId, customerId }: Item): string | null {
  if (kind === 'deal') return paths.deal(subjectId)
  if (kind === 'quote') return paths.quote(subjectId)
  if (kind === 'contract') return paths.contract(subjectId)
  if (kind === 'approval') return paths.approval(subjectId)
  if (kind === 'order') return paths.order(subjectId)
  if (kind === 'alert') return paths.alert(subjectId)
  return customerId === null ? null : paths.customer(customerId)
}

function TickOne({ handoverId, itemId }: { handoverId: string; itemId: string }) {
  const t = useText(handoverText)
  const { message } = App.useApp()
  const tick = useSend(tickHandover, {
    onDone: ({ count }) => void message.success(t('ticked', { n: count })),
  })
  return (
    <>
      <Button
        size="small"
        loading={tick.isPending}
        onClick={() => tick.mutate({ params: { id: handoverId }, body: { itemIds: [itemId] } })}
      >
        {t('tick')}
      </Button>
      <ErrorNote error={tick.error} />
    </>
  )
}
