import { LeftOutlined, RightOutlined } from '@ant-design/icons'
import { App, Button } from 'antd'
import { useState } from 'react'
import { exportTargets } from '../../../api/list-exports.ts'
import { listTargets, saveTargets } from '../../../api/settings.ts'
import { addMonths } from '../../../core/calendar.ts'
import { shareBp } from '../../../core/money.ts'
import { companyText } from '../../../text/web/settings-company.ts'
import { type CallError, call, type ReplyOf, useData, useSend, versionToSend } from '../../api.ts'
import { useExportHref } from '../../parts/export-href.ts'
import { MoneyInput } from '../../parts/money-input.tsx'
import { type Column, DataTable } from '../../ui/data-table.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { useText } from '../../ui/language.tsx'
import { Money, moneyText } from '../../ui/money.tsx'
import { Person } from '../../ui/person.tsx'
import { Progress } from '../../ui/progress.tsx'
import { EmptyState } from '../../ui/refusal.tsx'
import { useToday } from '../../ui/today.tsx'
import { useUrl } from '../../ui/url.tsx'
import { AreaHead } from './area-head.tsx'
import { targetMonth } from './areas.ts'

type Row = ReplyOf<typeof listTargets>['items'][number]
type Kind = 'bookings' | 'collections'
/** What was typed and not saved, by "userId kind". */
type Draft = Readonly<Record<string, Typed>>
/** An amount with the version of the target it was typed over. */
type Typed = { fen: number | null; version: number }

/** Monthly targets per person for bookings and collections, with what has been reached [C186]. */
export function Targets() {
  const t = useText(companyText)
  const today = useToday()
  const { message } = App.useApp()
  const { values, set } = useUrl()
  const month = targetMonth(values, today)
  const reply = useData(listTargets, { query: { month } })
  const exportHref = useExportHref(exportTargets, { month })
  const [draft, setDraft] = useState<Draft>({})
  const save = useSend(saveTargets, {
    onDone: () => {
      setDraft({})
      void message.success(t('saved'))
    },
  })
  const writes = reply.can.write === true
  const items = changedItems(draft, reply.items, month)
  const turn = (to: string) => {
    setDraft({})
    set({ month: to })
  }
  const send = () => {
    const now = renewed(draft, reply.items, save.error)
    setDraft(now)
    save.mutate({ body: { items: changedItems(now, reply.items, month) } })
  }
  const copyLast = async () => {
    const last = await call(listTargets, { query: { month: addMonths(month, -1) } })
    const versionNow = (of: Row, kind: Kind) => {
      const row = reply.items.find(({ userId }) => userId === of.userId)
      return row ? versionOf(row, kind) : 0
    }
    setDraft(
      Object.fromEntries(
        last.items.flatMap((row) => [
          [`${row.userId} bookings`, { fen: row.bookingsTargetFen, version: versionNow(row, 'bookings') }],
          [
            `${row.userId} collections`,
            { fen: row.collectionsTargetFen, version: versionNow(row, 'collections') },
          ],
        ]),
      ),
    )
  }
  return (
    <>
      <AreaHead
        title={t('targets')}
        note={t('targetsNote')}
        action={
          <div className="bw-row bw-wrap">
            <Button
              icon={<LeftOutlined />}
              aria-label={t('previousMonth')}
              onClick={() => turn(addMonths(month, -1))}
            />
            <strong className="bw-num">{month}</strong>
            <Button
              icon={<RightOutlined />}
              aria-label={t('nextMonth')}
              onClick={() => turn(addMonths(month, 1))}
            />
            {writes && <Button onClick={copyLast}>{t('copyLast')}</Button>}
          </div>
        }
      />
      <DataTable
        columns={useColumns(draft, writes ? setDraft : null)}
        rows={reply.items}
        rowKey={(row) => row.userId}
        exportHref={exportHref}
        empty={<EmptyState title={t('targetsNone')} />}
        summary={sumsOf(reply.items, draft, t('sum'))}
      />
      <ErrorNote error={save.error} />
      {items.length > 0 && (
        <div className="biz-save-bar">
          <span>{t('changed', { n: items.length })}</span>
          <Button onClick={() => setDraft({})}>{t('discard')}</Button>
          <Button type="primary" loading={save.isPending} onClick={send}>
            {t('save')}
          </Button>
        </div>
      )}
    </>
  )
}

function useColumns(draft: Draft, onDraft: ((next: Draft) => void) | null): Column<Row>[] {
  const t = useText(companyText)
  const column = (kind: Kind): Column<Row> => ({
    key: kind,
    title: t(kind),
    cell: (row) => (
      <span className="biz-target">
        {onDraft ? (
          <MoneyInput
            size="small"
            value={targetOf(row, kind, draft)}
            label={`${row.userName} ${t(kind)} ${t('target')}`}
            onChange={(fen) => {
              const key = `${row.userId} ${kind}`
              const version = draft[key]?.version ?? versionOf(row, kind)
              onDraft({ ...draft, [key]: { fen, version } })
            }}
          />
        ) : (
          <strong>
            {targetOf(row, kind, draft) === null ? (
              t('noTarget')
            ) : (
              <Money fen={targetOf(row, kind, draft)} short />
            )}
          </strong>
        )}
        <Reached row={row} kind={kind} target={targetOf(row, kind, draft)} />
      </span>
    ),
  })
  return [
    { key: 'person', title: t('person'), card: 'title', cell: (row) => <Person name={row.userName} /> },
    column('bookings'),
    column('collections'),
  ]
}

function Reached({ row, kind, target }: { row: Row; kind: Kind; target: number | null }) {
  const t = useText(companyText)
  const reached = kind === 'bookings' ? row.bookingsFen : row.collectionsFen
  const bp = target ? shareBp(BigInt(reached), BigInt(target)) : null
  return (
    <span className="biz-target-reached">
      {bp !== null && <Progress bp={bp} label={t('reached', { amount: moneyText(reached) })} />}
      <span className="bw-muted">
        {t('reached', { amount: moneyText(reached) })}
        {bp !== null && ` · ${Math.round(bp / 100)}%`}
      </span>
    </span>
  )
}

function targetOf(row: Row, kind: Kind, draft: Draft): number | null {
  const typed = draft[`${row.userId} ${kind}`]
  if (typed !== undefined) return typed.fen
  return kind === 'bookings' ? row.bookingsTargetFen : row.collectionsTargetFen
}

function versionOf(row: Row, kind: Kind): number {
  return kind === 'bookings' ? row.bookingsVersion : row.collectionsVersion
}

/** The versions to send all that was typed with. */
function renewed(draft: Draft, rows: readonly Row[], error: CallError | null): Draft {
  const now = (key: string) => {
    const [userId, kind] = key.split(' ')
    const row = rows.find((one) => one.userId === userId)
    return row && versionOf(row, kind as Kind)
  }
  return Object.fromEntries(
    Object.entries(draft).map(([key, { fen, version }]) => [
      key,
      { fen, version: versionToSend(error, version, now(key)) },
    ]),
  )
}

function changedItems(draft: Draft, rows: readonly Row[], month: string) {
  const kinds: readonly Kind[] = ['bookings', 'collections']
  return rows.flatMap((row) =>
    kinds.flatMap((kind) => {
      const now = targetOf(row, kind, draft)
      const before = targetOf(row, kind, {})
      if (now === before || now === null) return []
      const version = draft[`${row.userId} ${kind}`]?.version ?? versionOf(row, kind)
      return [{ userId: row.userId, month, kind, amountFen: now, version }]
    }),
  )
}

function sumsOf(rows: readonly Row[], draft: Draft, word: string) {
  const sum = (kind: Kind) => rows.reduce((total, row) => total + (targetOf(row, kind, draft) ?? 0), 0)
  return {
    person: word,
    bookings: <Money fen={sum('bookings')} short />,
    collections: <Money fen={sum('collections')} short />,
  }
}
